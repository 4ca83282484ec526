"""The calls of the Graph API by which a page writes to a person. `graph.GraphClient` has them.

None of them can be repeated safely after a failure whose outcome is unknown (`errors.Unclear`): Meta knows no
idempotency key. https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fb_care.facebook import errors
from fb_care.facebook.constants import MAX_METADATA_CHARS, MAX_MID_CHARS
from fb_care.facebook.reading import ident

#: The only tag that is left for answers by hand after 24 hours.
HUMAN_AGENT = "HUMAN_AGENT"
#: Kinds of file that Messenger knows.
FILE_KINDS = ("image", "video", "audio", "file")


@dataclass(frozen=True)
class Sent:
	"""What Facebook says of a message that it took: its mid and the person's page-scoped id ("": unsaid)."""

	mid: str
	psid: str = ""


class SendCalls:
	"""Mixed into the client, which gives `_request`."""

	def _request(self, method: str, path: str, params: Any = None, **more: Any) -> dict[str, Any]:
		raise NotImplementedError

	def send_message(
		self, recipient: Mapping[str, str], message: Mapping[str, Any], *, tag: str = "", metadata: str = ""
	) -> Sent:
		"""Send one message to `recipient` ({"id": psid} or {"comment_id": id}).

		`message` holds `text` or `attachment`. With `tag` (HUMAN_AGENT) it goes as MESSAGE_TAG, else as
		RESPONSE. `metadata` comes back in the echo. Raises `Unclear` where it may have been sent.
		"""
		params = {
			"recipient": json.dumps(dict(recipient)),
			"message": json.dumps({**message, **({"metadata": metadata} if metadata else {})}),
			"messaging_type": "MESSAGE_TAG" if tag else "RESPONSE",
		}
		if tag:
			params["tag"] = tag
		if len(metadata) > MAX_METADATA_CHARS:
			raise ValueError(f"metadata has {len(metadata)} characters, {MAX_METADATA_CHARS} are allowed")
		answer = self._request("POST", "me/messages", params)
		mid = ident(answer.get("message_id"), MAX_MID_CHARS)
		if not mid:
			raise errors.Unclear("the answer names no message")
		return Sent(mid, ident(answer.get("recipient_id")))

	def upload(self, kind: str, name: str, content: bytes, mime: str) -> str:
		"""Give Facebook a file to send later; its id, good for 90 days. May be repeated: nobody sees it.

		`kind` is one of FILE_KINDS. The bytes are given, as Facebook can't fetch private files by address.
		"""
		attachment = {"type": kind, "payload": {"is_reusable": True}}
		params = {"message": json.dumps({"attachment": attachment})}
		files = {"filedata": (name, content, mime)}
		answer = self._request("POST", "me/message_attachments", params, files=files)
		found = ident(answer.get("attachment_id"))
		if not found:
			raise errors.Unclear("the answer names no file")
		return found

	def act(self, psid: str, action: str) -> None:
		"""Show the person an action: "typing_on", "typing_off" or "mark_seen"."""
		params = {"recipient": json.dumps({"id": psid}), "sender_action": action}
		self._request("POST", "me/messages", params)
