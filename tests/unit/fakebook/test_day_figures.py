"""The recorded day by the published formula: in the end one page has its badge, the other has lost it."""

from __future__ import annotations

from collections import defaultdict

import pytest

from fb_care.care import openings, responsiveness
from fb_care.care.forecast import forecast
from fb_care.care.openings import COUNTS, Said
from fb_care.care.responsiveness import BADGE, MINUTE_MS
from fb_care.facebook.events import EventKind
from fb_care.facebook.parse import parse_delivery
from fb_care.facebook.senders import SenderKind, classify_echo
from tests.fakebook import day, day_team
from tests.fakebook.day_script import HOUR

NOW_MS = 1_790_000_000_000
#: What FB Page.automatic_within_s comes with.
WITHIN_S = 3
WORDS = (EventKind.MESSAGE, EventKind.MESSAGE_ECHO, EventKind.POSTBACK)
SEEDS = (day.SEED, 1_790_000_000, 1_790_000_001, 1_811_111_111, 1_845_678_901)


def opened(recorded: day.Day) -> dict[str, list[responsiveness.Row]]:
	"""By page the openings of all its conversations as (UTC ms, wait in ms or None)."""
	talks: dict[tuple[str, str], dict[str, tuple]] = defaultdict(dict)
	for delivery in recorded.deliveries:
		for event in parse_delivery(delivery.body):
			if event.kind in WORDS and event.page_id in day.PAGES:
				if event.mid != recorded.poison_mid:
					talks[(event.page_id, event.psid)].setdefault(event.mid, event)
	rows = defaultdict(list)
	for (page_id, _psid), messages in talks.items():
		rows[page_id] += [
			(one.opened_ms, one.wait_ms)
			for one in openings.rebuild(_said(page_id, messages.values()), COUNTS["People"])
		]
	return rows


def _said(page_id, events):
	found, last = [], None
	for event in sorted(events, key=lambda one: (one.at_ms, one.kind is EventKind.MESSAGE_ECHO)):
		by = SenderKind.CUSTOMER
		if event.kind is EventKind.MESSAGE_ECHO:
			by = classify_echo(
				app_id=event.app_id,
				metadata=event.metadata,
				text=event.text,
				sent_ms=event.at_ms,
				own_app_id="4242",
				automatic_texts=[day.DATA[page_id]["automatic"]],
				automatic_within_s=WITHIN_S,
				last_incoming_ms=last,
			)
		else:
			last = event.at_ms
		if by is SenderKind.CUSTOMER or by.value in COUNTS["People"]:
			found.append(Said(event.at_ms, event.mid, by.value))
	return found


@pytest.fixture(scope="module", params=SEEDS)
def rows(request):
	recorded = day.record(NOW_MS, seed=request.param)
	return recorded.start_ms, opened(recorded)


def test_blue_bicycle_has_its_badge(rows):
	start_ms, by_page = rows
	found = responsiveness.figures(by_page[day.BLUE_BICYCLE], BADGE, start_ms + day.DAY)
	assert found.earned
	assert found.openings >= 40
	# Room for the few of the demo whom nobody answers.
	assert found.rate >= 95
	assert found.mean_ms < 4 * MINUTE_MS


def test_maison_tilleul_had_it_before_the_afternoon_and_has_it_no_more(rows):
	start_ms, by_page = rows
	mine = by_page[day.MAISON_TILLEUL]
	left_ms, back_ms = (start_ms + hour * HOUR for hour in day_team.NOBODY[day.MAISON_TILLEUL])
	assert any(_earned(mine, left_ms - minute * MINUTE_MS) for minute in range(60))
	assert not _earned(mine, back_ms)
	assert not _earned(mine, start_ms + day.DAY)
	# Not only by what still waits: some were answered too late, in the evening.
	late = [wait for at_ms, wait in mine if wait and left_ms <= at_ms < back_ms]
	waiting = [at_ms for at_ms, wait in mine if wait is None]
	assert len(late) >= 3
	assert len(waiting) >= 2
	assert forecast(mine, BADGE, start_ms + day.DAY).to_win != (0, 0)


def _earned(mine, at_ms):
	past = [responsiveness.as_of(*row, at_ms) for row in mine if row[0] <= at_ms]
	return responsiveness.figures(past, BADGE, at_ms).earned
