"""Telling open inboxes that a thread changed: once per thread and transaction, when it is committed.

Called where rows of threads, messages and comments are written (`inbound.rows`), and by what writes them in
another way. What is told holds no content, only which thread it is: whoever may see it asks for it. It goes
to those who may read the page (the host's room of that FB Page). Costs no statement on the way in: the page
is known from the row, or from the lock that whoever changes a thread holds. What is rolled back is not told.
Before it is committed, the index of labels looks at the same threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import frappe

from fb_care.footprint import THREAD_DOCTYPES
from fb_care.inbox.indexes import REPEATED

EVENT, PRESENCE = "fb_care_inbox", "fb_care_presence"
PAGE = "FB Page"
THREADS = CONVERSATION, COMMENTS = THREAD_DOCTYPES
#: What a thread holds -> the thread's DocType, and the link to it.
_PARTS = {"FB Message": (CONVERSATION, "conversation"), "FB Comment": (COMMENTS, "thread")}
_WATCHED = frozenset((*THREADS, *_PARTS))
_LISTED = frozenset(REPEATED)
_HERE = "fb_care_live"

Thread = tuple[str, str]


class _Transaction:
	"""What one transaction will tell, and the pages of the threads that it has locked."""

	def __init__(self) -> None:
		self.db = frappe.local.db
		self.news: dict[Thread, tuple[str, str]] = {}
		self.locked: dict[Thread, str] = {}
		#: Labels that it puts on or takes off.
		self.labels: set[str] = set()
		#: Threads whose own row it has written, in what the index of labels repeats.
		self.listed: set[Thread] = set()
		#: Of these the ones that it may have begun to read before others labelled them.
		self.late: set[Thread] = set()
		#: What is done to threads before all else when it is committed.
		self.work: dict[Thread, Callable[[], None]] = {}


def changed(doctype: str, name: str, page: str = "", what: str = "thread") -> None:
	"""Something of this thread changes now; `page` where it is at hand. `what`: "thread" or "gone"."""
	now, thread = _transaction(), (doctype, name)
	page = page or now.locked.get(thread, "") or _page_in(doctype, name)
	if now.news.get(thread, ("", ""))[1] != "gone":
		now.news[thread] = (page, what)


def locked(doctype: str, name: str | None, page: str | None) -> None:
	"""A row has been locked, by whoever is about to change it or what it holds."""
	if doctype in THREADS and name:
		_transaction().locked[doctype, name] = page or ""


def before_commit(thread: Thread, work: Callable[[], None]) -> None:
	"""Do this just before the transaction is committed, once for each thread."""
	_transaction().work[thread] = work


def relabelled(labels: Iterable[str]) -> None:
	"""These labels are put on threads that change now, or taken off, whatever was seen there before."""
	_transaction().labels.update(labels)


def written(doctype: str, name: str, values: Mapping[str, Any], late: bool = False) -> None:
	"""A row of any DocType has been inserted, or changed by `values`. `late`: its lock was not the first that
	the transaction saw, as with the host's own forms."""
	if doctype not in _WATCHED:
		return
	if doctype in THREADS:
		changed(doctype, name, values.get("page") or "")
		if not _LISTED.isdisjoint(values):
			_transaction().listed.add((doctype, name))
			if late:
				_transaction().late.add((doctype, name))
		return
	holder, link = _PARTS[doctype]
	if thread := values.get(link):
		changed(holder, thread, values.get("page") or "")
		return
	for kind, thread in list(_transaction().locked):
		if kind == holder:
			changed(kind, thread)


def holder_of(doctype: str) -> str | None:
	"""The link of such rows to the thread that they are part of; None for what is part of none."""
	return _PARTS[doctype][1] if doctype in _PARTS else None


def present(doctype: str, name: str, page: str) -> None:
	"""Who looks at the thread, or writes, has changed. Told at once: nothing is stored."""
	news = {"doctype": doctype, "name": name, "page": page}
	frappe.publish_realtime(PRESENCE, news, doctype=PAGE, docname=page)


def _page_in(doctype: str, name: str) -> str:
	"""The page that the name of a conversation begins with; "" for comment threads."""
	return str(name).partition("-")[0] if doctype == CONVERSATION else ""


def _transaction() -> _Transaction:
	"""What is known of the one that runs; a connection that went away has taken its callbacks with it."""
	held = getattr(frappe.local, _HERE, None)
	if held is None or held.db is not frappe.local.db:
		held = _Transaction()
		setattr(frappe.local, _HERE, held)
		frappe.db.before_commit.add(_refresh)
		frappe.db.after_commit.add(_tell)
		frappe.db.after_rollback.add(_forget)
	return held


def _refresh() -> None:
	"""Bring the index of labels up to date; where that fails, nothing is committed and nothing told."""
	from fb_care.inbox import label_index

	held = getattr(frappe.local, _HERE, None)
	try:
		if held:
			for work in list(held.work.values()):
				work()
			label_index.refresh(held.news, held.labels, held.listed, held.late)
	except BaseException:
		_forget()  # the host no longer calls what waits for a rollback
		raise


def _tell() -> None:
	held = getattr(frappe.local, _HERE, None)
	_forget()
	for (doctype, name), (page, what) in held.news.items() if held else ():
		page = page or frappe.db.get_value(doctype, name, "page")
		if page:
			news = {"page": page, "doctype": doctype, "name": name, "what": what}
			frappe.publish_realtime(EVENT, news, doctype=PAGE, docname=page)


def _forget() -> None:
	setattr(frappe.local, _HERE, None)
