"""Which language a saved reply is given in, and words and dates in that language, as the host writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

import frappe
from frappe.utils import format_date


@contextmanager
def speaking(language: str) -> Iterator[None]:
	"""Translations and formats of the host are in this language (a code) inside the block; "": unchanged."""
	before = frappe.local.lang
	frappe.local.lang = language or before
	try:
		yield
	finally:
		frappe.local.lang = before


def date_in(language: str, day: date | str | None) -> str:
	"""A day as people write it in that language ("24 December 2026"); "" for none."""
	if not day:
		return ""
	with speaking(language):
		written = format_date(day, "long")
	# For a language that the host can't write dates in it gives back the name of the format.
	return format_date(day) if written == "long" else written


def choose(wishes: Sequence[str], offered: Sequence[str]) -> str:
	"""The first wish that is offered ("fr" also for "fr-CA", and the other way round), else the first one."""
	for wish in wishes:
		for one in offered:
			if wish and one and one.replace("_", "-").lower() == wish.replace("_", "-").lower():
				return one
		for one in offered:
			if wish and one and _base(one) == _base(wish):
				return one
	return offered[0] if offered else ""


def _base(code: str) -> str:
	return code.replace("_", "-").lower().partition("-")[0]
