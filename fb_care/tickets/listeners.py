"""Whether anything on this site wants to hear of every Communication. Called by `sync`.

Most entries change nothing in the host: a further message on a ticket that is open already. They are written
in one statement, many times faster than as a document. But where another app, a Notification, a Webhook or a
Server Script waits for Communications, each goes the long way, so that it is heard of.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import frappe

#: Apps whose own handlers are known, and repeat what `base` and the first entry have done.
_KNOWN_APPS = ("frappe", "erpnext", "helpdesk", "fb_care")
#: DocType -> filters of what people set up in the desk to hear of Communications.
_SET_UP = {
	"Notification": {"document_type": "Communication", "enabled": 1},
	"Webhook": {"webhook_doctype": "Communication", "enabled": 1},
	"Server Script": {"reference_doctype": "Communication", "disabled": 0},
}
#: Seconds for which an answer holds within one job.
HOLDS_S = 60.0


def anybody() -> bool:
	"""True where each Communication must be inserted as a document."""
	known: tuple[float, bool] | None = getattr(frappe.local, "fb_care_listeners", None)
	if known and time.monotonic() < known[0]:
		return known[1]
	answer = _handlers_of_others() or _set_up_by_people()
	frappe.local.fb_care_listeners = (time.monotonic() + HOLDS_S, answer)
	return answer


def _handlers_of_others() -> bool:
	for doctypes, events in (frappe.get_hooks("doc_events") or {}).items():
		if _includes(doctypes) and any(_foreign(handlers) for handlers in events.values()):
			return True
	return False


def _includes(doctypes: Any) -> bool:
	named = (doctypes,) if isinstance(doctypes, str) else tuple(doctypes)
	return "Communication" in named or "*" in named


def _foreign(handlers: str | Iterable[str]) -> bool:
	listed = (handlers,) if isinstance(handlers, str) else handlers
	return any(handler.partition(".")[0] not in _KNOWN_APPS for handler in listed)


def _set_up_by_people() -> bool:
	return any(
		frappe.db.exists("DocType", doctype) and frappe.db.exists(doctype, filters)
		for doctype, filters in _SET_UP.items()
	)
