"""What becomes of a page's badge, in words for reports and mails. Times are the site's, as in all lists."""

from __future__ import annotations

from frappe import _
from frappe.utils import format_datetime

from fb_care.care.forecast import Forecast, Waiting
from fb_care.times import site_datetime


def words(forecast: Forecast) -> str:
	"""What happens if nothing else does, and what would help; "" where there is nothing to say."""
	said = []
	if forecast.changes_ms:
		said.append(_change(forecast))
	if not forecast.earned and any(forecast.to_win):
		said.append(_to_win(*forecast.to_win))
	return " ".join(said)


def advice(waiting: Waiting, now_ms: int) -> str:
	"""What an opening that still waits means for the badge, and by when an answer helps; "" for nothing."""
	late = waiting.by_ms is not None and waiting.by_ms <= now_ms
	if not waiting.costs:
		return "" if late or not waiting.by_ms else _("Answer by {0}").format(at(waiting.by_ms))
	if late:
		return _("Costs the badge; too late for the response time, an answer still counts for the rate")
	if waiting.by_ms is None:
		return _("Costs the badge: answer it")
	return _("Costs the badge: answer by {0}").format(at(waiting.by_ms))


def at(ms: int) -> str:
	"""A moment (UTC ms) as people of the site read it."""
	return format_datetime(site_datetime(ms)) or ""


def _change(forecast: Forecast) -> str:
	when = at(forecast.changes_ms or 0)
	if not forecast.earned:
		return _("Won back on {0} if nothing changes.").format(when)
	if forecast.missing:
		return _("Lost on {0} if nothing changes; answers missing then: {1}.").format(when, forecast.missing)
	return _("Lost on {0} if nothing changes.").format(when)


def _to_win(old: int, new: int) -> str:
	if not new:
		return _("Won by answering those who wait, newest first: {0}.").format(old)
	if not old:
		return _("Won by quick answers to new openings: {0}.").format(new)
	return _("Won by answering those who wait, newest first: {0}, and new openings quickly: {1}.").format(
		old, new
	)
