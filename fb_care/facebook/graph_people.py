"""What Graph tells of people besides the plain profile: further fields, and the name in the conversation.

Called by `inbound.profiles` and `jobs.health`. Pure; raises what `graph.GraphClient` raises.
"""

from __future__ import annotations

from collections.abc import Iterable

from fb_care.facebook.graph import GraphClient
from fb_care.facebook.reading import ident, items, mapping, text

#: Permission -> field of a profile that Meta gives only with it.
FIELD_OF_SCOPE = {
	"pages_user_locale": "locale",
	"pages_user_timezone": "timezone",
	"pages_user_gender": "gender",
}


def further_fields(scopes: Iterable[object]) -> tuple[str, ...]:
	"""The further profile fields that these permissions of a token allow."""
	granted = {str(scope) for scope in scopes}
	return tuple(field for scope, field in FIELD_OF_SCOPE.items() if scope in granted)


def participant_name(client: GraphClient, psid: str) -> str:
	"""How the person is called in their conversation with the page; "" where Facebook doesn't say.

	Told even where the profile is refused; needs pages_messaging.
	"""
	query = {"platform": "messenger", "user_id": psid, "fields": "participants", "limit": 1}
	for conversation in client.pages("me/conversations", query, max_pages=1):
		for one in items(mapping(conversation.get("participants")).get("data")):
			if ident(one.get("id")) == psid:
				return text(one.get("name")).strip()
	return ""
