"""What the inbox's list asks of a server, answered from rows in memory: any number, any answer.

Answers in the browser, in place of the site: ten thousand rows or an error need no database.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

EVIL = '<img src=x onerror="document.title=1"><script>document.title=2</script>"\'>'
ME = "agent@example.com"
HOUR_MS = 3_600_000
#: As `api.inbox.rows` gives.
ROW = {
	"doctype": "FB Conversation", "kind": "Message", "page": "p1", "picture": "", "vip": False,
	"blocked": False, "contact": None, "last_out": False, "unread": 0, "state": "Open", "follow_up": False,
	"assigned_to": "", "labels": [], "ad": None, "post": None, "ticket": None, "priority": "",
	"waiting_since_ms": None, "window_until_ms": 0, "risk": None, "rating": 0, "recommendation": "",
}  # fmt: skip
NAMES = (
	"Nora Lindqvist",
	"Ole Madsen",
	"Ana Lima",
	"Eva Brandt",
	"Tomás Ribeiro",
	"Mina Okafor",
	"Jun Sato",
	"Léa Moreau",
)
WORDS = (
	"Is the blue one still there?",
	"When do you open on Saturday?",
	"The chain is broken again!",
	"Thank you.",
)
LABELS = [
	{"name": "Order", "color": "#2159b8"},
	{"name": "Complaint", "color": "#f3cc62"},
	{"name": f"L {EVIL}", "color": "red;background:url(x)"},
]
STATES = {"open": "Open", "done": "Done", "spam": "Spam", "archive": "Archived"}


def row(number: int, now_ms: int, **more: Any) -> dict[str, Any]:
	"""The `number`th row of a list, each a minute older than the one before."""
	made = {
		**ROW,
		"name": f"c{number:05}",
		"title": f"{NAMES[number % len(NAMES)]} {number}",
		"last_text": WORDS[number % len(WORDS)],
		"last_ms": now_ms - number * 60_000,
	}
	return {**made, **more}


def mixed(now_ms: int) -> list[dict[str, Any]]:
	"""A little of everything, evil included."""
	thread = {"doctype": "FB Comment Thread"}
	comment = {**thread, "kind": "Comment", "post": {"name": "x", "title": f"Post {EVIL}"}}
	late = {"by_ms": now_ms - HOUR_MS, "costs": True}
	soon = {"by_ms": now_ms + 10 * 60_000, "costs": True}
	return [
		row(0, now_ms, unread=2, waiting_since_ms=now_ms - 5 * 60_000, risk=soon, labels=["Order"], vip=True),
		row(
			1,
			now_ms,
			title=f"Mal {EVIL}",
			last_text=f"Look {EVIL}",
			labels=[f"L {EVIL}"],
			ad={"name": "a", "title": f"Ad {EVIL}"},
		),
		row(
			2,
			now_ms,
			unread=1,
			waiting_since_ms=now_ms - 3 * HOUR_MS,
			risk=late,
			labels=["Complaint", "Order"],
			follow_up=True,
		),
		row(3, now_ms, last_out=True, assigned_to="bea@example.com", page="p2"),
		row(4, now_ms, waiting_since_ms=now_ms - 50 * HOUR_MS, blocked=True, priority="High", assigned_to=ME),
		row(5, now_ms, **comment, unread=1200),
		row(6, now_ms, **thread, kind="Rating", rating=2, last_text="Slow service"),
		row(7, now_ms, **thread, kind="Visitor Post", window_until_ms=0),
		row(8, now_ms, state="Done"),
		row(9, now_ms, state="Spam", title="Win now"),
		*[row(number, now_ms) for number in range(10, 75)],
	]


class Backend:
	"""Rows in memory behind `fb_care.api.inbox*`. `calls`: (method, arguments) of each, in order."""

	def __init__(self, rows: Callable[[int], list[dict[str, Any]]] = mixed) -> None:
		self.now_ms = round(time.time() * 1000)
		self.rows = {(one["doctype"], one["name"]): one for one in rows(self.now_ms)}
		self.calls: list[tuple[str, dict[str, Any]]] = []
		#: Method -> what answers in its place: (status, words).
		self.broken: dict[str, tuple[int, str]] = {}
		self.refuses: set[str] = set()
		self.most_at_once = 200
		#: What goes on in the background when the inbox is opened.
		self.job: dict[str, Any] | None = None
		self.can = {"write": True, "delete": True, "manage": True, "saved_replies": False}
		self._undo: dict[str, dict[Any, Any]] = {}

	def attach(self, page: Any) -> None:
		page.route("**/api/method/fb_care.api.**", self._answer)

	def asked(self, method: str) -> list[dict[str, Any]]:
		return [args for name, args in self.calls if name == method]

	def _answer(self, route: Any) -> None:
		method = route.request.url.rsplit("fb_care.api.", 1)[1]
		args = json.loads(route.request.post_data or "{}")
		self.calls.append((method, args))
		if method in self.broken:
			status, words = self.broken[method]
			told = {"_server_messages": json.dumps([json.dumps({"message": words})])}
			return route.fulfill(status=status, json=told)
		work = getattr(self, method.replace(".", "_"), None)
		return route.fulfill(json={"message": work(**args) if work else None})

	# --- the methods

	def inbox_start(self) -> dict[str, Any]:
		away = {"away": False, "away_kind": "", "away_until_ms": 0, "messages_off": False}
		figures = {"very_responsive": True, "response_rate": 95, "response_ms": 120_000, "unread": 3}
		page = {"picture": "", "enabled": True, **away, **figures}
		me, bea = {"name": ME, "full_name": "Ada Agent"}, {"name": "bea@example.com", "full_name": "Bea Berg"}
		return {
			"user": {**me, "image": ""},
			"now_ms": self.now_ms,
			"lang": "en",
			"helpdesk": "Issue",
			"can": self.can,
			"pages": [
				{**page, "name": "p1", "page_name": "Lakeside"},
				{**page, "name": "p2", "page_name": "Hill Tools"},
			],
			"labels": LABELS,
			"team": [me, bea],
			"priorities": ["Low", "High"],
			"job": self.job,
		}

	def inbox_rows(self, filters: str, before: str = "", limit: int = 50) -> dict[str, Any]:
		wanted = json.loads(filters)
		found = self._matching(wanted)
		first = int(before or 0)
		items = found[first : first + limit]
		if query := wanted.get("query"):
			items = [{**one, "found": {"text": f"… {query} was said in an older message …"}} for one in items]
		older = str(first + limit) if first + limit < len(found) else None
		return {"items": items, "older": older, "now_ms": self.now_ms}

	def inbox_some(self, threads: str) -> dict[str, Any]:
		keys = [tuple(key) for key in json.loads(threads)]
		return {"items": [self.rows[key] for key in keys if key in self.rows]}

	def inbox_counts(self, filters: str) -> dict[str, Any]:
		def unread(**wanted: Any) -> dict[str, int]:
			return {"unread": min(999, sum(one["unread"] for one in self._matching(wanted)))}

		tabs = {tab: unread(tab=tab) for tab in ("Open", "Follow-up", "Done", "Spam", "Archived", "All")}
		tab = json.loads(filters).get("tab", "Open")
		kinds = {kind: unread(tab=tab, kinds=[kind]) for kind in ("Message", "Comment", "Rating")}
		return {"tabs": tabs, "kinds": kinds, "pages": {}, "most": 999}

	def inbox_mark_read(self, doctype: str, name: str) -> int:
		self._change((doctype, name), unread=0)
		return 1

	def inbox_bulk_count(self, filters: str) -> dict[str, Any]:
		return {"total": len(self._matching(json.loads(filters))), "at_least": False}

	def inbox_bulk_do(
		self, action: str, threads: str = "[]", filters: str = "", value: str = ""
	) -> dict[str, Any]:
		keys = [tuple(key) for key in json.loads(threads)]
		if filters:
			keys = [(one["doctype"], one["name"]) for one in self._matching(json.loads(filters))]
		if len(keys) > self.most_at_once:
			return {"job": "j1", "total": len(keys)}
		refused = [
			{"doctype": key[0], "name": key[1], "reason": f"no {EVIL}"}
			for key in keys
			if key[1] in self.refuses
		]
		done = [key for key in keys if key[1] not in self.refuses]
		self._undo["t1"] = {key: self.rows[key] for key in done}
		for key in done:
			self._do(action, key, value)
		return {"done": len(done), "refused": refused, "undo": "" if action == "delete" else "t1"}

	def inbox_bulk_undo(self, token: str) -> dict[str, Any]:
		back = self._undo.pop(token)
		self.rows.update(back)
		return {"done": len(back), "refused": [], "undo": ""}

	# --- inside

	def _matching(self, wanted: dict[str, Any]) -> list[dict[str, Any]]:
		found = [one for one in self.rows.values() if _matches(one, wanted)]
		return sorted(found, key=lambda one: one["last_ms"], reverse=wanted.get("sort") != "oldest")

	def _do(self, action: str, key: Any, value: str) -> None:
		labels = [name for name in self.rows[key]["labels"] if name != value]
		if action == "delete":
			del self.rows[key]
		elif action in STATES:
			self._change(key, state=STATES[action])
		elif action in ("read", "unread"):
			self._change(key, unread=0 if action == "read" else 1)
		elif action in ("follow_up", "not_follow_up"):
			self._change(key, follow_up=action == "follow_up")
		elif action == "assign":
			self._change(key, assigned_to=value)
		else:
			self._change(key, labels=sorted([*labels, value]) if action == "label" else labels)

	def _change(self, key: Any, **values: Any) -> None:
		self.rows[key] = {**self.rows[key], **values}


def _matches(one: dict[str, Any], wanted: dict[str, Any]) -> bool:
	tab, assignee = wanted.get("tab", "Open"), wanted.get("assignee", "")
	in_tab = {"All": one["state"] != "Spam", "Follow-up": one["follow_up"]}.get(tab, one["state"] == tab)
	mine = {"": True, "me": one["assigned_to"] == ME, "none": not one["assigned_to"]}
	return (
		bool(in_tab)
		and mine.get(assignee, one["assigned_to"] == assignee)
		and one["page"] in wanted.get("pages", [one["page"]])
		and one["kind"] in wanted.get("kinds", [one["kind"]])
		and wanted.get("label", "") in ["", *one["labels"]]
		and (not wanted.get("unread") or one["unread"] > 0)
		and (not wanted.get("from_ad") or bool(one["ad"]))
		and wanted.get("priority", one["priority"]) == one["priority"]
		and wanted.get("query", "").lower() in f"{one['title']} {one['last_text']}".lower()
	)
