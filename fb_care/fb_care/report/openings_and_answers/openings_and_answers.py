"""Openings and Answers: the openings behind every figure, each with its answer and how it is in the figures.

Without days it lists the window of a policy, as of the end of a day or now; with days, what was opened on
them, on each page's own clock. What its sums say is what the figure says that it was opened from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from fb_care import clock
from fb_care.care import forecast, week
from fb_care.care.counted import How, Sums
from fb_care.care.responsiveness import Policy
from fb_care.figures import behind, forecast_words, reporting
from fb_care.figures import page as figures
from fb_care.figures.behind import Looked
from fb_care.figures.reporting import Scope, column, figure
from fb_care.inbound.rows import harmless

#: So many rows are listed, the newest; the sums are of all.
LISTED = 5000
#: Filters that are fields of FB Response.
_EQUAL = ("answered_from", "ad")


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows (newest first), a message where not all are listed, the chart, and the sums."""
	wanted = frappe._dict(filters or {})
	scope = reporting.scope(wanted)
	total, found = Sums(), []
	for page in scope.pages:
		looked = behind.look(scope, page, wanted.policy, behind.day_of(wanted))
		rows = [row for row in _of_page(scope, looked, wanted) if _is_wanted(row, scope, wanted)]
		_advise(rows, looked, wanted)
		total = total.plus(behind.sums(rows, _all_of_them(looked.policy) if wanted.how else looked.policy))
		found += rows
	found.sort(key=lambda row: (-row.opened_ms, row.name))
	listed = found[:LISTED]
	message = _("The newest {0} of {1} are listed.").format(LISTED, len(found)) if found[LISTED:] else None
	return _columns(), _shown(listed, scope), message, _chart(found), _summary(total, found)


def _all_of_them(policy: Policy) -> Policy:
	"""Who asks for the fastest answers has them already: their mean is the response time."""
	return replace(policy, trim_percent=100)


def _of_page(scope: Scope, looked: Looked, wanted: Any) -> list[Any]:
	if wanted.from_date or wanted.to_date:
		return behind.openings(looked, *scope.period.span_ms(scope.pages[looked.page].zone))
	return behind.openings(looked, looked.found.from_ms + 1, looked.found.to_ms + 1)


def _is_wanted(row: Any, scope: Scope, wanted: Any) -> bool:
	if wanted.state and wanted.state != (behind.ANSWERED if row.answered_ms else behind.OPEN):
		return False
	if wanted.how and wanted.how != row.how.value:
		return False
	if any(wanted.get(field) and wanted[field] != row[field] for field in _EQUAL):
		return False
	if wanted.agent and wanted.agent != row.answered_by:
		return False
	return _has_reason(row, wanted.left_out) and _is_at_hour(row, scope, wanted)


def _has_reason(row: Any, reason: str | None) -> bool:
	if reason in (behind.NONE, behind.ANY):
		return bool(row.left_out) == (reason == behind.ANY)
	return not reason or row.left_out == reason


def _is_at_hour(row: Any, scope: Scope, wanted: Any) -> bool:
	hour = wanted.get("hour")
	if not wanted.weekday and hour in (None, ""):
		return True
	at = scope.local(row.page, row.opened_ms)
	same_day = not wanted.weekday or week.WEEKDAYS[at.weekday()] == wanted.weekday
	return same_day and (hour in (None, "") or at.hour == cint(str(hour).partition(":")[0]))


def _advise(rows: Iterable[Any], looked: Looked, wanted: Any) -> None:
	"""What those that wait now mean for the badge; nothing where a policy's window doesn't end now."""
	waiting = [row for row in rows if row.how == How.WAITING]
	if not waiting or wanted.as_of or not looked.policy.foretells:
		return
	now_ms = clock.now_ms()
	found = forecast.forecast(figures.rows(looked.page, looked.policy, now_ms), looked.policy, now_ms)
	advice = {one.opened_ms: forecast_words.advice(one, now_ms) for one in found.waiting}
	for row in waiting:
		row.advice = advice.get(row.opened_ms, "")


def _shown(rows: list[Any], scope: Scope) -> list[dict]:
	people, ads = _titles("FB Conversation", rows, "conversation"), _titles("FB Ad", rows, "ad")
	names = {user: reporting.user_name(user) for user in {row.answered_by for row in rows}}
	return [
		{
			"opened_at": row.opened_at,
			"who": people.get(row.conversation) or row.conversation,
			"page": row.page,
			"page_name": scope.title(row.page),
			"answered_at": row.answered_at,
			"wait": reporting.seconds(row.wait_ms),
			"by": _by(row, names),
			"how": _how(row),
			"advice": row.get("advice") or "",
			"ad_title": ads.get(row.ad) or row.ad or "",
			"conversation": row.conversation,
			"opens": _opens(row),
		}
		for row in rows
	]


def _opens(row: Any) -> dict[str, str]:
	opens = {"who": reporting.link_to("FB Conversation", row.conversation)}
	if row.ad:
		opens["ad_title"] = reporting.link_to("FB Ad", row.ad)
	return opens


def _titles(doctype: str, rows: list[Any], field: str) -> Mapping[str, str]:
	names = sorted({row[field] for row in rows if row[field]})
	found: dict[str, str] = {}
	for start in range(0, len(names), 500):
		some = frappe.get_all(
			doctype, filters={"name": ["in", names[start : start + 500]]}, fields=["name", "title"]
		)
		found.update((row.name, harmless(row.title or "")) for row in some)
	return found


def _by(row: Any, names: Mapping[str, str]) -> str:
	"""Who answered: a person of the team, or from where, because Facebook doesn't tell the person."""
	return names.get(row.answered_by) or _(row.answered_from or "")


def _how(row: Any) -> str:
	words = behind.words_of(row.how)
	return f"{words}: {_(row.left_out)}" if row.how == How.LEFT_OUT else words


def _columns() -> list[dict]:
	return [
		column("opened_at", _("Opened"), "Datetime", 190),
		column("who", _("Who"), "Data", 160),
		column("wait", _("Waited"), "Duration", 110),
		column("how", _("In the figures"), "Data", 170),
		column("answered_at", _("Answered"), "Datetime", 190),
		column("by", _("Answered by"), "Data", 150, align="left"),
		column("advice", _("What it means"), "Data", 330, align="left"),
		column("ad_title", _("Ad"), "Data", 150, align="left"),
		column("page_name", _("Page"), "Data", 150),
		column("page", _("Page ID"), "Link", 150, options="FB Page"),
		column("conversation", _("Conversation"), "Link", 200, options="FB Conversation"),
	]


def _chart(rows: list[Any]) -> dict | None:
	"""How many are in the figures how."""
	counts = {how: sum(row.how == how for row in rows) for how in How}
	shown = {how: count for how, count in counts.items() if count}
	return reporting.chart([behind.words_of(how) for how in shown], {_("Openings"): list(shown.values())})


def _summary(total: Sums, rows: list[Any]) -> list[dict]:
	summary = [
		figure(_("Openings"), total.openings),
		figure(_("Answered"), total.answered),
		figure(_("Response rate"), None if total.rate is None else round(total.rate, 1), "Percent"),
		figure(_("Response time"), reporting.seconds(total.mean_ms), "Duration"),
		figure(_("Mean of all answers"), reporting.seconds(total.plain_mean_ms), "Duration"),
		figure(_("Waiting"), total.openings - total.answered),
	]
	left_out = len(rows) - total.openings
	return [*summary, figure(_("Left out"), left_out)] if left_out else summary
