"""What the team does in the inbox during the demo, by the API that its page calls.

Called by demo_team.py when all is answered. Everything is read back as the inbox shows it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sandbox.demo_agent import Agent

NOTE = "Asked about Saturday twice last month. Show the new opening hours."
REASON = "Team lunch"

Thread = tuple[str, str]


class Desk:
	"""The inbox as one agent has it open, on one page."""

	def __init__(self, agent: Agent, page: str):
		self.agent, self.page = agent, page

	def work(self, talks: Sequence[str]) -> list[list[Any]]:
		"""All of it on these conversations, two at least: [what was done, whether the inbox shows it so]."""
		first, second = (("FB Conversation", name) for name in talks[:2])
		return [
			["a note for colleagues", self.notes(first)],
			["an assignment", self.assigns(first)],
			["a mark as unread", self.marks_unread(second)],
			[f"{len(talks)} marked as done at once", self.marks_done(talks)],
			["that undone", self.undoes(talks)],
			["away", self.goes_away()],
			["and back", self.comes_back()],
		]

	def notes(self, thread: Thread) -> bool:
		self._call("inbox_thread.add_note", thread, text=NOTE)
		shown = self._call("inbox_thread.thread", thread)["notes"]
		return [note["text"] for note in shown if note["mine"]] == [NOTE]

	def assigns(self, thread: Thread) -> bool:
		self._call("inbox_thread.assign", thread, user=self.agent.user)
		return self._row(thread)["assigned_to"] == self.agent.user

	def marks_unread(self, thread: Thread) -> bool:
		self._call("inbox.mark_read", thread)
		was = self._row(thread)["unread"]
		self._call("inbox_thread.mark_unread", thread)
		return (was, self._row(thread)["unread"]) == (0, 1)

	def marks_done(self, talks: Sequence[str]) -> bool:
		threads = json.dumps([["FB Conversation", name] for name in talks])
		self.before = self._states(talks)
		self.done = self.agent.api("inbox_bulk.do", action="done", threads=threads)
		return self.done["done"] == len(talks) and set(self._states(talks).values()) == {"Done"}

	def undoes(self, talks: Sequence[str]) -> bool:
		"""As all was before `marks_done`."""
		undone = self.agent.api("inbox_bulk.undo", token=self.done["undo"])
		return undone["done"] == len(talks) and self._states(talks) == self.before

	def goes_away(self) -> bool:
		self.agent.api("away.set_away", page=self.page, hours=1, reason=REASON)
		return bool(self._top()["away"])

	def comes_back(self) -> bool:
		self.agent.api("away.set_back", page=self.page)
		return not self._top()["away"]

	def _call(self, method: str, thread: Thread, **arguments: Any) -> Any:
		return self.agent.api(method, doctype=thread[0], name=thread[1], **arguments)

	def _row(self, thread: Thread) -> dict[str, Any]:
		(row,) = self.agent.api("inbox.some", threads=json.dumps([thread]))["items"]
		return row

	def _states(self, talks: Sequence[str]) -> dict[str, str]:
		return {name: self._row(("FB Conversation", name))["state"] for name in talks}

	def _top(self) -> dict[str, Any]:
		"""What stands in the bar above the inbox about the page."""
		(page,) = (one for one in self.agent.api("inbox.start")["pages"] if one["name"] == self.page)
		return page
