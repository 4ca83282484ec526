"""Each minute: pages whose availability changes are brought up to date, also after hours of standstill.

A page's state says itself when it changes next, so that a run looks only at those that are due. Each change
is written with the moment it was due, not with that of the run.
"""

from __future__ import annotations

import time
from functools import partial

import frappe

from fb_care import clock
from fb_care.away import availability
from fb_care.inbound import contention
from fb_care.inbound.job import logged
from fb_care.jobs.alone import alone

#: Seconds after which no further page is begun; those left are still due in the next minute.
SECONDS = 50.0
LOCK_S = 400
MAX_PAGES = 1000


def run() -> None:
	"""One run, unless another one is under way. A page that fails doesn't stop the others."""
	with alone("away", LOCK_S) as mine:
		if not mine:
			return
		until = time.monotonic() + SECONDS
		for page in due():
			with logged(f"fb_care: page {page} was not switched away or back; the next run tries again"):
				contention.patiently(partial(availability.catch_up, page))
			if time.monotonic() > until:
				return


def due() -> list[str]:
	"""The pages at which something is due. Those that failed before don't keep the others waiting."""
	page = frappe.qb.DocType("FB Page")
	query = frappe.qb.from_(page).select(page.name)
	query = query.where((page.away_next_ms > 0) & (page.away_next_ms <= clock.now_ms()))
	found = query.orderby(page.away_next_ms, order=frappe.qb.desc).limit(MAX_PAGES).run(pluck=True)
	frappe.db.commit()
	return found
