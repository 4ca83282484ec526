"""Made-up deliveries for the benchmarks: seeded, so that two runs send the same bytes.

`body` is what Facebook would POST; `signature` what it would put into the header. Ids never repeat
within one `run` word, so that no delivery is taken for a duplicate of an earlier run's.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

from fb_care.facebook.signature import sign

PAGE_ID = "100200300400500"
SECRET = "benchmark-app-secret"
START_MS = 1_790_000_000_000

_WORDS = (
	"hello is the blue bicycle still there and do you deliver to Porto on Friday because my "
	"daughter has her birthday next week thank you very much for the quick answer price size open"
).split()


def psid(number: int) -> str:
	"""The page-scoped id of the person with this number."""
	return str(7_000_000_000_000_000 + number)


def message(run: str, number: int, person: int, at_ms: int, rng: random.Random) -> dict:
	"""One `messaging` item: person number `person` writes message number `number`."""
	return {
		"sender": {"id": psid(person)},
		"recipient": {"id": PAGE_ID},
		"timestamp": at_ms,
		"message": {
			"mid": f"m_{run}_{number:09d}_{rng.getrandbits(128):032x}",
			"text": " ".join(rng.choices(_WORDS, k=rng.randint(3, 25))),
		},
	}


def deliveries(
	run: str, count: int, people: int, seed: int = 1, first_person: int = 0, after: int = 0
) -> Iterator[bytes]:
	"""`count` bodies of one message each, spread evenly over `people` people of one page.

	They are sent four in a second, the first one as if `after` others had been sent before it.
	"""
	rng = random.Random(seed)
	for number in range(count):
		at_ms = START_MS + (after + number) * 250
		item = message(run, number, first_person + number % people, at_ms, rng)
		entry = {"id": PAGE_ID, "time": at_ms + 120, "messaging": [item]}
		yield json.dumps({"object": "page", "entry": [entry]}).encode()


def headers(body: bytes) -> dict[str, str]:
	"""The headers of a signed delivery."""
	return {"Content-Type": "application/json", "X-Hub-Signature-256": sign(body, SECRET)}
