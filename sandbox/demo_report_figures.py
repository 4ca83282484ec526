"""What `make demo` says of a page's responsiveness: its badge and figures, what cost it, what wins it back.

Called by demo_report.py with what demo_site_figures found. It only formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

#: So many messages that cost a badge are named.
MOST = 8
INDENT = " " * 12


def lines(pages: dict[str, Any], differing: list[str], names: dict[str, str]) -> Iterator[str]:
	"""All of it, line by line; `differing`: what a rebuild made otherwise."""
	yield ""
	yield "Responsive? By this app's own formula, which is not Meta's; times are the site's"
	for page_id, page in pages.items():
		yield from _page_lines(names.get(page_id, page_id), page)
	same = "the same rows" if not differing else "OTHER ROWS:"
	yield f"{INDENT}A rebuild from all messages makes {same}"
	for what in differing[:MOST]:
		yield f"{INDENT}{what}"


def _page_lines(name: str, page: dict[str, Any]) -> Iterator[str]:
	badge = "has the badge" if page["earned"] else "has no badge"
	if page["lost_at"]:
		badge = f"lost the badge on {page['lost_at']}"
	left_out = ", ".join(f"{count} {why}" for why, count in page["left_out"].items())
	rate = "" if page["rate"] is None else f" ({page['rate']:.0f} %)"
	yield f"{INDENT}{name} {badge} ({page['policy']})"
	yield (
		f"{INDENT}  {page['answered']} of {page['openings']} answered{rate}, after "
		f"{lasted(page['mean_ms'])} on average; label: {page['label'] or 'none'}"
		+ (f"; left out: {left_out}" if left_out else "")
	)
	if not page["earned"]:
		yield from _lost_lines(page)
	elif page["changes_at"]:
		yield f"{INDENT}  if nothing changes it is lost on {page['changes_at']}"


def _lost_lines(page: dict[str, Any]) -> Iterator[str]:
	waiting = [one for one in page["costly"] if one["wait_ms"] is None]
	late = [one for one in page["costly"] if one["wait_ms"] is not None]
	late.sort(key=lambda one: -one["wait_ms"])
	yield f"{INDENT}  {len(waiting)} still wait, and {len(late)} were answered too late, these the latest:"
	for group in (waiting[:MOST], late[:MOST]):
		for one in group:
			yield f"{INDENT}    {one['at']}  {one['who']}: {_what(one)}"
	old, new = page["to_win"]
	quick = f"{new} new ones within a minute each"
	win = f"{old} of those who wait, and {quick}" if old else quick
	yield f"{INDENT}  to win it back now, answer {win}"
	if page["changes_at"]:
		yield f"{INDENT}  if nothing changes it comes back on {page['changes_at']}"


def _what(one: dict[str, Any]) -> str:
	if one["wait_ms"] is not None:
		return f"answered after {lasted(one['wait_ms'])}"
	if one["too_late"]:
		return "still waits; an answer to it alone comes too late"
	return f"still waits; answer by {one['by']}" if one["by"] else "still waits; any answer helps"


def lasted(ms: int | None) -> str:
	"""A duration for people: "2 min 5 s", "5 h 20 min"."""
	if ms is None:
		return "no time"
	minutes, seconds = divmod(round(ms / 1000), 60)
	hours, minutes = divmod(minutes, 60)
	if hours:
		return f"{hours} h {minutes} min"
	return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
