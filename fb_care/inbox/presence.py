"""Who looks at a thread or writes an answer to it right now, so that two agents don't answer at once.

Called by `api.inbox_thread`. Kept in the cache, never in a table: each user's sign of life counts for
`LIFE_MS`, and open inboxes renew it. Losing all of it costs nothing but a warning.
"""

from __future__ import annotations

from typing import Any

import frappe

from fb_care import clock, live, team

LIFE_MS = 30_000
#: The cache forgets a thread after so many seconds in which nobody came.
_KEPT_S = 3600


def enter(doctype: str, name: str, page: str, user: str, typing: bool = False) -> None:
	"""The user looks at the thread, or writes an answer (`typing`)."""
	before, now = _alive(doctype, name).get(user), clock.now_ms()
	since_ms = before["since_ms"] if before else now
	_put(doctype, name, user, {"at_ms": now, "since_ms": since_ms, "typing": typing})
	if not before or before["typing"] != typing:
		live.present(doctype, name, page)


def leave(doctype: str, name: str, page: str, user: str) -> None:
	"""The user looks at something else."""
	if user in _alive(doctype, name):
		frappe.cache.hdel(_key(doctype, name), user)
		live.present(doctype, name, page)


def others(doctype: str, name: str, user: str) -> list[dict[str, Any]]:
	"""Everybody else who is there, who came first before the others."""
	found = {who: sign for who, sign in _alive(doctype, name).items() if who != user}
	names = team.names_of(list(found))
	here = [
		{
			"user": who,
			"full_name": names.get(who) or who,
			"typing": bool(sign["typing"]),
			"since_ms": sign["since_ms"],
		}
		for who, sign in found.items()
	]
	return sorted(here, key=lambda one: (one["since_ms"], one["user"]))


def _alive(doctype: str, name: str) -> dict[str, dict[str, Any]]:
	"""User -> sign of life, of those that still count; the others are taken away."""
	key, now, found = _key(doctype, name), clock.now_ms(), {}
	for raw, sign in frappe.cache.hgetall(key).items():
		user = frappe.safe_decode(raw)
		if now - sign["at_ms"] < LIFE_MS:
			found[user] = sign
		else:
			frappe.cache.hdel(key, user)
	return found


def _put(doctype: str, name: str, user: str, sign: dict[str, Any]) -> None:
	key = _key(doctype, name)
	frappe.cache.hset(key, user, sign)
	frappe.cache.expire(frappe.cache.make_key(key), _KEPT_S)


def _key(doctype: str, name: str) -> str:
	return f"fb_care:present:{doctype}:{name}"
