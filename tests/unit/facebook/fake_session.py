"""A `requests` session that answers from the fixtures and keeps what was asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import requests

GRAPH = Path(__file__).parents[2] / "fixtures" / "graph"


def answer(
	body: bytes | str | Any, status: int = 200, headers: dict[str, str] | None = None
) -> requests.Response:
	"""A response with `body`: the name of a fixture, raw bytes, or something to write as JSON."""
	response = requests.Response()
	response.status_code = status
	if isinstance(body, str):
		body = (GRAPH / f"{body}.json").read_bytes()
	response._content = body if isinstance(body, bytes) else json.dumps(body).encode()
	response.headers.update(headers or {})
	return response


class FakeSession(requests.Session):
	"""Gives the prepared answers one by one; an exception among them is raised."""

	def __init__(self, *answers: requests.Response | Exception) -> None:
		super().__init__()
		self.answers = list(answers)
		self.asked: list[requests.PreparedRequest] = []
		self.settings: list[dict[str, Any]] = []

	def send(self, request: requests.PreparedRequest, **settings: Any) -> requests.Response:
		self.asked.append(request)
		self.settings.append(settings)
		found = self.answers.pop(0)
		if isinstance(found, Exception):
			raise found
		return found
