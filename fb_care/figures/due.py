"""Having a page's figures brought up to date after its rows changed: soon, and once however many changed."""

from __future__ import annotations

from functools import partial

import frappe

from fb_care.inbound import contention

JOB = "fb_care.jobs.figures.refresh_page"
#: After so many seconds a flag whose job got lost no longer holds others back.
FLAG_SECONDS = 60


def mark(*pages: str | None) -> None:
	"""The figures of these pages changed in this transaction."""
	for page in pages:
		if page:
			frappe.db.after_commit.add(partial(_enqueue, page))


def begun(page: str) -> None:
	"""Said by the job before it reads: what is stored after that starts another one."""
	frappe.cache.delete(_flag(page))


def _enqueue(page: str) -> None:
	"""Never raises but that the job's time is up: each quarter of an hour all pages are looked at anyway."""
	try:
		if frappe.cache.set(_flag(page), 1, nx=True, ex=FLAG_SECONDS):
			frappe.enqueue(JOB, queue="short", page=page)
	except contention.TimeUp:
		raise
	except Exception:
		frappe.logger("fb_care").warning(f"The queue could not be reached to refresh the figures of {page}")


def _flag(page: str) -> bytes:
	return frappe.cache.make_key(f"fb_care:figures:{page}")
