"""Which language a saved reply is given in, and words and dates in that language, as the host writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

import frappe
import pytz
from babel import Locale, UnknownLocaleError
from babel.dates import format_date as format_babel_date
from babel.dates import format_time, get_datetime_format
from frappe.utils import format_date

from fb_care import clock


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


def moment_in(language: str, at_ms: int, zone: str, now_ms: int) -> str:
	"""A time to come (UTC ms) as people in `zone` write it at `now_ms`, in `language` (a code).

	"2:00 PM" for the same day, else "Monday, January 4, 2027, 9:00 AM". In the site's language where that
	one is not known.
	"""
	locale = _locale(language)
	at, today = _local(at_ms, zone), _local(now_ms, zone)
	time = format_time(at, "short", locale=locale)
	if at.date() == today.date():
		return time
	day = format_babel_date(at, "full", locale=locale)
	return str(get_datetime_format("medium", locale=locale)).replace("{0}", time).replace("{1}", day)


def _locale(language: str) -> Locale:
	for code in (language, frappe.local.lang or ""):
		try:
			return Locale.parse(code.replace("-", "_"))
		except (UnknownLocaleError, ValueError, TypeError):
			continue
	return Locale("en")


def _local(ms: int, zone: str) -> datetime:
	return clock.to_utc(ms).astimezone(pytz.timezone(zone))


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
