"""Fetching from Facebook what events leave out: files, names, ads, posts.

Enqueued after events and by the sweep. Runs on the long queue, a bounded amount at a time. A failure here
never touches a message: it ends as a state with its reason on the row, or is tried again with growing waits.
"""

from __future__ import annotations

import time
from functools import partial

import frappe
from frappe import _

from fb_care import settings
from fb_care.inbound import ads, contention, fetching, media, posts, profiles
from fb_care.inbound.fetching import Final, Later, Work
from fb_care.inbound.job import job
from fb_care.inbound.wake import wake, woken
from fb_care.tickets import failure
from fb_care.tickets.sync import as_administrator

#: Files first: their addresses expire.
WORK: tuple[Work, ...] = (media.ATTACHMENTS, profiles.PROFILES, posts.POSTS, ads.DETAILS, ads.PICTURES)
#: Pieces of each kind in one run, and seconds after which no new piece is begun.
PER_KIND = 50
SECONDS = 240.0
IN_THE_WAY_S = 10


def enqueue_if_pending() -> bool:
	"""Start the job if there is anything to do and it isn't waiting already; whether there was."""
	if any(fetching.due(work, 1) for work in _wanted()) or media.withdrawn(1):
		wake("fetch")
		return True
	return False


@job
def fetch_pending() -> int:
	"""Do what is pending, at most `PER_KIND` of each kind; how many. Asks to be run again for the rest."""
	woken("fetch")
	done, more = 0, False
	with as_administrator():
		media.drop_withdrawn()
		until = time.monotonic() + SECONDS
		stopped: set[str] = set()
		for work in _wanted():
			rows = fetching.due(work, PER_KIND)
			frappe.db.commit()
			more = more or len(rows) == PER_KIND
			for row in rows:
				if time.monotonic() > until:
					more = True
					break
				if not (work.asks_graph and row.page in stopped):
					done += _one(work, row.name, stopped)
	if more and done:
		wake("fetch")
	return done


def _wanted() -> tuple[Work, ...]:
	if settings.get().fetch_profiles:
		return WORK
	return tuple(work for work in WORK if work is not profiles.PROFILES)


def _one(work: Work, name: str, stopped: set[str]) -> int:
	"""Take and do one piece; 1 if it was taken."""
	row = contention.patiently(partial(fetching.take, work, name))
	if not row:
		return 0
	try:
		work.run(row)
	except Final as end:
		frappe.db.rollback()
		state = _state(work, end.state)
		contention.patiently(partial(fetching.finish, work, name, state, end.reason, end.again_s))
	except Later as later:
		frappe.db.rollback()
		if later.stop:
			stopped.add(row.page)
		fetching.postpone(work, name, row.tries, later)
	except contention.TimeUp:
		frappe.db.rollback()
		fetching.postpone(work, name, row.tries, Later(_("The job's time was up.")))
		raise
	except Exception as error:
		frappe.db.rollback()
		if failure.is_passing(error):
			fetching.postpone(
				work, name, row.tries, Later("Another worker was in the way.", wait_s=IN_THE_WAY_S)
			)
			return 1
		frappe.log_error(
			title=f"fb_care: fetching the {work.kind} of {work.doctype} {name} failed"[:140],
			message=frappe.get_traceback(),
		)
		fetching.postpone(work, name, row.tries, Later("An error of this app; see the Error Log."))
	return 1


def _state(work: Work, state: str) -> str:
	"""The state as this kind of row has it: an ad's picture is never Refused, only Failed."""
	options = frappe.get_meta(work.doctype).get_field(work.state).options.split("\n")
	return state if state in options else "Failed"
