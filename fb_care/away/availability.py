"""Whether a page is available, and the switch.

All that changes something locks the page's row first, so it is called in a transaction of its own, best by
`contention.patiently`, and two workers at once make one period. Nothing commits. After the commit the figures
and the people of the page are told. The rules stand in `fb_care.care.away`.
"""

from __future__ import annotations

import frappe
from frappe import _

from fb_care import clock
from fb_care.away import keeping, periods
from fb_care.away.keeping import Availability
from fb_care.care import away
from fb_care.care.away import Outcome, State
from fb_care.care.schedule import Schedule


def of(page: str, at_ms: int | None = None) -> Availability:
	"""Whether the page is away now, or was at `at_ms`; brought up to date first, where something is due.

	Then it writes, and locks the page; else it only reads. What is asked of the future is told of now.
	"""
	now = clock.now_ms()
	row = keeping.read(page)
	if not row:
		return Availability()
	if keeping.is_due(row, now):
		found = keeping.change(page)
		return found if at_ms is None or at_ms >= now else keeping.told(periods.at(page, at_ms))
	if at_ms is not None and at_ms < (row.away_checked_ms or 0):
		return keeping.told(periods.at(page, at_ms))
	return keeping.told(periods.load(row.away_period) if row.away else None)


def catch_up(page: str) -> None:
	"""Do what was due up to now, each at its own moment."""
	row = keeping.read(page, lock=True)
	if row and keeping.is_due(row, clock.now_ms()):
		keeping.change(page)


def set_away(page: str, until_ms: int, reason: str, by: str) -> Availability:
	"""`by` switches the page to away until `until_ms` (UTC ms), 12 hours from now at most.

	Raises ValidationError for another time, and while messages are off.
	"""
	now = clock.now_ms()
	if until_ms <= now:
		frappe.throw(_("Away until: that time is past; choose one within the next 12 hours."))
	if until_ms > now + away.MOST_BY_HAND_MS:
		frappe.throw(
			_("Away by hand ends after 12 hours at most; choose an earlier time, or hours for the page.")
		)
	return keeping.change(page, lambda state, _hours: away.go_away(_messages_on(state), until_ms), by, reason)


def set_back(page: str, by: str) -> Availability:
	"""`by` switches the page to available, where it isn't. ValidationError while messages are off."""

	def act(state: State, hours: Schedule | None) -> Outcome:
		return away.come_back(_messages_on(state), hours) if state.period else Outcome(state)

	return keeping.change(page, act, by)


def set_messages(page: str, on: bool, by: str) -> Availability:
	"""`by` switches messages on or off; nothing happens where they are."""

	def act(state: State, hours: Schedule | None) -> Outcome:
		if on == (not keeping.is_off(state)):
			return Outcome(state)
		return away.messages_on(state, hours) if on else away.messages_off(state)

	return keeping.change(page, act, by)


def schedule_changed(page: str) -> None:
	"""Another schedule holds from now on. `catch_up` was called before it was stored."""
	keeping.change(page)


def _messages_on(state: State) -> State:
	if keeping.is_off(state):
		frappe.throw(_("Messages of this page are off; a manager can switch them on."))
	return state
