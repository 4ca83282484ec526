"""What the parts of the recorded day write into: a list of events, each with its time and when Meta tells it.

Used by day.py and its parts only. Everything random comes from the one seeded generator here, so that the
same seed and the same "now" make the same bytes.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.fakebook.bodies import Item

MINUTE = 60_000
HOUR = 60 * MINUTE
SEED = 2026
DATA = json.loads((Path(__file__).parent / "day.json").read_text(encoding="utf-8"))


def _shift(seed: int) -> int:
	return (seed - SEED) % 1_000_000


@lru_cache(maxsize=64)
def page_data(page_id: str, seed: int = SEED) -> dict[str, Any]:
	"""A page's part of day.json; another seed has other ids of posts and ads: days on a site don't mix."""
	data = dict(DATA[page_id])
	step = _shift(seed) * 1000
	data["posts"] = [{**post, "post": str(int(post["post"]) + step)} for post in data["posts"]]
	data["ads"] = [
		{**ad, "post": str(int(ad["post"]) + step), "ad_id": str(int(ad["ad_id"]) + step)}
		for ad in data["ads"]
	]
	return data


def psid_of(page_id: str, number: int, seed: int = SEED) -> str:
	"""The id of a page's customer by number: of the day below 99, of the demo's team from there to 120."""
	base = 7_300_000_000_000_000 + int(page_id) % 1000 * 1_000_000
	return str(base + _shift(seed) * 10_000_000_000 + number * 7919)


@dataclass(frozen=True)
class Told:
	"""One event and when it reaches us; `channel` is "messaging", "standby" or "changes"."""

	sent_ms: int
	number: int
	page_id: str
	channel: str
	item: Any
	#: Events of one name are delivered together, in a delivery of their own.
	together: str = ""


@dataclass
class Person:
	psid: str
	name: str
	page_id: str

	@property
	def first(self) -> str:
		return self.name.split(" ")[0]


@dataclass
class Script:
	"""The events so far, and the means to make ids, texts and times."""

	start_ms: int
	media: str
	seed: int
	rng: random.Random
	told: list[Told] = field(default_factory=list)
	#: The newest message of each person, for the fake's reply windows and its Conversations API.
	messages: list[dict[str, Any]] = field(default_factory=list)
	comments: list[dict[str, Any]] = field(default_factory=list)

	def tell(
		self,
		page_id: str,
		at_ms: int,
		channel: str,
		item: Any,
		*,
		lag_ms: int | None = None,
		together: str = "",
	) -> None:
		"""An event of `at_ms`; Meta tells it `lag_ms` later: within two seconds, unless said (< 0: early)."""
		lag = self.rng.randint(350, 1900) if lag_ms is None else lag_ms
		self.told.append(Told(at_ms + lag, len(self.told), page_id, channel, item, together))

	def messaging(self, page_id: str, item: Item, **how: Any) -> None:
		self.tell(page_id, item["timestamp"], "messaging", item, **how)

	def change(self, page_id: str, at_ms: int, item: Item, **how: Any) -> None:
		self.tell(page_id, at_ms, "changes", item, **how)

	def mid(self) -> str:
		letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
		return "m_" + "".join(self.rng.choices(letters, k=64))

	def number(self, digits: int = 15) -> str:
		return str(self.rng.randrange(10 ** (digits - 1), 10**digits))

	def at(self, hours_from: float, hours_to: float) -> int:
		"""A time of the day between two hours."""
		return self.start_ms + int(self.rng.uniform(hours_from, hours_to) * HOUR)

	def after(self, at_ms: int, seconds_from: float, seconds_to: float) -> int:
		return at_ms + int(self.rng.uniform(seconds_from, seconds_to) * 1000)

	def url(self, name: str) -> str:
		return f"{self.media}/{name}"

	def words(self, page_id: str, text: str, first: str) -> str:
		"""A text of day.json with its placeholders filled."""
		data = self.data(page_id)
		return text.format(
			first=first,
			thing=self.rng.choice(data["things"]),
			day=self.rng.choice(data["days"]),
			number=self.rng.randint(10_000, 99_999),
		)

	def data(self, page_id: str) -> dict[str, Any]:
		"""The page's part of day.json."""
		return page_data(page_id, self.seed)

	def people(self, page_id: str) -> list[Person]:
		"""The customers of a page; another seed makes other people of the same names."""
		names = DATA[page_id]["people"]
		return [Person(psid_of(page_id, n, self.seed), name, page_id) for n, name in enumerate(names)]
