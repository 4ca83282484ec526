"""What the demo's agent does in the inbox is compared with what the inbox shows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox.demo_inbox import Desk

TALKS = ["1-1", "1-2", "1-3"]


class Inbox:
	"""As much of the app's API as the demo uses; `deaf` are methods that say yes and do nothing."""

	user = "alex.winter@example.com"

	def __init__(self, *deaf: str):
		self.deaf = deaf
		self.rows = {name: {"state": "Open", "unread": 2, "assigned_to": ""} for name in TALKS}
		self.notes: list[dict[str, Any]] = []
		self.away = False

	def api(self, method: str, /, **told: Any) -> Any:
		name = method.rpartition(".")[2]
		work = getattr(self, name)
		return {"done": len(TALKS), "undo": "t"} if name in self.deaf else work(**told)

	def add_note(self, doctype: str, name: str, text: str) -> None:
		self.notes.append({"text": text, "mine": True})

	def thread(self, doctype: str, name: str) -> dict[str, Any]:
		return {"notes": self.notes}

	def assign(self, doctype: str, name: str, user: str) -> None:
		self.rows[name]["assigned_to"] = user

	def mark_read(self, doctype: str, name: str) -> None:
		self.rows[name]["unread"] = 0

	def mark_unread(self, doctype: str, name: str) -> None:
		self.rows[name]["unread"] = 1

	def some(self, threads: str) -> dict[str, Any]:
		return {"items": [self.rows[name] for _doctype, name in json.loads(threads)]}

	def do(self, action: str, threads: str) -> dict[str, Any]:
		for row in self.rows.values():
			row["state"] = "Done"
		return {"done": len(TALKS), "undo": "t"}

	def undo(self, token: str) -> dict[str, Any]:
		for row in self.rows.values():
			row["state"] = "Open"
		return {"done": len(TALKS), "undo": ""}

	def set_away(self, page: str, hours: int, reason: str) -> None:
		self.away = True

	def set_back(self, page: str) -> None:
		self.away = False

	def start(self) -> dict[str, Any]:
		return {"pages": [{"name": "1", "away": self.away}, {"name": "2", "away": False}]}


def test_all_is_as_it_was_done():
	assert all(good for _what, good in Desk(Inbox(), "1").work(TALKS))


@pytest.mark.parametrize(
	("method", "what"),
	[
		("add_note", "a note for colleagues"),
		("assign", "an assignment"),
		("mark_unread", "a mark as unread"),
		("do", "3 marked as done at once"),
		("undo", "that undone"),
		("set_away", "away"),
		("set_back", "and back"),
	],
)
def test_what_was_not_done_is_named(method, what):
	shown = Desk(Inbox(method), "1").work(TALKS)
	assert [done for done, good in shown if not good] == [what]
