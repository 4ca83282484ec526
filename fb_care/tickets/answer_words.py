"""What became of an answer, in words and as the host's pill. Called by `answers` and `entries`.

Pure: never imports frappe; takes `_`, the host's translator, and rows of FB Message or FB Comment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fb_care.tickets.subject import Translate

#: From what needs somebody to what is well: an answer of several parts is as its first of these.
_WORST_FIRST = ("Failed", "Unknown", "Held", "Discarded", "Queued", "Sending", "Sent", "Delivered", "Read")
#: Each state as the nearest that the host's Communication knows.
_PILLS = {
	"Queued": "Sending",
	"Sending": "Sending",
	"Sent": "Sent",
	"Delivered": "Sent",
	"Read": "Read",
	"Held": "Delayed",
	"Unknown": "Delayed",
	"Discarded": "Expired",
	"Failed": "Error",
}
#: Fields of a row that its state is read from; FB Comment lacks those of `ON_MESSAGES`.
FIELDS = ("send_state", "send_problem", "send_error", "answer", "part", "sent_by", "queued_ms")
ON_MESSAGES = ("delivery_state", "delivered_ms", "read_ms", "private_reply")


@dataclass(frozen=True, kw_only=True)
class Words:
	"""How to say things: the translator, words for a problem's code, and UTC ms as site time."""

	translate: Translate
	problem: Callable[[str], str]
	time: Callable[[int | None], datetime | None]


def state_of(row: Any) -> str:
	"""Where one message is: Queued, Sending, Held, Unknown, Failed, Discarded, Sent, Delivered or Read."""
	sending = row.get("send_state") or "Sent"
	return (row.get("delivery_state") or "Sent") if sending == "Sent" else sending


def state_of_all(rows: Sequence[Any]) -> str:
	"""The state of an answer: that of the part which needs most."""
	return min((state_of(row) for row in rows), key=_WORST_FIRST.index)


def pill(rows: Sequence[Any]) -> str:
	"""The host's `delivery_status` for an answer."""
	return _PILLS[state_of_all(rows)]


def lines(rows: Sequence[Any], channel: str, say: Words) -> list[str]:
	"""What became of an answer: one line, or one for each part where they differ."""
	_ = say.translate
	each = [sentence(row, say) for row in rows]
	if len(set(each)) <= 1:
		return [f"{channel}: {words}" for words in each[:1]]
	return [
		f"{channel}, {_('part {0} of {1}').format(number, len(rows))}: {words}"
		for number, words in enumerate(each, start=1)
	]


def sentence(row: Any, say: Words) -> str:
	"""What became of one message, with the reason or the time where there is one."""
	_ = say.translate
	state = state_of(row)
	reason = " ".join((row.get("send_error") or say.problem(row.get("send_problem") or "")).split())
	if state in ("Delivered", "Read"):
		at = _clock(row, row.get("read_ms" if state == "Read" else "delivered_ms"), say)
		return (_("read {0}") if state == "Read" else _("delivered {0}")).format(at).strip()
	said = {
		"Queued": _("queued. {0}"),
		"Held": _("waiting. {0}"),
		"Unknown": _("unknown. {0}"),
		"Failed": _("failed. {0}"),
	}.get(state)
	if said:
		return said.format(reason).strip() if reason else said.replace("{0}", "").strip(" .")
	return {"Sending": _("being sent"), "Discarded": _("discarded, not sent")}.get(state, _("sent"))


def _clock(row: Any, ms: int | None, say: Words) -> str:
	"""The time of day; with the date where it was not the day of sending."""
	at, sent = say.time(ms), say.time(row.get("sent_ms") or row.get("queued_ms"))
	if not at:
		return ""
	return at.strftime("%H:%M" if sent and at.date() == sent.date() else "%Y-%m-%d %H:%M")
