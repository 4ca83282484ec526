"""Openings and their answers: what of a conversation calls for an answer, and when it got one. Pure.

The source of the rule is what Facebook's help pages said of the response rate: only the first message after a
day of silence counts. An *opening* is a customer's first message, or one after 24 hours or more in which
neither side wrote. Its *answer* is the first message after it, before the next opening, that somebody who
counts sent. Who doesn't count neither answers nor breaks the silence.

`rebuild` reads a conversation from its beginning, `changes_at` brings what is known up to date around one
time; they agree whatever the order in which messages arrive.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple, Protocol

HOUR_MS = 3_600_000
#: Neither side wrote for so long: the customer's next message is an opening.
SILENCE_MS = 24 * HOUR_MS

CUSTOMER = "Customer"
#: Whose messages count as an answer, by the name of the choice; values of `FB Message.sender_kind`.
COUNTS: dict[str, frozenset[str]] = {
	"People": frozenset({"This App", "Page Inbox"}),
	"People and other apps": frozenset({"This App", "Page Inbox", "Other App"}),
	"People, other apps and automations": frozenset({"This App", "Page Inbox", "Other App", "Automated"}),
}


class Said(NamedTuple):
	"""One message: when (UTC ms), its key, and who sent it (`FB Message.sender_kind`)."""

	at_ms: int
	key: str
	by: str


class Opening(NamedTuple):
	"""An opening and its answer; without one the last three are 0 and ""."""

	opened_ms: int
	key: str
	answered_ms: int = 0
	answer: str = ""
	answered_by: str = ""

	@property
	def wait_ms(self) -> int | None:
		"""How long the customer waited (ms); None while there is no answer."""
		return self.answered_ms - self.opened_ms if self.answer else None


def order(said: Said) -> tuple[int, bool, str]:
	"""By time; at the same moment the customer's comes first, so that the page's can be its answer."""
	return (said.at_ms, said.by != CUSTOMER, said.key)


def rebuild(said: Iterable[tuple[int, str, str]], counts: Collection[str]) -> Iterator[Opening]:
	"""The openings of one conversation, from all its messages as (UTC ms, key, sender), in `order`.

	`counts`: whose messages count (a value of `COUNTS`). Memory doesn't grow with the number of messages.
	"""
	opened_ms = last_ms = -1
	key = answer = by = ""
	answered_ms = 0
	for at_ms, name, sender in said:
		if sender == CUSTOMER:
			if opened_ms < 0 or at_ms - last_ms >= SILENCE_MS:
				if opened_ms >= 0:
					yield Opening(opened_ms, key, answered_ms, answer, by)
				opened_ms, key, answered_ms, answer, by = at_ms, name, 0, "", ""
			last_ms = at_ms
		elif sender in counts:
			if opened_ms >= 0 and not answer:
				answered_ms, answer, by = at_ms, name, sender
			last_ms = at_ms
	if opened_ms >= 0:
		yield Opening(opened_ms, key, answered_ms, answer, by)


class Log(Protocol):
	"""What `changes_at` asks of one conversation, as it is now; only messages that count are in it.

	Each question needs one row at most, in `order`.
	"""

	def customer_at(self, at_ms: int) -> Said | None:
		"""The customer's first message at exactly this time."""

	def next_said(self, after_ms: int) -> Said | None:
		"""The first message of either side later than this time."""

	def next_by_customer(self, after_ms: int) -> Said | None:
		"""The customer's first message later than this time."""

	def said_before(self, said: Said) -> Said | None:
		"""The last message before this one."""

	def customer_wrote_before(self, said: Said) -> bool:
		"""Whether the customer had written before this message."""

	def answer_after(self, opening: Said, before: Said | None) -> Said | None:
		"""The page's first message after the opening, before the next one."""

	def openings_at(self, at_ms: int) -> list[str]:
		"""Keys of the known openings at exactly this time."""

	def opening_before(self, at_ms: int) -> Said | None:
		"""The last known opening earlier than this time."""

	def opening_after(self, at_ms: int) -> Said | None:
		"""The first known opening later than this time."""


class Changes(NamedTuple):
	"""What to do to the known openings: forget these keys, then keep these as they are here."""

	gone: list[str]
	kept: list[Opening]


def changes_at(log: Log, at_ms: int) -> Changes:
	"""What a message that came, went or changed its sender at this time changes in the known openings.

	A message decides about itself, about the next message (its silence is another one now), and about the
	customer's next one (it may no longer be the first). A message that moves changes two times: ask for each.
	"""
	asked = (log.customer_at(at_ms), log.next_said(at_ms), log.next_by_customer(at_ms))
	candidates = {said.key: said for said in asked if said and said.by == CUSTOMER}
	openings = {key: said for key, said in candidates.items() if is_opening(log, said)}
	times = {at_ms, *(said.at_ms for said in candidates.values())}
	gone = [key for time in sorted(times) for key in log.openings_at(time) if key not in openings]
	earlier = log.opening_before(at_ms)
	affected = sorted([*openings.values(), *([earlier] if earlier else [])], key=order)
	return Changes(gone, [_answered(log, one, _next(log, one, affected, gone)) for one in affected])


def is_opening(log: Log, said: Said) -> bool:
	"""Whether the customer's message is an opening."""
	before = log.said_before(said)
	if before is None or said.at_ms - before.at_ms >= SILENCE_MS:
		return True
	return before.by != CUSTOMER and not log.customer_wrote_before(said)


def _next(log: Log, opening: Said, affected: list[Said], gone: list[str]) -> Said | None:
	"""The opening that follows: one that has just been found, or a known one that stays."""
	found = [one for one in affected if order(one) > order(opening)]
	known = log.opening_after(opening.at_ms)
	while known and known.key in gone:
		known = log.opening_after(known.at_ms)
	return min([*found[:1], *([known] if known else [])], key=order, default=None)


def _answered(log: Log, opening: Said, before: Said | None) -> Opening:
	answer = log.answer_after(opening, before)
	return Opening(opening.at_ms, opening.key, *((answer.at_ms, answer.key, answer.by) if answer else ()))


def left_out(*, spam: bool, away: bool, dismissed: bool, answered: bool) -> str:
	"""Why an opening is left out of all figures ("Spam", "Away", "Done"); "" when it counts.

	`spam`: its conversation is marked so. `away`: the page was, when it was sent. `dismissed`: the
	conversation was put away when the opening was here; what got an answer all the same counts.
	"""
	if spam:
		return "Spam"
	if away:
		return "Away"
	return "Done" if dismissed and not answered else ""
