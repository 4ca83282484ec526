"""When which automatic reply goes: each rule by itself, and what holds for any facts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fb_care.care.automatic import (
	AWAY,
	INSTANT,
	INSTANT_WITHIN_MS,
	KINDS,
	MINUTE_MS,
	OFF,
	Against,
	Facts,
	against,
	decide,
)

NOW = 1_795_168_800_000
HOUR = 60 * MINUTE_MS

away = Facts(
	now_ms=NOW,
	switched_on=frozenset(KINDS),
	away_kind="Schedule",
	absent_since_ms=NOW - HOUR,
	quiet_ms=30 * MINUTE_MS,
	asked_ms=NOW - 5_000,
)
open_ = replace(away, away_kind="", absent_since_ms=0, opening_ms=NOW - 5_000, opening_waits=True)
off = replace(away, away_kind="Messages off")


@pytest.mark.parametrize(
	("facts", "kind"),
	[(away, AWAY), (replace(away, away_kind="By hand"), AWAY), (open_, INSTANT), (off, OFF)],
)
def test_what_the_availability_calls_for(facts: Facts, kind: str):
	assert decide(facts) == (kind, None)
	others = replace(facts, switched_on=frozenset(KINDS) - {kind})
	assert decide(others) == (kind, Against.SWITCHED_OFF)


@pytest.mark.parametrize("facts", [away, open_, off])
@pytest.mark.parametrize(
	("change", "why"),
	[
		({"silenced": True}, Against.SILENCED),
		({"may_write": False}, Against.WINDOW),
		({"asked_ms": 0}, Against.NOBODY_WROTE),
	],
)
def test_never_whatever_the_kind(facts: Facts, change: dict, why: Against):
	assert decide(replace(facts, **change))[1] is why


@pytest.mark.parametrize(
	("asked_before_ms", "why"), [(HOUR + 1, Against.BEFORE), (HOUR, None), (0, None), (-MINUTE_MS, None)]
)
def test_what_was_written_before_the_absence_is_not_answered(asked_before_ms: int, why: Against | None):
	assert decide(replace(away, asked_ms=NOW - asked_before_ms))[1] is why
	assert decide(replace(off, asked_ms=NOW - asked_before_ms))[1] is why


@pytest.mark.parametrize(
	("team_ms", "why"),
	[
		(0, None),
		(NOW - 5_000 - 30 * MINUTE_MS - 1, None),
		(NOW - 5_000 - 30 * MINUTE_MS, Against.TEAM),
		(NOW - 5_000, Against.TEAM),
		(NOW, Against.TEAM),
	],
)
def test_quiet_minutes(team_ms: int, why: Against | None):
	assert decide(replace(away, team_ms=team_ms))[1] is why
	assert decide(replace(off, team_ms=team_ms))[1] is None


def test_a_late_message_is_not_answered_once_the_team_has_spoken_after_it():
	late = replace(away, asked_ms=NOW - 50 * MINUTE_MS, team_ms=NOW - 49 * MINUTE_MS)
	assert decide(late)[1] is Against.TEAM


@pytest.mark.parametrize(
	("change", "why"),
	[
		({"opening_ms": 0}, Against.NO_OPENING),
		({"opening_waits": False}, Against.NO_OPENING),
		({"team_ms": NOW - 5_001}, None),
		({"team_ms": NOW - 5_000}, Against.TEAM),
		({"inbox_ms": NOW - 5_001}, None),
		({"inbox_ms": NOW - 5_000}, Against.INBOX),
		({"opening_ms": NOW - INSTANT_WITHIN_MS}, None),
		({"opening_ms": NOW - INSTANT_WITHIN_MS - 1}, Against.LATE),
		({"given_ms": ((INSTANT, NOW - 5_000),)}, Against.GIVEN),
		({"given_ms": ((INSTANT, NOW - 5_001),)}, None),
		({"given_ms": ((AWAY, NOW),)}, None),
	],
)
def test_instant_reply(change: dict, why: Against | None):
	assert decide(replace(open_, **change))[1] is why


times = st.one_of(st.just(0), st.integers(NOW - 30 * HOUR, NOW + MINUTE_MS))
anything = st.builds(
	Facts,
	now_ms=st.just(NOW),
	switched_on=st.frozensets(st.sampled_from(KINDS)),
	away_kind=st.sampled_from(["", "Schedule", "By hand", "Messages off"]),
	absent_since_ms=times,
	quiet_ms=st.integers(0, 3 * HOUR),
	silenced=st.sampled_from([False] * 5 + [True]),
	may_write=st.sampled_from([True] * 5 + [False]),
	asked_ms=times,
	team_ms=times,
	inbox_ms=times,
	opening_ms=times,
	opening_waits=st.booleans(),
	given_ms=st.dictionaries(st.sampled_from(KINDS), times, max_size=3).map(
		lambda found: tuple(found.items())
	),
)


@given(anything)
def test_what_goes_keeps_every_promise(facts: Facts):
	kind, why = decide(facts)
	if why:
		return
	assert kind in facts.switched_on and facts.may_write and not facts.silenced
	if kind == INSTANT:
		assert not facts.away_kind
		assert max(facts.team_ms, facts.inbox_ms) < facts.opening_ms
		assert facts.now_ms - facts.opening_ms <= INSTANT_WITHIN_MS
	else:
		assert facts.away_kind and facts.asked_ms >= facts.absent_since_ms
	if kind == AWAY and facts.team_ms:
		assert facts.team_ms < min(facts.now_ms, facts.asked_ms) - facts.quiet_ms
	# What has just been given is not given again, and may still be sent.
	begun = facts.opening_ms if kind == INSTANT else facts.absent_since_ms
	made = {**dict(facts.given_ms), kind: max(facts.now_ms, begun)}
	again = replace(facts, given_ms=tuple(made.items()))
	assert decide(again) == (kind, Against.GIVEN)
	assert against(kind, again) is None


@given(anything, st.sampled_from(KINDS))
def test_a_reply_of_another_availability_is_not_sent(facts: Facts, kind: str):
	if decide(facts)[0] != kind:
		assert against(kind, facts) is Against.CHANGED
