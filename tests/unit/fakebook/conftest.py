"""One started fake for the tests of the fake, and a short way to call it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from tests.fakebook import Facebook

PAGE = "100200300400500"
PSID = "7001"
START_MS = 1_790_000_000_000


class Clock:
	"""Time that only a test moves."""

	def __init__(self):
		self.ms = START_MS

	def __call__(self) -> int:
		return self.ms

	def forward(self, **parts: float) -> None:
		seconds = parts.get("days", 0) * 86_400 + parts.get("hours", 0) * 3600 + parts.get("minutes", 0) * 60
		self.ms += int((seconds + parts.get("seconds", 0)) * 1000)


@pytest.fixture
def clock() -> Clock:
	return Clock()


@pytest.fixture
def facebook(clock: Clock) -> Iterator[Facebook]:
	fake = Facebook(now_ms=clock)
	fake.start()
	fake.add_page(PAGE, "Blue Bicycle", subscribed=["messages", "message_echoes", "feed"])
	fake.add_person(PAGE, PSID, "Ada", "Moreau")
	yield fake
	fake.stop()


@pytest.fixture
def ask(facebook: Facebook) -> Callable[..., tuple[int, dict[str, Any]]]:
	"""ask("GET", "/7001", fields="name") with the page's token: (status, JSON)."""

	def call(method: str, path: str, **params: Any) -> tuple[int, dict[str, Any]]:
		params.setdefault("access_token", facebook.world.pages[PAGE].token)
		where = {"json": params} if method == "POST" else {"params": params}
		answer = requests.request(method, f"{facebook.graph_url}/v26.0{path}", timeout=5, **where)
		return answer.status_code, answer.json()

	return call
