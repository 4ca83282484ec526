"""Made-up inboxes for the benchmarks: conversations with their messages, seeded and streamed.

The shares are those of a busy helpdesk: little is open, most is done, a few labels and colleagues have most
of it, words are as common as words are (Zipf). Pure: rows are dicts without the columns a host adds.
"""

from __future__ import annotations

import bisect
import itertools
import random
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks import long_threads
from fb_care.inbox.words import kept

HOUR_MS = long_threads.HOUR_MS
DAY_MS = 24 * HOUR_MS
PAGES = 8
AGENTS = 40
LABELS = 20
ADS = 300
EACH = 5  # messages of a conversation
#: Shares in percent; what is left is Done.
STATES = (("Open", 6.0), ("Spam", 4.0), ("Archived", 10.0))
CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"
#: A word of one conversation in so many, for searches that find little.
RARE_EVERY = 20_000
RARE = "quixotic"


def words(count: int = 2000, seed: int = 7) -> list[str]:
	"""Words that nobody speaks, each once."""
	rng = random.Random(seed)
	found: dict[str, None] = {}
	while len(found) < count:
		found["".join(rng.choice(CONSONANTS) + rng.choice(VOWELS) for _ in range(rng.choice((2, 3))))] = None
	return list(found)


class Zipf:
	"""Picks of a list in which the first is the most common: 1, 1/2, 1/3 ..."""

	def __init__(self, items: Sequence[str], rng: random.Random) -> None:
		self.items, self.rng = items, rng
		self.sums = list(itertools.accumulate(1 / rank for rank in range(1, len(items) + 1)))

	def __call__(self) -> str:
		return self.items[bisect.bisect_left(self.sums, self.rng.random() * self.sums[-1])]


def page_of(number: int) -> str:
	"""The page of a conversation: the first has half of them, the next a quarter of the rest, and so on."""
	share = (number * 2_654_435_761 % 1000) / 1000
	for place in range(PAGES - 1):
		if share < 0.5:
			return f"9000{place}"
		share = (share - 0.5) * 2
	return f"9000{PAGES - 1}"


def name_of(number: int) -> str:
	return f"{page_of(number)}-{number:09d}"


def messages_of(number: int) -> int:
	"""How many messages a conversation has."""
	return long_threads.MESSAGES if long_threads.is_long(number) else EACH


def ads() -> Iterator[dict[str, Any]]:
	"""The FB Ads that people came from."""
	for number in range(ADS):
		name = f"8000{number}"
		yield {"name": name, "ad_id": name, "title": f"Ad {number}", "page": page_of(number)}


def conversations(count: int, until_ms: int, seed: int = 1) -> Iterator[dict[str, Any]]:
	"""Rows of FB Conversation, oldest first, over the two years before `until_ms` (UTC ms)."""
	rng = random.Random(seed)
	say = Zipf(words(), rng)
	step = 730 * DAY_MS / count
	for number in range(count):
		last_ms = int(until_ms - (count - number) * step)
		yield _conversation(number, last_ms, rng, say, fresh=until_ms - last_ms < 14 * DAY_MS)


def _conversation(number: int, last_ms: int, rng: random.Random, say: Zipf, fresh: bool) -> dict[str, Any]:
	page, state = page_of(number), _state(rng, fresh)
	is_open = state == "Open"
	from_ad = 1 if rng.random() < 0.3 else 0
	unread = rng.randrange(1, 5) if is_open and rng.random() < 0.4 else 0
	assigned = f"agent{int(rng.paretovariate(1)) % AGENTS}@example.com" if rng.random() < 0.6 else None
	count = messages_of(number)
	return {
		"name": name_of(number),
		"title": f"{say().title()} {say().title()}",
		"last_text": " ".join(say() for _ in range(6)),
		"page": page,
		"contact": name_of(number),
		"psid": f"{number:09d}",
		"state": state,
		"follow_up": 1 if rng.random() < 0.01 else 0,
		"unread_count": unread,
		"has_unread": 1 if unread else 0,
		"from_ad": from_ad,
		"first_ad": f"8000{number % ADS}" if from_ad else None,
		"last_ad": f"8000{number % ADS}" if from_ad else None,
		"assigned_to": assigned,
		"priority": _priority(rng),
		"window_until_ms": last_ms + DAY_MS,
		"first_ms": last_ms - count * HOUR_MS,
		"last_ms": last_ms,
		"last_incoming_ms": last_ms if unread else last_ms - 60_000,
		"last_outgoing_ms": 0 if unread else last_ms,
		"message_count": count,
	}


def _state(rng: random.Random, fresh: bool) -> str:
	"""What is fresh is open in half of the cases."""
	if fresh and rng.random() < 0.5:
		return "Open"
	at = rng.random() * 100
	for state, share in STATES:
		if at < share:
			return state
		at -= share
	return "Done"


def _priority(rng: random.Random) -> str:
	at = rng.random()
	return "Urgent" if at < 0.003 else "High" if at < 0.02 else ""


def contact(row: dict[str, Any]) -> dict[str, Any]:
	"""The FB Contact of a conversation."""
	return {
		"name": row["contact"],
		"full_name": row["title"],
		"display_name": row["title"],
		"page": row["page"],
		"psid": row["psid"],
		"vip": 1 if int(row["psid"]) % 100 == 0 else 0,
		"blocked": 0,
	}


def response(row: dict[str, Any]) -> dict[str, Any]:
	"""The FB Response of a conversation's last opening: not answered where something is unread."""
	waits, at_ms = bool(row["unread_count"]), row["last_ms"]
	return {
		"name": f"r{row['psid']}",
		"response_key": f"r{row['psid']}",
		"page": row["page"],
		"conversation": row["name"],
		"contact": row["contact"],
		"state": "Open" if waits else "Answered",
		"counts": "People",
		"opened_ms": at_ms if waits else at_ms - 60_000,
		"answered_ms": None if waits else at_ms,
		"wait_ms": None if waits else 60_000,
	}


def messages(row: dict[str, Any], say: Zipf) -> Iterator[dict[str, Any]]:
	"""The messages of a conversation; the last of them is by the person where something is unread."""
	number = int(row["psid"])
	count = messages_of(number)
	for part in range(count):
		last = part == count - 1
		incoming = bool(row["unread_count"]) if last else part % 2 == 0
		text = row["last_text"] if last else " ".join(say() for _ in range(8))
		if part == 1 and number % RARE_EVERY == 0:
			text = f"{RARE} {text}"
		sent_ms = long_threads.sent_ms(row, part, count)
		yield {
			"name": long_threads.message_name(row["name"], sent_ms),
			"mid": f"m_{number:09d}{part}",
			"conversation": row["name"],
			"page": row["page"],
			"contact": row["contact"],
			"direction": "Incoming" if incoming else "Outgoing",
			"sender_kind": "Customer" if incoming else "Page Inbox",
			"kind": "Message",
			"sent_ms": sent_ms,
			"text": text,
			"words": kept(text),
			"sent_by": long_threads.WRITER if count > EACH and not incoming else None,
		}


def labels_of(row: dict[str, Any]) -> list[str]:
	"""One conversation in ten has a label; half of these have the most common one."""
	number = int(row["psid"])
	if number % 10:
		return []
	place = 0
	rest = number // 10
	while rest % 2 and place < LABELS - 1:
		place, rest = place + 1, rest // 2
	return [f"Label {place}"]
