"""The two ways to answer as one shape: private messages in a conversation, replies under a comment.

`outbox` queues and sends through a `Channel` and knows nothing else of either; `messages` and `comments` each
define one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from fb_care.facebook.graph import GraphClient
from fb_care.facebook.graph_send import Sent

#: What the outbox itself reads of a row.
ROW_FIELDS = (
	"name",
	"page",
	"text",
	"send_state",
	"send_problem",
	"send_tries",
	"send_next_ms",
	"send_started_ms",
	"queued_ms",
	"answer",
	"part",
	"sent_by",
	"sent_ms",
	"communication",
)


#: What a row says that nothing stands against.
NO_PROBLEM = {"send_problem": "", "send_error": "", "send_code": "", "send_next_ms": 0}


@dataclass(frozen=True, kw_only=True)
class Part:
	"""One message of an answer: a text, or a file (its File document) of a Messenger kind."""

	text: str = ""
	file: str = ""
	file_url: str = ""
	title: str = ""
	kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Channel:
	"""How answers of one kind are stored, checked and sent."""

	#: DocType of the thread, of its parts, and the part's link to the thread.
	holder: str
	part: str
	link: str
	#: Further fields of a row that the functions below need.
	fields: tuple[str, ...]
	#: The thread's row, locked until commit; None if it is gone. Always a transaction's first statement.
	lock: Callable[[str], Any]
	#: Values of a new row beyond those of every answer.
	row_of: Callable[[Any, Part], dict[str, Any]]
	#: Fills in what sending the row needs, and gives "" or the code of `problems` that stands against it.
	#: Called with the thread locked.
	prepare: Callable[[Any, Any], str]
	#: What the row keeps of that, and of an attempt.
	keep: Callable[[Any], dict[str, Any]]
	#: Calls Facebook, outside any transaction. Raises GraphError.
	send: Callable[[GraphClient, Any], Sent]
	#: What a row that was sent changes in itself and its thread. Called with the thread locked.
	settled: Callable[[Any, Any, Sent, int], Mapping[str, Any]]
	#: What follows once a row that was sent at that time (UTC ms) is stored so; `row` is as it was before.
	stored: Callable[[Any, Any, int], None]

	@property
	def row_fields(self) -> tuple[str, ...]:
		return (*ROW_FIELDS, self.link, *self.fields)


#: Thread DocType -> the module that defines its CHANNEL.
_MODULES = {
	"FB Conversation": "fb_care.outbound.messages",
	"FB Comment Thread": "fb_care.outbound.comments",
}


@cache
def of(doctype: str) -> Channel:
	"""The channel of a thread's DocType. KeyError for any other DocType."""
	return import_module(_MODULES[doctype]).CHANNEL


def all_channels() -> list[Channel]:
	return [of(doctype) for doctype in _MODULES]
