"""What the app relies on of any host's documents, permissions and tickets. The bench is right."""

from __future__ import annotations

import frappe
import pytest

from tests.app.host_data import contact, conversation, message
from tests.app.hosts import AGENT, MANAGER, PAGE_ID, Host

OTHER_PAGE = "200300400500600"


def test_documents_and_child_rows(host: Host) -> None:
	host.page()
	doc = message("m_1", conversation("1"), text="Hello")
	doc.append("attachments", {"kind": "image", "url": "https://example.com/1.png"})
	doc.append("attachments", {"kind": "video", "url": "https://example.com/2.mp4"})
	doc.insert(ignore_permissions=True)
	assert frappe.new_doc("FB Message").is_new() and not doc.is_new()
	loaded = frappe.get_doc("FB Message", {"mid": "m_1"})
	assert loaded.name == doc.name
	assert [(row.idx, row.kind, row.state) for row in loaded.attachments] == [
		(1, "image", "None"),
		(2, "video", "None"),
	]
	loaded.attachments = loaded.attachments[1:]
	loaded.append("reactions", {"actor": "1", "emoji": "❤"})
	loaded.text = "Hello again"
	assert loaded.has_value_changed("text") is True
	loaded.save(ignore_permissions=True)
	loaded.reload()
	assert [row.kind for row in loaded.attachments] == ["video"]
	assert (loaded.reactions[0].emoji, loaded.text) == ("❤", "Hello again")
	loaded.db_set("text", "At once", update_modified=False)
	assert frappe.db.get_value("FB Message", loaded.name, "text") == "At once"
	frappe.delete_doc("FB Message", loaded.name, ignore_permissions=True)
	assert frappe.db.count("FB Attachment", {"parent": loaded.name}) == 0
	with pytest.raises(frappe.DoesNotExistError):
		frappe.get_doc("FB Message", loaded.name)


def test_defaults_and_checks_of_a_document(host: Host) -> None:
	page = host.page()
	assert (page.enabled, page.message_tickets, page.health) == (1, "Always", "Unknown")
	with pytest.raises(frappe.MandatoryError):
		frappe.get_doc({"doctype": "FB Page", "page_id": "9"}).insert()
	with pytest.raises(frappe.ValidationError):
		frappe.get_doc(
			{"doctype": "FB Page", "page_id": "9", "page_name": "N", "message_tickets": "Maybe"}
		).insert()
	with pytest.raises(frappe.LinkValidationError):
		contact("1", page="404")


def test_a_stale_document_is_not_saved(host: Host) -> None:
	host.page()
	doc = contact("1")
	stale = frappe.get_doc("FB Contact", doc.name)
	doc.notes = "One"
	doc.save()
	stale.notes = "Two"
	with pytest.raises(frappe.TimestampMismatchError):
		stale.save()


def test_passwords_stay_out_of_sight(host: Host) -> None:
	page = host.page(access_token="EAAB-very-secret")
	loaded = frappe.get_doc("FB Page", page.name)
	assert loaded.get_password("access_token") == "EAAB-very-secret"
	shown = [str(loaded.as_dict()), str(page.as_dict()), frappe.as_json(loaded)]
	shown.append(str(frappe.db.get_value("FB Page", page.name, "access_token")))
	shown.append(str(frappe.get_all("FB Page", fields=["*"])))
	assert not [text for text in shown if "EAAB" in text]
	settings = frappe.get_doc("FB Care Settings")
	assert settings.get_password("verify_token") == "test-verify"
	assert settings.app_secrets[0].get_password("secret") == "test-app-secret"
	loaded.page_name = "New name"
	loaded.save()
	assert frappe.get_doc("FB Page", page.name).get_password("access_token") == "EAAB-very-secret"


def test_roles_decide_what_may_be_done(host: Host) -> None:
	host.page()
	thread = conversation("1")
	frappe.db.commit()
	with host.as_user(AGENT):
		assert frappe.get_list("FB Conversation", pluck="name") == [thread.name]
		assert frappe.has_permission("FB Conversation", "write", doc=thread.name)
		assert not frappe.has_permission("FB Conversation", "delete", doc=thread.name)
		doc = frappe.get_doc("FB Conversation", thread.name)
		doc.state = "Done"
		doc.save()
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc({"doctype": "FB Page", "page_id": "8", "page_name": "Mine"}).insert()
		with pytest.raises(frappe.PermissionError):
			frappe.delete_doc("FB Conversation", thread.name)
		with pytest.raises(frappe.PermissionError):
			frappe.get_list("FB Webhook Event")
		assert frappe.get_all("FB Webhook Event") == []
	with host.as_user("Guest"):
		assert not frappe.has_permission("FB Conversation", "read")
		with pytest.raises(frappe.PermissionError):
			frappe.get_list("FB Conversation")


def test_user_permissions_restrict_pages(host: Host) -> None:
	host.page()
	host.page(OTHER_PAGE, page_name="Harbour Boats")
	mine, theirs = conversation("1"), conversation("1", page=OTHER_PAGE)
	frappe.permissions.add_user_permission("FB Page", PAGE_ID, AGENT)
	frappe.db.commit()
	with host.as_user(AGENT):
		assert frappe.get_list("FB Conversation", pluck="name") == [mine.name]
		assert frappe.get_list("FB Page", pluck="name") == [PAGE_ID]
		assert frappe.get_list("FB Conversation", filters={"page": OTHER_PAGE}) == []
		assert frappe.has_permission("FB Conversation", "read", doc=mine.name)
		assert not frappe.has_permission("FB Conversation", "read", doc=theirs.name)
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc("FB Conversation", theirs.name).check_permission("read")
		assert len(frappe.get_all("FB Conversation")) == 2
	with host.as_user(MANAGER):
		assert len(frappe.get_list("FB Conversation")) == 2


def test_linked_documents_are_not_deleted(host: Host) -> None:
	host.page()
	conversation("1")
	with pytest.raises(frappe.LinkExistsError):
		frappe.delete_doc("FB Contact", f"{PAGE_ID}-1")


def test_a_received_communication_reopens_a_ticket(host: Host) -> None:
	if not host.helpdesk:
		pytest.skip("This site has no helpdesk.")
	page = host.page()
	ticket = frappe.new_doc(host.helpdesk)
	ticket.update(
		{"subject": "My bike squeaks", "description": "It does", "raised_by": "ada@example.invalid"}
	)
	ticket.fb_page = page.name
	ticket.insert(ignore_permissions=True)
	for closed in ("Replied", "Resolved", "Closed"):
		frappe.db.set_value(host.helpdesk, ticket.name, "status", closed)
		values = {
			"doctype": "Communication",
			"communication_type": "Communication",
			"communication_medium": "Chat",
			"sent_or_received": "Received",
			"subject": "My bike squeaks",
			"content": "Still squeaks",
			"reference_doctype": host.helpdesk,
			"reference_name": ticket.name,
		}
		said = frappe.get_doc(values).insert(ignore_permissions=True)
		assert frappe.db.get_value(host.helpdesk, ticket.name, "status") == "Open"
	found = {"reference_doctype": host.helpdesk, "reference_name": ticket.name, "name": said.name}
	assert frappe.db.exists("Communication", found)
