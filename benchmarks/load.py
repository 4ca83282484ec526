"""A small load generator: a fixed number of requests over a fixed number of connections, on loopback.

Used by `run.py` to compare the webhook with the host's own ping. It keeps every request's time, so that
percentiles are exact, and counts every answer that was not 200.
"""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass
class Result:
	"""What one round measured; times in seconds."""

	seconds: float = 0.0
	times: list[float] = field(default_factory=list)
	refused: int = 0

	@property
	def rate(self) -> float:
		"""Answers per second."""
		return len(self.times) / self.seconds if self.seconds else 0.0

	def percentile(self, share: float) -> float:
		"""The time within which `share` (0..1) of the answers came, in milliseconds."""
		ordered = sorted(self.times)
		return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0

	def add(self, other: Result) -> None:
		self.seconds += other.seconds
		self.times += other.times
		self.refused += other.refused


Request = tuple[str, str, bytes | None, dict[str, str]]


def run(host: str, port: int, requests: Sequence[Request], connections: int) -> Result:
	"""Send all `requests` (method, path, body, headers) over `connections` at once and measure."""
	result, lock = Result(), threading.Lock()
	numbers = itertools.count()
	threads = [
		threading.Thread(target=_worker, args=(host, port, requests, numbers, result, lock))
		for _ in range(connections)
	]
	start = time.perf_counter()
	for thread in threads:
		thread.start()
	for thread in threads:
		thread.join()
	result.seconds = time.perf_counter() - start
	return result


def _worker(host, port, requests, numbers, result, lock) -> None:
	times, refused = [], 0
	connection = http.client.HTTPConnection(host, port, timeout=30)
	while (number := next(numbers)) < len(requests):
		start = time.perf_counter()
		status = _send(connection, requests[number])
		times.append(time.perf_counter() - start)
		refused += status != 200
	connection.close()
	with lock:
		result.times += times
		result.refused += refused


def _send(connection: http.client.HTTPConnection, request: Request) -> int:
	method, path, body, headers = request
	connection.request(method, path, body=body, headers=headers)
	answer = connection.getresponse()
	answer.read()
	return answer.status


def alternate(rounds: int, sides: dict[str, Callable[[int], Result]]) -> dict[str, Result]:
	"""Run the sides in turn, A B A B ..., so that a machine that slows down slows both alike."""
	totals = {name: Result() for name in sides}
	for number in range(rounds):
		for name, side in sides.items():
			totals[name].add(side(number))
	return totals
