"""Copying photos, videos and files to private Files, because Facebook's addresses expire.

Run by `jobs.fetch`. Nothing is fetched inside a transaction. What is stored is attached to its message or
comment, and to the entry in the ticket where there is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.utils import strip_html

from fb_care import live, settings
from fb_care.inbound import download, file_types
from fb_care.inbound.fetching import Final, Later, Work
from fb_care.tickets import files, hosts, threads

#: Set in site_config.json only, for a fake Facebook on the same machine; no setting can switch it on.
ALLOW_PRIVATE = "fb_care_allow_private_media"
_THREAD_OF = {part: (thread, field) for thread, (part, field) in threads.PARTS.items()}


@dataclass(frozen=True, kw_only=True)
class MediaFile:
	"""A fetched file, looked at and named."""

	name: str
	mime: str
	content: bytes


def policy() -> download.Policy:
	"""What may be fetched, by the settings and the site's config."""
	graph_url = settings.get().graph_url or ""
	return download.Policy(
		hosts=settings.media_hosts(),
		max_bytes=int(settings.get().max_media_mb or 25) * 1024 * 1024,
		allow_http=graph_url.startswith("http://"),
		allow_private=bool(frappe.conf.get(ALLOW_PRIVATE)),
	)


def get(url: str, kind: str, title: str = "") -> MediaFile:
	"""Fetch and check one file; ends any transaction first. Raises Final or Later."""
	rules = policy()
	frappe.db.rollback()
	try:
		found = download.fetch(url, rules)
		mime, ending = file_types.tell(kind, found.content, title or found.name)
	except download.NotAllowed as error:
		raise Final("Refused", str(error)) from None
	except file_types.WrongType as error:
		raise Final("Refused", str(error)) from None
	except download.Unreachable as error:
		raise Later(str(error)) from None
	except download.DownloadError as error:
		raise Final("Failed", str(error)) from None
	name = file_types.safe_name(title or found.name, kind, ending)
	return MediaFile(name=name, mime=mime, content=found.content)


def keep(doctype: str, name: str, file: MediaFile) -> str:
	"""Store a private File attached to this record; its address. Raises Final if the site refuses it."""
	doc = frappe.new_doc("File")
	doc.update({"file_name": file.name, "is_private": 1})
	doc.update({"attached_to_doctype": doctype, "attached_to_name": name})
	doc.content = file.content
	try:
		doc.insert(ignore_permissions=True)
	except frappe.ValidationError as error:
		frappe.db.rollback()
		frappe.clear_messages()
		said = strip_html(str(error)) or type(error).__name__
		raise Final("Refused", _("This site refused the file: {0}").format(said)) from None
	return doc.file_url


def _run(row: Any) -> None:
	"""Fetch and store one FB Attachment."""
	file = get(row.url or "", row.kind or "file", row.title or "")
	found = frappe.db.get_value(row.parenttype, row.parent, _THREAD_OF[row.parenttype][1])
	frappe.db.rollback()
	thread_doctype = _THREAD_OF[row.parenttype][0]
	# The same lock as for tickets, so that a file and its ticket entry can't miss each other.
	frappe.db.get_value(thread_doctype, found, "name", for_update=True)
	if frappe.db.get_value("FB Attachment", row.name, "state") != "Pending":
		frappe.db.rollback()
		return
	url = keep(row.parenttype, row.parent, file)
	values = {"state": "Stored", "file": url, "mime_type": file.mime, "size": len(file.content), "reason": ""}
	frappe.db.set_value("FB Attachment", row.name, values, update_modified=False)
	live.changed(thread_doctype, found)
	communication = frappe.db.get_value(row.parenttype, row.parent, "communication")
	if communication:
		_attach_to_entry(communication, url, file.name)
	frappe.db.commit()


def _attach_to_entry(communication: str, url: str, name: str) -> None:
	entry = frappe.db.get_value(
		"Communication", communication, ["reference_doctype", "reference_name"], as_dict=True
	)
	host = hosts.host_of(entry.reference_doctype) if entry else None
	if host and host.state(entry.reference_name):
		host.attach(entry.reference_name, communication, url, name)
		frappe.db.set_value("Communication", communication, "has_attachment", 1, update_modified=False)


def withdrawn(limit: int) -> list[Any]:
	"""Attachments whose message was unsent or removed while their file is still here."""
	return frappe.get_all(
		"FB Attachment",
		filters=[["state", "=", "None"], ["file", "is", "set"]],
		fields=["name", "parent", "parenttype", "file"],
		limit=limit,
	)


def drop_withdrawn(limit: int = 100) -> int:
	"""Delete the files of unsent messages and removed comments; how many rows. Commits after each."""
	rows = withdrawn(limit)
	for row in rows:
		files.delete_attached(row.parenttype, row.parent, [row.file])
		communication = frappe.db.get_value(row.parenttype, row.parent, "communication")
		if communication:
			files.delete_attached("Communication", communication, [row.file])
		frappe.db.set_value("FB Attachment", row.name, "file", "", update_modified=False)
		frappe.db.commit()
	return len(rows)


ATTACHMENTS = Work(
	kind="media",
	doctype="FB Attachment",
	state="state",
	reason="reason",
	tries="tries",
	next_ms="next_ms",
	fields=("parent", "parenttype", "kind", "title", "url"),
	run=_run,
	asks_graph=False,
)
