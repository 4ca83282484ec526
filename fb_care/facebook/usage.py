"""How much of its call limits the app has used, from the headers of the Graph API's answers.

Headers as on https://developers.facebook.com/docs/graph-api/overview/rate-limiting; used by `graph`. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fb_care.facebook.reading import clean, mapping, whole

_PLAIN = ("X-App-Usage", "X-Page-Usage", "X-Ad-Account-Usage")
_BY_BUSINESS = "X-Business-Use-Case-Usage"
_PERCENTS = ("call_count", "total_time", "total_cputime", "acc_id_util_pct")
#: Slow down from here on (percent); Meta refuses at 100.
SLOW_DOWN_AT = 80


@dataclass(frozen=True)
class Usage:
	"""The highest percentage of any limit, and in how many minutes a reached one opens again (0: unknown)."""

	percent: int = 0
	regain_minutes: int = 0

	@property
	def slow_down(self) -> bool:
		"""Whether to pause what can wait."""
		return self.percent >= SLOW_DOWN_AT or self.regain_minutes > 0


def read_usage(headers: Mapping[str, str]) -> Usage:
	"""The usage that the headers of an answer tell; zero where they tell nothing."""
	limits = list(_limits(headers))
	percents = [whole(limit.get(name)) for limit in limits for name in _PERCENTS]
	minutes = [whole(limit.get("estimated_time_to_regain_access")) for limit in limits]
	return Usage(max(percents, default=0), max(minutes, default=0))


def retry_after_seconds(headers: Mapping[str, str]) -> int | None:
	"""Seconds until it makes sense to call again; None where the answer does not say."""
	seconds = max(whole(headers.get("Retry-After")), read_usage(headers).regain_minutes * 60)
	return seconds if seconds > 0 else None


def _limits(headers: Mapping[str, str]) -> Iterator[Mapping[str, object]]:
	for name in _PLAIN:
		yield mapping(_json(headers.get(name)))
	for uses in mapping(_json(headers.get(_BY_BUSINESS))).values():
		yield from map(mapping, uses if isinstance(uses, list) else [uses])


def _json(value: str | None) -> object:
	try:
		return clean(json.loads(value or "{}"))
	except (ValueError, RecursionError):
		return {}
