"""Private messages as a channel of the outbox: when they may be sent, how, and what that changes.

The reply window is looked at twice: when an answer is written (`answer`) and again just before it is sent.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import frappe

from fb_care import clock
from fb_care.facebook import errors, window
from fb_care.facebook.constants import METADATA_PREFIX
from fb_care.facebook.graph import GraphClient
from fb_care.facebook.graph_send import Sent
from fb_care.figures import responses
from fb_care.inbound import echoes, groups, rows, threads
from fb_care.outbound import files, problems, twin
from fb_care.outbound.channel import Channel, Part
from fb_care.times import site_datetime

DOCTYPE = "FB Message"
#: What the page's row says of how it answers.
PAGE_FIELDS = ("enabled", "human_agent", "show_typing")
_HOLDER_FIELDS = (
	"name",
	"page",
	"psid",
	"contact",
	"state",
	"ticket",
	"automatic_due",
	"first_ms",
	"last_ms",
	"last_incoming_ms",
	"last_outgoing_ms",
	"window_until_ms",
	"last_answer_by",
	"last_answer_ms",
)


def lock(name: str) -> Any:
	"""The conversation's row, locked until commit; None if it is gone."""
	return rows.get(threads.DOCTYPE, {"name": name}, _HOLDER_FIELDS, lock=True)


def permit(holder: Any, *, by_person: bool = True, human_agent: Any = None) -> window.Permit:
	"""Whether and how the page may write to the person now. `human_agent` of the page, where it is known."""
	if human_agent is None:
		human_agent = frappe.db.get_value("FB Page", holder.page, "human_agent")
	return window.permit(
		clock.now_ms(),
		holder.window_until_ms or 0,
		holder.last_incoming_ms or 0,
		human_agent=bool(human_agent),
		by_person=by_person,
	)


def row_of(holder: Any, part: Part) -> dict[str, Any]:
	"""What a message that waits has beyond every answer's values."""
	return {
		"contact": holder.contact,
		"kind": "Message",
		"sender_kind": "This App",
		"standby": 0,
		"unsent": 0,
		"edit_count": 0,
	}


def prepare(holder: Any, row: Any) -> str:
	"""Whether the message may be sent now; fills in to whom, and under which tag."""
	page = frappe.db.get_value("FB Page", row.page, PAGE_FIELDS, as_dict=True)
	if not page or not page.enabled:
		return problems.PAGE_OFF
	if groups.blocked([holder.contact]):
		return problems.BLOCKED
	may = permit(holder, by_person=row.sender_kind == "This App")
	if not may.may:
		return problems.WINDOW if may.until_ms else problems.NEVER_WROTE
	if row.automatic and (problem := _no_longer_wanted(holder, row)):
		return problem
	row.psid, row.tag, row.typing = holder.psid, may.tag, bool(page.show_typing)
	row.file = files.of_row(DOCTYPE, row.name)
	return ""


def _no_longer_wanted(holder: Any, row: Any) -> str:
	from fb_care.away import automatic

	return automatic.no_longer_wanted(holder, row)


def keep(row: Any) -> dict[str, Any]:
	"""The messaging type it goes under, and the file's id at Facebook once it has one."""
	return {"messaging_type": row.get("tag") or "RESPONSE", "upload_id": row.get("upload_id") or ""}


def send(client: GraphClient, row: Any) -> Sent:
	"""Send one message: a text, or a file, which is uploaded first. Raises GraphError."""
	if row.file and not row.upload_id:
		row.upload_id = _upload(client, row.file)
	if row.typing and not row.file:
		with suppress(errors.GraphError):
			client.act(row.psid, "typing_on")
	metadata = f"{METADATA_PREFIX}{row.name}"
	return client.send_message({"id": row.psid}, _message(row), tag=row.tag, metadata=metadata)


def _message(row: Any) -> dict[str, Any]:
	if row.file:
		payload = {"attachment_id": row.upload_id}
		return {"attachment": {"type": row.file.kind, "payload": payload}}
	return {"text": rows.as_written(row.text)}


def _upload(client: GraphClient, file: files.OutgoingFile) -> str:
	"""Nobody sees an upload, so it may be repeated: what is unclear about it is only a passing failure."""
	try:
		content, mime = files.read(file)
		return client.upload(file.kind, file.name, content, mime)
	except errors.Unclear as error:
		raise errors.Temporary(error.meta_message, code=error.code, subcode=error.subcode) from None
	except errors.Temporary as error:
		raise errors.Temporary(error.meta_message, code=error.code, retry_after=error.retry_after) from None


def settled(holder: Any, row: Any, sent: Sent, at_ms: int) -> dict[str, Any]:
	"""What a message that Facebook took at `at_ms` (UTC ms) changes in its row; its conversation is saved."""
	twin.drop(DOCTYPE, {"mid": sent.mid}, keep=row.name)
	words = {"sent_ms": at_ms, "direction": "Outgoing"}
	changes = threads.note_message(holder, words, threads.gist(row.text or "", _kind_of(row)))
	if row.automatic and holder.ticket and not row.communication:
		changes["ticket_due"] = 1  # agents' answers stand in the ticket already
	if row.send_state == "Sent":
		changes.pop("message_count")  # it counted when the send call returned
	rows.update(threads.DOCTYPE, holder.name, changes)
	holder.last_ms = max(holder.last_ms or 0, at_ms)
	return {
		"mid": sent.mid,
		"sent_ms": at_ms,
		"sent_at": site_datetime(at_ms),
		**echoes.reached(holder, at_ms),
	}


def stored(holder: Any, row: Any, at_ms: int) -> None:
	"""The answer counts from now on, at this time and no longer at the one it was known by before."""
	if at_ms > (holder.last_ms or 0):  # a person said that it was sent; else `settled` has noted it
		last = {"last_ms": at_ms, "last_at": site_datetime(at_ms), "last_outgoing_ms": at_ms}
		last["last_text"] = threads.gist(row.text or "", _kind_of(row))
		rows.update(threads.DOCTYPE, holder.name, last)
	responses.refresh(holder.name, [row.sent_ms, at_ms])


def _kind_of(row: Any) -> str:
	file = None if row.text else files.of_row(DOCTYPE, row.name)
	return file.kind if file else ""


CHANNEL = Channel(
	holder=threads.DOCTYPE,
	part=DOCTYPE,
	link="conversation",
	fields=("sender_kind", "upload_id", "mid", "automatic"),
	lock=lock,
	row_of=row_of,
	prepare=prepare,
	keep=keep,
	send=send,
	settled=settled,
	stored=stored,
)
