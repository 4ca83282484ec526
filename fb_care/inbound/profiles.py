"""Asking Facebook for a person's name and picture. Run by `jobs.fetch`.

Where Facebook gives no profile, the name in the conversation is asked for. Where it gives none, none is
invented: the state is Refused with the reason, the end of the page-scoped id stays what people see, and it is
asked again after growing waits, since people change who may see them and permissions come later. A name typed
by hand is never overwritten.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import frappe
from frappe import _

from fb_care.facebook.graph import PROFILE_FIELDS
from fb_care.facebook.graph_people import FIELD_OF_SCOPE, participant_name
from fb_care.inbound import media
from fb_care.inbound.fetching import Final, Later, Work, ask
from fb_care.tickets import refresh

#: Field of FB Contact -> field of the profile.
_PLAIN = {
	"first_name": "first_name",
	"last_name": "last_name",
	"locale": "locale",
	"timezone_offset": "timezone",
	"gender": "gender",
}
#: Comment threads of one person that are told of the name.
_THREADS = 50
_HOUR, _DAY = 3600, 24 * 3600
#: Seconds until a person without a name is asked about again, after the first, second ... refusal.
REFUSED_WAITS_S = (6 * _HOUR, _DAY, 3 * _DAY, 7 * _DAY, 14 * _DAY, 30 * _DAY)


def _run(row: Any) -> None:
	"""Fetch and store one FB Contact's profile, and let tickets know the name."""
	try:
		profile, remark = _profile(row)
	except Final as refused:
		if refused.state != "Refused":
			raise
		profile, remark = _from_conversation(row, refused.reason)
	picture = None
	if profile.get("profile_pic"):
		with suppress(Final, Later):  # a name without a picture is worth keeping
			picture = media.get(str(profile["profile_pic"]), "image", f"{row.name}.jpg")
	_store(row, profile, picture, remark)
	refresh_person(row.name)


def _profile(row: Any) -> tuple[dict[str, Any], str]:
	"""The profile with a name in it, and what to remark. Raises Final (Refused) where there is no name."""
	more, remark, profile = _further_fields(row.page), "", None
	if more:
		try:
			fields = (*PROFILE_FIELDS, *more)
			profile = ask(row.page, lambda client: client.profile(row.psid, fields), missing="Refused")
		except Final as refused:
			remark = _("Facebook did not give {0}: {1}").format(", ".join(more), refused.reason)
	if profile is None:
		profile = ask(row.page, lambda client: client.profile(row.psid), missing="Refused")
	name = profile.get("name") or " ".join(
		part for part in (profile.get("first_name"), profile.get("last_name")) if part
	)
	if not name:
		reason = _("Facebook gives no name of this person (page-scoped ID {0}).").format(row.psid)
		raise Final("Refused", reason)
	return {**profile, "name": name}, remark


def _further_fields(page: str) -> list[str]:
	"""Profile fields beyond the plain ones that the page's token is known to be good for (`jobs.health`)."""
	allowed = frappe.db.get_value("FB Page", page, "profile_fields") or ""
	return [field for field in FIELD_OF_SCOPE.values() if field in allowed.replace(",", " ").split()]


def _from_conversation(row: Any, reason: str) -> tuple[dict[str, Any], str]:
	"""The name that stands in the conversation. Raises Final with the `reason` why there is no profile."""
	try:
		name = ask(row.page, lambda client: participant_name(client, row.psid))
	except Final:
		name = ""
	if not name:
		left = row.tries <= len(REFUSED_WAITS_S)
		raise Final("Refused", reason, again_s=REFUSED_WAITS_S[row.tries - 1] if left else 0)
	return {"name": name}, _("The name is that of the conversation. {0}").format(reason)


def _store(row: Any, profile: dict[str, Any], picture: media.MediaFile | None, remark: str) -> None:
	# First the conversation, as everybody who changes a person's thread does.
	frappe.db.get_value("FB Conversation", row.name, "name", for_update=True)
	contact = frappe.get_doc("FB Contact", row.name)
	contact.full_name = contact.full_name or str(profile["name"])[:140]
	for field, source in _PLAIN.items():
		if profile.get(source) not in (None, ""):
			contact.set(field, str(profile[source])[:140])
	if picture:
		contact.picture = media.keep("FB Contact", row.name, picture)
	contact.update({"profile_state": "Known", "profile_reason": remark, "profile_next_ms": 0})
	contact.save(ignore_permissions=True)
	frappe.db.commit()


def refresh_person(contact: str) -> None:
	"""Bring the person's name into the tickets of their threads. Commits."""
	refresh.now("FB Conversation", contact)
	filters = [["contact", "=", contact], ["ticket", "is", "set"]]
	names = frappe.get_all("FB Comment Thread", filters=filters, pluck="name", limit=_THREADS)
	frappe.db.commit()
	for name in names:
		refresh.now("FB Comment Thread", name)


PROFILES = Work(
	kind="profile",
	doctype="FB Contact",
	state="profile_state",
	reason="profile_reason",
	tries="profile_tries",
	next_ms="profile_next_ms",
	fields=("page", "psid"),
	run=_run,
	asked_again="Refused",
	more_tries=len(REFUSED_WAITS_S),
)
