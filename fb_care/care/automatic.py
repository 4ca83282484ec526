"""Which automatic reply goes to a person who wrote: away message, instant reply, messages off, or none.

Decided from facts alone, once when a message came (`decide`) and again just before the reply is sent
(`against`), as minutes may lie between. Pure: times are UTC milliseconds, durations milliseconds. The rules
in words stand in docs/automatic-replies.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

MINUTE_MS = 60_000
#: An instant reply that comes later than this after the person wrote is none.
INSTANT_WITHIN_MS = 10 * MINUTE_MS

#: Values of `FB Message.automatic`.
AWAY, INSTANT, OFF = "Away message", "Instant reply", "Messages off"
KINDS = (AWAY, INSTANT, OFF)
#: `Availability.kind` -> what goes out then.
_BY_AVAILABILITY = {"": INSTANT, "Schedule": AWAY, "By hand": AWAY, "Messages off": OFF}


class Against(Enum):
	"""Why an automatic reply does not go."""

	NOBODY_WROTE = "nobody wrote"
	SILENCED = "spam or blocked"
	WINDOW = "the window is over"
	CHANGED = "the page is away no longer, or away now"
	BEFORE = "written before the page was away"
	TEAM = "the team is in the thread"
	GIVEN = "given already"
	NO_OPENING = "no opening"
	LATE = "too late"
	INBOX = "Facebook's inbox sent an automatic message"
	SWITCHED_OFF = "switched off"


@dataclass(frozen=True, kw_only=True)
class Facts:
	"""What is known of a conversation and its page at `now_ms`; a time is 0 where the thing never was."""

	now_ms: int
	#: The kinds that the page has switched on, with a text.
	switched_on: frozenset[str]
	#: "" while the page is available, else why it is away (`Availability.kind`).
	away_kind: str = ""
	#: Since when it is away without a break.
	absent_since_ms: int = 0
	#: No away message where the team wrote so long before the person, or later.
	quiet_ms: int = 0
	#: The conversation is Spam, or the person blocked.
	silenced: bool = False
	#: The page may write without a person's hand in it.
	may_write: bool = True
	#: When the person last wrote to the page.
	asked_ms: int = 0
	#: When a person of the team last wrote, here or in Facebook's inbox, sent or on its way.
	team_ms: int = 0
	#: When Facebook's inbox last sent an automatic message of its own.
	inbox_ms: int = 0
	#: When the newest opening was written, and whether an instant reply may answer it: it still waits, and
	#: the page was available then.
	opening_ms: int = 0
	opening_waits: bool = False
	#: Kind -> when such a reply was last made, whatever became of it but being given up.
	given_ms: tuple[tuple[str, int], ...] = ()


def decide(facts: Facts) -> tuple[str, Against | None]:
	"""The kind of reply that the page's availability calls for, and what is against it (None: it goes)."""
	kind = _BY_AVAILABILITY[facts.away_kind]
	if kind not in facts.switched_on:
		return kind, Against.SWITCHED_OFF
	begun_ms = facts.opening_ms if kind == INSTANT else facts.absent_since_ms
	if dict(facts.given_ms).get(kind, -1) >= begun_ms:
		return kind, Against.GIVEN
	return kind, against(kind, facts)


def against(kind: str, facts: Facts) -> Against | None:
	"""What stands against sending a reply of this kind now; None for nothing.

	What is switched on and was given before is `decide`'s to say: here the reply itself is among the facts.
	"""
	if _BY_AVAILABILITY[facts.away_kind] != kind:
		return Against.CHANGED
	if facts.silenced:
		return Against.SILENCED
	if not facts.asked_ms:
		return Against.NOBODY_WROTE
	if not facts.may_write:
		return Against.WINDOW
	return _against_instant(facts) if kind == INSTANT else _against_absent(kind, facts)


def _against_absent(kind: str, facts: Facts) -> Against | None:
	if facts.asked_ms < facts.absent_since_ms:
		return Against.BEFORE
	# Whoever of the team wrote shortly before the person, or since, is in talk with them.
	if kind == AWAY and facts.team_ms and facts.team_ms >= _said_ms(facts) - facts.quiet_ms:
		return Against.TEAM
	return None


def _said_ms(facts: Facts) -> int:
	"""When the person wrote; Facebook's clock may be ahead of ours."""
	return min(facts.asked_ms, facts.now_ms)


def _against_instant(facts: Facts) -> Against | None:
	if not facts.opening_ms:
		return Against.NO_OPENING
	if facts.team_ms >= facts.opening_ms:
		return Against.TEAM
	if not facts.opening_waits:
		return Against.NO_OPENING
	if facts.inbox_ms >= facts.opening_ms:
		return Against.INBOX
	if facts.now_ms - facts.opening_ms > INSTANT_WITHIN_MS:
		return Against.LATE
	return None
