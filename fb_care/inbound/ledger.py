"""What became of a delivery, event by event, as FB Webhook Event keeps it. Used by `process`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from fb_care import clock
from fb_care.facebook.events import Event
from fb_care.inbound import claims
from fb_care.inbound.outcome import FAILED, IGNORED, UNKNOWN, Outcome

Entry = dict[str, str]


def entry(event: Event, outcome: Outcome, error: str) -> Entry:
	"""One line of `outcomes`; `error` is the traceback of a failure, which goes into a field of its own."""
	line = {
		"path": event.path,
		"kind": event.kind.value,
		"page": event.page_id,
		"key": event.key,
		"state": outcome.state,
		"reason": outcome.reason,
	}
	return {**line, "error": error} if error else line


def result(
	row: Any, events: Sequence[Event], entries: Sequence[Entry], names: Mapping[str, Any]
) -> dict[str, Any]:
	"""The fields of the delivery `row` once all its events had their turn; `names`: FB Page rows by id."""
	failed = [one for one in entries if one["state"] == FAILED]
	states = Counter(one["state"] for one in entries)
	kinds = Counter(one["kind"] for one in entries)
	return {
		"state": "Failed" if failed else "Done",
		"reason": _reason(entries, failed),
		"next_try_ms": claims.next_try_ms(row.attempts) if failed else 0,
		"pages": _pages(entries, names),
		"kinds": ", ".join(f"{kind} {count}" if count > 1 else kind for kind, count in kinds.items()),
		**_times(row, events),
		"event_count": len(entries),
		"done_count": len(entries) - states[IGNORED] - states[FAILED] - states[UNKNOWN],
		"ignored_count": states[IGNORED],
		"failed_count": states[FAILED],
		"unknown_count": states[UNKNOWN],
		"outcomes": _lines(entries),
		"error": "\n\n".join(one.get("error", "") for one in failed),
	}


def overdue(row: Any, events: Sequence[Event], names: Mapping[str, Any]) -> dict[str, Any]:
	"""The fields of a delivery whose worker's time was up while it was at it: tried again later, whole."""
	outcome = Outcome(FAILED, "the worker's time was up before this delivery was done")
	return result(row, events, [entry(event, outcome, "") for event in events], names)


def _lines(entries: Sequence[Entry]) -> str:
	"""JSON with one event a line."""
	shown = [{key: value for key, value in one.items() if key != "error"} for one in entries]
	return "[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in shown) + "\n]"


def _pages(entries: Sequence[Entry], names: Mapping[str, Any]) -> str:
	"""The pages' names; the id of those that are not set up here."""
	ids = sorted({one["page"] for one in entries if one["page"]})
	return ", ".join(names[one].page_name if one in names else one for one in ids)


def newest_ms(row: Any, events: Sequence[Event]) -> int:
	"""Meta's time of the newest event (UTC ms)."""
	return max(event.happened_ms(row.received_ms) for event in events)


def _times(row: Any, events: Sequence[Event]) -> dict[str, int]:
	return {
		"event_ms": events[0].happened_ms(row.received_ms),
		"lag_ms": row.received_ms - newest_ms(row, events),
		"done_ms": clock.now_ms(),
	}


def _reason(entries: Sequence[Entry], failed: Sequence[Entry]) -> str:
	"""Why it failed, or why nothing in it was done; "" when something was."""
	if failed:
		more = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
		return f"{failed[0]['kind']}: {failed[0]['reason']}{more}"
	if all(one["state"] in (IGNORED, UNKNOWN) for one in entries):
		return "; ".join(dict.fromkeys(one["reason"] for one in entries if one["reason"]))
	return ""
