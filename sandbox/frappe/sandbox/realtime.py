"""What reaches open browsers: the rooms of Frappe's socket server, within this process.

A listener is one open page. It hears what is sent to the rooms it is in: its user's, the site's, and those of
documents and DocTypes that it asked for. The web side opens listeners and checks what they may hear.
"""

from __future__ import annotations

import json
import queue
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

#: A page that reads nothing any more is given up after so many events.
MOST_WAITING = 1000

Room = tuple[str, ...]
ALL: Room = ("all",)


@dataclass
class Listener:
	"""One open page. `user` and `site`: whose it is."""

	user: str
	site: str
	id: str = field(default_factory=lambda: secrets.token_hex(16))
	rooms: set[Room] = field(default_factory=set)
	waiting: queue.Queue[str | None] = field(default_factory=lambda: queue.Queue(MOST_WAITING))

	def end(self) -> None:
		"""Have `heard` stop, also where the queue is full."""
		while True:
			try:
				return self.waiting.put_nowait(None)
			except queue.Full:
				self.waiting.get_nowait()


_listeners: dict[str, Listener] = {}
_lock = threading.Lock()


def room(user: str | None, doctype: str | None, docname: str | None) -> Room:
	"""The room that an event is for, as Frappe chooses it: a user, a document, or the whole site."""
	if user:
		return ("user", user)
	return ("doc", doctype, str(docname)) if doctype and docname else ALL


def open_listener(user: str, site: str, is_of_desk: bool) -> Listener:
	"""A new listener in its user's room, and in the site's if the user is one of the desk."""
	listener = Listener(user, site)
	listener.rooms = {("user", user), *([ALL] if is_of_desk else [])}
	with _lock:
		_listeners[listener.id] = listener
	return listener


def listener_of(connection: str, user: str, site: str) -> Listener | None:
	"""The user's own open listener of this id."""
	with _lock:
		found = _listeners.get(connection)
	return found if found and (found.user, found.site) == (user, site) else None


def emit(site: str, where: Room, event: str, message: Any) -> None:
	"""Tell everybody in the room; `message` is JSON text's content."""
	text = json.dumps({"event": event, "message": message})
	with _lock:
		chosen = [one for one in _listeners.values() if one.site == site and where in one.rooms]
	for one in chosen:
		try:
			one.waiting.put_nowait(text)
		except queue.Full:
			one.end()


def heard(listener: Listener, silence_s: float) -> Iterator[str | None]:
	"""Each event as JSON text, None after each `silence_s` seconds without one. Ends with the listener."""
	try:
		while True:
			try:
				text = listener.waiting.get(timeout=silence_s)
			except queue.Empty:
				yield None
				continue
			if text is None:
				return
			yield text
	finally:
		with _lock:
			_listeners.pop(listener.id, None)


def end_user(user: str, site: str) -> None:
	"""The user logged out: none of their pages hears anything more."""
	_end(lambda one: (one.user, one.site) == (user, site))


def end_all() -> None:
	"""The server stops."""
	_end(lambda one: True)


def _end(is_meant: Any) -> None:
	with _lock:
		chosen = [one for one in _listeners.values() if is_meant(one)]
	for one in chosen:
		one.end()
