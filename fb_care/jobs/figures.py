"""Figures that are kept: after messages came, each quarter of an hour, at the end of each day; and made anew.

Called by the host's scheduler and by what changes rows (`figures.due`). Each may run at any time, twice, or
late: what it does depends on what is stored, not on when it ran last.
"""

from __future__ import annotations

import time
from functools import partial

import frappe

from fb_care import clock
from fb_care.figures import due, policies, responses, snapshots, standing
from fb_care.figures import page as figures
from fb_care.inbound import contention, rows
from fb_care.inbound.job import job, logged
from fb_care.jobs.alone import alone
from fb_care.times import site_datetime

#: A page's figures are worked out at most so often (ms); what changes meanwhile waits for the next minute.
OFTEN_MS = 5_000
#: Seconds after which no further page, or conversation, is begun; below what the host lets a job run.
SECONDS = 200.0
BATCH = 200
REBUILD = "fb_care.jobs.figures.rebuild"
#: So far back it is looked again at what is left out: longer than any transaction lasts.
AGAIN_MS = 3_600_000


@job
def refresh_page(page: str) -> None:
	"""The page's rows changed."""
	due.begun(page)
	if clock.now_ms() - (frappe.db.get_value("FB Page", page, "figures_ms") or 0) < OFTEN_MS:
		frappe.db.set_value("FB Page", page, "figures_due", 1, update_modified=False)
	else:
		_refresh(page)
	frappe.db.commit()


def run_due() -> None:
	"""Each minute: pages whose figures wait."""
	for page in frappe.get_all("FB Page", filters={"figures_due": 1}, pluck="name"):
		_refresh(page)


def run() -> None:
	"""Each quarter of an hour: all pages in use, as time alone changes figures; and days that are over."""
	with alone("figures", 800) as mine:
		if not mine:
			return
		until = time.monotonic() + SECONDS
		# A day's figures are kept for good: not while rows that they are made of may be missing.
		left = policies.unfinished()
		for one in left:
			frappe.enqueue(REBUILD, queue="long", **one)
		# Who waited longest comes first, so that all get their turn however many they are.
		pages = frappe.get_all("FB Page", filters={"enabled": 1}, pluck="name", order_by="figures_ms asc")
		for page in pages:
			if time.monotonic() > until:
				return
			_look_again(page)
			_refresh(page)
			if left:
				continue
			with logged(f"fb_care: the daily figures of page {page} are not kept; the next run tries again"):
				snapshots.catch_up(page)


def _look_again(page: str) -> None:
	"""What was stored at the very moment in which the page went away, or a conversation was put away."""
	with logged(
		f"fb_care: what of page {page} is left out was not looked at again; the next run tries again"
	):
		now_ms = clock.now_ms()
		# A worker that wrote an absence, however long ago it began, may have died before it told of it.
		written = {"page": page, "modified": [">", site_datetime(now_ms - AGAIN_MS)]}
		begun = frappe.get_all(standing.PERIOD, filters=written, pluck="start_ms")
		standing.away_changed(page, min([now_ms - AGAIN_MS, *begun]), now_ms)


def _refresh(page: str) -> None:
	with logged(f"fb_care: the figures of page {page} are not up to date; the next run tries again"):
		contention.patiently(partial(figures.refresh, page))
		frappe.db.commit()


def request_rebuild(counts: str = "") -> None:
	"""Have all rows made anew in the background after this transaction; `counts`: only of that way."""
	policies.begin_rebuild(counts)
	frappe.enqueue(REBUILD, queue="long", enqueue_after_commit=True, counts=counts)


@job
def rebuild(counts: str = "", after: str = "", seconds: float = SECONDS) -> None:
	"""Make the rows of all conversations anew from their messages, in the order of their names.

	One conversation is one transaction, and in memory at a time only a few thousand of its messages. When the
	time is up another job goes on `after` the last one; where that gets lost, the run of the quarter hour.
	"""
	with alone(f"rebuild:{counts}", 800) as mine:
		last = _rebuild_some(counts, after, time.monotonic() + seconds) if mine else ""
	if last:
		frappe.enqueue(REBUILD, queue="long", counts=counts, after=last)


def _rebuild_some(counts: str, after: str, until: float) -> str:
	"""The last conversation that was made anew before the time was up; "" where all are."""
	while names := _conversations(after):
		for name in names:
			with logged(f"fb_care: the openings of conversation {name} could not be made anew"):
				contention.patiently(partial(_rebuild_one, name, counts))
			after = name
			if time.monotonic() > until:
				break
		contention.patiently(partial(policies.note_rebuild, counts, after))
		if time.monotonic() > until:
			return after
	contention.patiently(partial(policies.note_rebuild, counts, ""))
	return ""


def _conversations(after: str) -> list[str]:
	filters = {"name": [">", after]}
	return frappe.get_all("FB Conversation", filters=filters, pluck="name", order_by="name asc", limit=BATCH)


def _rebuild_one(name: str, counts: str) -> None:
	frappe.db.rollback()
	if rows.get("FB Conversation", {"name": name}, ["name"], lock=True):
		responses.rebuild(name, counts if counts in policies.counted() else "")
		standing.reconsider(name)
	frappe.db.commit()
