"""A job that must not run beside itself: a lock by name in the cache.

It only saves work that would be done twice; what must not happen twice is held by keys and row locks. A
worker that died holds others back no longer than the given time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe


@contextmanager
def alone(name: str, seconds: int) -> Iterator[bool]:
	"""Whether the work `name` is this job's to do now. `seconds`: longer than the host lets the job run."""
	key, mine = frappe.cache.make_key(f"fb_care:{name}"), frappe.generate_hash(length=12).encode()
	if not frappe.cache.set(key, mine, nx=True, ex=seconds):
		yield False
		return
	try:
		yield True
	finally:
		if frappe.cache.get(key) == mine:
			frappe.cache.delete(key)
