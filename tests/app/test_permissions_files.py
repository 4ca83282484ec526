"""Which files people limited to some pages find in the host's list of files."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.permissions import add_user_permission

from tests.app.hosts import AGENT, MANAGER
from tests.app.operating_data import OTHER_PAGE, PAGE, conversation, insert


@pytest.fixture
def two_pages(host):
	"""Two pages with a conversation each; the agent is allowed the first only."""
	host.page(PAGE)
	host.page(OTHER_PAGE, page_name="Hill Tools")
	names = {page: conversation(page) for page in (PAGE, OTHER_PAGE)}
	add_user_permission("FB Page", PAGE, AGENT)
	frappe.db.commit()
	return names


def attach(doctype: str, name: str, file_name: str) -> None:
	"""A private file that hangs on a record."""
	values: dict[str, Any] = {"file_name": file_name, "is_private": 1, "content": file_name.encode()}
	insert("File", attached_to_doctype=doctype, attached_to_name=str(name), **values)


def listed(host: Any, user: str) -> set[str]:
	"""The names of these tests' files in the user's list."""
	with host.as_user(user):
		return set(frappe.get_list("File", filters={"file_name": ["like", "perm-%"]}, pluck="file_name"))


def test_files_of_other_pages_are_not_listed(host, two_pages):
	for page, name in two_pages.items():
		attach("FB Page", page, f"perm-page-{page}.txt")
		attach("FB Conversation", name, f"perm-talk-{page}.txt")
		attach("FB Message", frappe.db.get_value("FB Message", {"page": page}), f"perm-said-{page}.txt")
	every = {f"perm-{kind}-{page}.txt" for kind in ("page", "talk", "said") for page in two_pages}
	assert listed(host, AGENT) == {name for name in every if OTHER_PAGE not in name}
	assert listed(host, MANAGER) == every


def test_nor_those_of_their_tickets(host, two_pages):
	if not host.helpdesk:
		pytest.skip("no tickets here")
	for page in two_pages:
		ticket = insert(host.helpdesk, subject=f"From {page}", fb_page=page)
		said = insert(
			"Communication",
			communication_medium="Chat",
			content="Here it is",
			reference_doctype=host.helpdesk,
			reference_name=str(ticket.name),
		)
		attach(host.helpdesk, ticket.name, f"perm-ticket-{page}.txt")
		attach("Communication", said.name, f"perm-entry-{page}.txt")
	assert not {name for name in listed(host, AGENT) if OTHER_PAGE in name}


def test_other_files_stay_listed(host, two_pages):
	own = frappe.get_doc({"doctype": "File", "file_name": "perm-loose.txt", "content": "x", "is_private": 0})
	own.insert(ignore_permissions=True)
	try:
		assert listed(host, AGENT) == {"perm-loose.txt"}
	finally:
		frappe.delete_doc("File", own.name, force=True)
