"""Webhook deliveries as Meta makes them: signed, tried again when not answered 200, given up in the end.

Meta gives two policies and does not reconcile them; both are here. Feed changes: retried at once, then at
growing distances for 36 hours. Messages: at once a few times; an alert after 15 minutes of failure; after an
hour the app is unsubscribed from the page. Nothing sleeps: `run_due` does what is due by the clock given in.

The signature is computed here and not by the app's code, so that one checks the other.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakebook import bodies

#: Sends a body with its headers and gives the HTTP status; OSError counts as no answer.
Post = Callable[[bytes, dict[str, str]], int]

#: Seconds from one attempt to the next; the last one repeats.
RETRY_AFTER_S = (0, 0, 15, 60, 300, 900, 1800, 3600, 7200, 14_400)
GIVE_UP_MS = 36 * 3_600_000
ALERT_MS = 15 * 60_000
DISABLE_MS = 60 * 60_000
NO_ANSWER = 0


@dataclass
class Delivery:
	"""One body on its way; `next_ms` is None once it is done with."""

	body: bytes
	page_ids: tuple[str, ...]
	messaging: bool
	first_ms: int
	next_ms: int | None
	statuses: list[int] = field(default_factory=list)

	@property
	def acknowledged(self) -> bool:
		return bool(self.statuses) and self.statuses[-1] == 200


def headers(body: bytes, secret: str) -> dict[str, str]:
	"""What Meta sends along with a body."""
	digests = {
		name: hmac.new(secret.encode(), body, algorithm).hexdigest()
		for name, algorithm in (("sha1", hashlib.sha1), ("sha256", hashlib.sha256))
	}
	return {
		"Content-Type": "application/json",
		"User-Agent": "facebookexternalua",
		"X-Hub-Signature": f"sha1={digests['sha1']}",
		"X-Hub-Signature-256": f"sha256={digests['sha256']}",
	}


class Deliverer:
	"""The queue between the fake and a webhook; `deliveries` keeps all of them for tests to look at."""

	def __init__(self, secret: str, now_ms: Callable[[], int], disable: Callable[[str], None]):
		self.secret = secret
		self.post: Post | None = None
		self.deliveries: list[Delivery] = []
		#: (when, "alert" or "disabled", page id), as Meta would tell the developer's account.
		self.alerts: list[tuple[int, str, str]] = []
		self._now_ms = now_ms
		self._disable = disable
		self._failing_since: dict[str, int] = {}
		self._lock = threading.RLock()

	def queue(self, body: dict[str, Any] | bytes) -> Delivery:
		"""Put a body into the queue; it goes out with the next `run_due`."""
		raw = body if isinstance(body, bytes) else bodies.to_bytes(body)
		entries = json.loads(raw).get("entry", [])
		now = self._now_ms()
		messaging = any("messaging" in part or "standby" in part for part in entries)
		delivery = Delivery(raw, tuple(str(part.get("id")) for part in entries), messaging, now, now)
		with self._lock:
			self.deliveries.append(delivery)
		return delivery

	def run_due(self) -> int:
		"""Try all that are due, oldest first; gives the number of attempts."""
		attempts = 0
		with self._lock:
			while self.post is not None and (due := self._due()):
				for delivery in due:
					attempts += self._attempt(delivery)
		return attempts

	def _due(self) -> list[Delivery]:
		now = self._now_ms()
		return [d for d in self.deliveries if d.next_ms is not None and d.next_ms <= now]

	def next_due_ms(self) -> int | None:
		"""When something is to be tried next; None when all is done with."""
		return min((d.next_ms for d in self.deliveries if d.next_ms is not None), default=None)

	def _attempt(self, delivery: Delivery) -> int:
		if self.post is None or delivery.next_ms is None:
			return 0
		try:
			status = self.post(delivery.body, headers(delivery.body, self.secret))
		except OSError:
			status = NO_ANSWER
		delivery.statuses.append(status)
		if status == 200:
			delivery.next_ms = None
			for page_id in delivery.page_ids if delivery.messaging else ():
				self._failing_since.pop(page_id, None)
		else:
			self._failed(delivery)
		return 1

	def _failed(self, delivery: Delivery) -> None:
		now = self._now_ms()
		wait_s = RETRY_AFTER_S[min(len(delivery.statuses) - 1, len(RETRY_AFTER_S) - 1)]
		delivery.next_ms = now + wait_s * 1000
		if delivery.next_ms > delivery.first_ms + GIVE_UP_MS:
			delivery.next_ms = None
		if delivery.messaging:
			for page_id in delivery.page_ids:
				self._watch(page_id, now)

	def _watch(self, page_id: str, now: int) -> None:
		"""Meta's alarm for messages: told after 15 minutes of failure, unsubscribed after an hour."""
		failing_ms = now - self._failing_since.setdefault(page_id, now)
		said = {kind for _at, kind, page in self.alerts if page == page_id}
		if failing_ms >= ALERT_MS and "alert" not in said:
			self.alerts.append((now, "alert", page_id))
		if failing_ms >= DISABLE_MS and "disabled" not in said:
			self.alerts.append((now, "disabled", page_id))
			self._disable(page_id)
			for delivery in self.deliveries:
				if delivery.messaging and page_id in delivery.page_ids:
					delivery.next_ms = None

	def clear(self) -> None:
		with self._lock:
			self.deliveries.clear()
			self.alerts.clear()
			self._failing_since.clear()
