"""The teams of the two pages in the recorded day: when they sit in the inbox, and how fast they answer.

Blue Bicycle is there all day and answers within minutes. Maison Tilleul answers well in the morning and in
the evening; in the afternoon nobody is there: some hear from them hours later, some don't at all. By the
published formula the first page ends the day with its badge, the second without.
"""

from __future__ import annotations

from typing import Any

from tests.fakebook.day_script import HOUR, Script

#: Seconds from the customer's last message to the answer.
WAIT_S = {"100200300400500": (30, 170), "100200300400501": (40, 260)}
#: From when to when (hours of the day) nobody sits in the inbox of the page.
NOBODY = {"100200300400501": (13, 18)}
#: Of those who wrote meanwhile every other one is overlooked when the team is back.
OVERLOOKED = 2
BACK_S = (2 * 60, 50 * 60)


def is_there(script: Script, page_id: str, at_ms: int) -> bool:
	"""Whether somebody reads what comes in at `at_ms`."""
	left, back = NOBODY.get(page_id, (0, 0))
	return not left * HOUR <= at_ms - script.start_ms < back * HOUR


def wait_s(script: Script, page_id: str, at_ms: int) -> tuple[float, float]:
	"""How long the answer to a message of `at_ms` takes: from, to."""
	if is_there(script, page_id, at_ms):
		return WAIT_S[page_id]
	until_back = (script.start_ms + NOBODY[page_id][1] * HOUR - at_ms) / 1000
	return until_back + BACK_S[0], until_back + BACK_S[1]


def overlooks(script: Script, page_id: str, number: int, at_ms: int) -> bool:
	"""Whether the customer of this number, who wrote at `at_ms`, is never answered."""
	return not is_there(script, page_id, at_ms) and number % OVERLOOKED == 1


def inbox(script: Script, page_id: str) -> dict[str, Any]:
	"""What Meta's echo says of a message that a person typed in the page's inbox."""
	return {"app_id": script.data(page_id)["inbox_app"]}
