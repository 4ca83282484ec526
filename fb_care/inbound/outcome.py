"""What became of one event, and what the handlers of one batch leave to be done afterwards.

Handlers get an `Arrival` beside the event and answer with an `Outcome`; `process` keeps both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: The event did what it should, or had done it before.
DONE = "done"
#: It calls for nothing here; the reason says why.
IGNORED = "ignored"
#: It is kept until what it changes comes.
WAITING = "waiting"
#: Its handler raised; it is tried again and can be replayed.
FAILED = "failed"
#: Nobody knows this kind of event.
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Outcome:
	"""`reason` is a short English sentence for the list of outcomes."""

	state: str
	reason: str = ""


class CannotBe(Exception):
	"""The event contradicts what is stored. The message names both sides and is shown to managers."""


class TryAgain(Exception):
	"""Another worker changed what this event was about to change; running it again will see the change."""


@dataclass
class Batch:
	"""What a batch of deliveries touched. Filled by handlers, worked off by `process` afterwards."""

	#: Whether this site makes tickets at all.
	tickets: bool = True
	#: Contacts that are blocked: no ticket for them.
	blocked: frozenset[str] = frozenset()
	#: (DocType, name) of threads whose ticket is to be brought up to date, in order of touching.
	threads: dict[tuple[str, str], None] = field(default_factory=dict)
	#: Conversation -> its page, where an automatic reply may be due to what a person wrote.
	automatic: dict[str, str] = field(default_factory=dict)
	#: Contact -> first and last time (UTC ms) that the person wrote, as far as this batch knows.
	seen: dict[str, tuple[int, int]] = field(default_factory=dict)
	#: Entries of tickets whose answer was sent, delivered or read, to be brought up to date.
	answers: dict[str, None] = field(default_factory=dict)
	#: True when something is to be fetched from Facebook: a profile, media, an ad, a post.
	fetch: bool = False

	def touch(self, doctype: str, name: str) -> None:
		"""Have the thread's ticket brought up to date after the batch."""
		self.threads[(doctype, name)] = None

	def show(self, communication: str | None) -> None:
		"""Have the ticket's entry of an answer say what became of it."""
		if communication:
			self.answers[communication] = None

	def saw(self, contact: str, at_ms: int) -> None:
		"""The person wrote at `at_ms`."""
		first, last = self.seen.get(contact, (at_ms, at_ms))
		self.seen[contact] = (min(first, at_ms), max(last, at_ms))


@dataclass(frozen=True)
class Arrival:
	"""How an event came here: on which page of ours, in which delivery, when (UTC ms)."""

	#: The FB Page's row, with the fields of `process.PAGE_FIELDS`.
	page: Any
	delivery: str
	received_ms: int
	batch: Batch
