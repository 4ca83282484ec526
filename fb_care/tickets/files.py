"""Files on tickets: copies of what came with a message, and pictures of ads.

Called by `sync`, `changes`, `refresh` and the fetch job, inside their transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

import frappe

from fb_care.tickets.base import TicketHost


def attach_ad_picture(host: TicketHost, ticket: str, communication: str, ad: str) -> bool:
	"""Attach the ad's picture, where it is kept already, to the ticket or its entry; True if there is one.

	Named after the ad: the host keeps equal files once, under the name of whichever came first.
	"""
	picture = frappe.db.get_value("FB Ad", ad, "picture") if ad else ""
	if not picture or not picture.startswith("/private/files/"):
		return False
	ending = picture.rpartition("/")[2].rpartition(".")[2]
	host.attach(ticket, communication, picture, f"ad-{ad}.{ending}")
	return True


def delete_attached(doctype: str, name: str, only: Iterable[str] | None = None) -> int:
	"""Delete the files attached to a record (those with an address in `only`, if given); how many."""
	filters = {"attached_to_doctype": doctype, "attached_to_name": name}
	rows = frappe.get_all("File", filters=filters, fields=["name", "file_url"])
	wanted = None if only is None else set(only)
	gone = [row.name for row in rows if wanted is None or row.file_url in wanted]
	for file in gone:
		frappe.delete_doc("File", file, ignore_permissions=True, force=True, delete_permanently=True)
	return len(gone)
