"""From the events of a day to the deliveries that carry them: batches, disorder, repetitions.

Called by day.py. Mostly one event in a delivery, as with messages at Meta; what falls into a busy minute
comes in batches. Some deliveries come twice, some neighbours change places.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from tests.fakebook import bodies
from tests.fakebook.day_script import Told

#: How many events a delivery takes, by chance.
SIZES = (1, 1, 1, 2, 2, 3, 4, 6, 8)
REPEATED = 16
SWAPPED = 10


@dataclass(frozen=True)
class Recorded:
	"""One delivery of the day and when Meta sent it."""

	sent_ms: int
	body: bytes

	@property
	def events(self) -> int:
		"""How many events it carries."""
		entries = json.loads(self.body)["entry"]
		lists = [part[key] for part in entries for key in part if key not in ("id", "time")]
		return sum(len(items) for items in lists)


def pack(told: Iterable[Told], rng: random.Random) -> list[Recorded]:
	"""All events, in the order in which they are told."""
	ordered = sorted(told, key=lambda one: (one.sent_ms, one.number))
	batches = _batches([one for one in ordered if not one.together], rng)
	special = [one for one in ordered if one.together]
	for _name, members in groupby(
		sorted(special, key=lambda one: one.together), key=lambda one: one.together
	):
		batches.append(list(members))
	batches.sort(key=lambda batch: batch[-1].sent_ms)
	deliveries = [_delivery(batch) for batch in batches]
	for place in rng.sample(range(0, len(deliveries) - 1, 2), SWAPPED):
		deliveries[place], deliveries[place + 1] = deliveries[place + 1], deliveries[place]
	for place in sorted(rng.sample(range(len(deliveries) - 12), REPEATED), reverse=True):
		again = place + rng.randint(1, 10)
		deliveries.insert(again, Recorded(deliveries[again].sent_ms, deliveries[place].body))
	return deliveries


def _batches(ordered: list[Told], rng: random.Random) -> list[list[Told]]:
	batches: list[list[Told]] = []
	size = 0
	for one in ordered:
		if batches and len(batches[-1]) < size and _fits(batches[-1][-1], one, rng):
			batches[-1].append(one)
		else:
			batches.append([one])
			size = rng.choice(SIZES)
	return batches


def _fits(last: Told, one: Told, rng: random.Random) -> bool:
	"""Within five minutes; another page or channel only now and then."""
	same = (last.page_id, last.channel) == (one.page_id, one.channel)
	return one.sent_ms - last.sent_ms < 300_000 and (same or rng.random() < 0.35)


def _delivery(batch: list[Told]) -> Recorded:
	sent_ms = batch[-1].sent_ms
	entries = []
	for (page_id, channel), members in groupby(batch, key=lambda one: (one.page_id, one.channel)):
		items = [one.item for one in members]
		entries.append(bodies.entry(page_id, sent_ms, channel, items))
	return Recorded(sent_ms, bodies.to_bytes(bodies.delivery(*entries)))
