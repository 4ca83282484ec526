"""HTTP as the tests speak it with a host: answers, sessions with their cookies, and threads of their own."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Sender(Protocol):
	"""What a session needs of its host."""

	def send(
		self, method: str, path: str, data: Any, headers: dict[str, str]
	) -> tuple[Answer, dict[str, str]]: ...


@dataclass(frozen=True)
class Answer:
	"""What came back over HTTP."""

	status: int
	headers: dict[str, str]
	body: bytes

	@property
	def text(self) -> str:
		return self.body.decode("utf-8", "replace")

	def json(self) -> Any:
		return json.loads(self.body)

	@property
	def told(self) -> str:
		"""What the host tells whoever asked, in words."""
		return " ".join(json.loads(one)["message"] for one in json.loads(self.json()["_server_messages"]))


@dataclass
class Session:
	"""A browser's side of the host: it keeps cookies and sends the CSRF token once it knows one."""

	host: Sender
	cookies: dict[str, str] = field(default_factory=dict)
	csrf_token: str = ""

	def request(
		self, method: str, path: str, data: Any = b"", headers: dict[str, str] | None = None
	) -> Answer:
		"""One request with this session's cookies; `data` as for `Host.request`."""
		sent = dict(headers or {})
		if self.cookies:
			sent["Cookie"] = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
		if self.csrf_token:
			sent.setdefault("X-Frappe-CSRF-Token", self.csrf_token)
		answer, set_cookies = self.host.send(method, path, data, sent)
		for key, value in set_cookies.items():
			if value:
				self.cookies[key] = value
			else:
				self.cookies.pop(key, None)
		return answer


def in_thread(work: Callable[[], T]) -> T:
	"""Run `work` in a thread of its own, so that it has its own `frappe.local`, and hand on what it raises.

	A time frozen with `fb_care.clock.at` holds there too.
	"""
	from fb_care import clock

	frozen = clock.frozen()
	result: list[T] = []
	error: list[BaseException] = []

	def run() -> None:
		try:
			if frozen is None:
				result.append(work())
				return
			with clock.at(frozen):
				result.append(work())
		except BaseException as e:
			error.append(e)

	thread = threading.Thread(target=run)
	thread.start()
	thread.join()
	if error:
		raise error[0]
	return result[0]
