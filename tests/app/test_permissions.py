"""Who sees what: agents the pages they are allowed, managers what operates the app, nobody a token."""

from __future__ import annotations

import json

import frappe
import pytest
from frappe.permissions import add_user_permission

from tests.app.hosts import AGENT, MANAGER
from tests.app.operating_data import OTHER_PAGE, PAGE, conversation, delivery, thread

TOKEN = "EAAB-secret-page-token"
CHILDREN = (
	("FB Contact Author", "FB Contact"),
	("FB Contact Note", "FB Contact"),
	("FB Attachment", "FB Message"),
	("FB Change", "FB Message"),
	("FB Change", "FB Comment"),
	("FB Reaction", "FB Message"),
	("FB Page Notice", "FB Page"),
)
OF_A_PAGE = ("FB Contact", "FB Conversation", "FB Message", "FB Comment Thread", "FB Comment")


@pytest.fixture
def two_pages(host):
	"""Two pages with a conversation and a comment thread each; the agent is allowed the first only."""
	host.page(PAGE, access_token=TOKEN)
	host.page(OTHER_PAGE, page_name="Hill Tools", access_token=TOKEN)
	names = {page: (conversation(page), thread(page, root=f"{page}_1")) for page in (PAGE, OTHER_PAGE)}
	add_user_permission("FB Page", PAGE, AGENT)
	frappe.db.commit()
	return names


@pytest.mark.parametrize("doctype", OF_A_PAGE)
def test_an_agent_of_one_page_sees_only_that_page(host, two_pages, doctype):
	with host.as_user(AGENT):
		pages = set(frappe.get_list(doctype, pluck="page"))
	assert pages == {PAGE}


def test_nor_opens_a_conversation_of_the_other_page(host, two_pages):
	other = two_pages[OTHER_PAGE][0]
	with host.as_user(AGENT):
		assert frappe.has_permission("FB Conversation", "read", two_pages[PAGE][0])
		assert not frappe.has_permission("FB Conversation", "read", other)
	answer = host.request("GET", f"/api/resource/FB%20Conversation/{other}", user=AGENT)
	assert answer.status == 403


def test_an_agent_without_user_permission_sees_all_pages(host, two_pages):
	frappe.db.delete("User Permission", {"user": AGENT})
	frappe.clear_cache(user=AGENT)
	with host.as_user(AGENT):
		assert set(frappe.get_list("FB Conversation", pluck="page")) == {PAGE, OTHER_PAGE}


@pytest.mark.parametrize("doctype", ["FB Webhook Event", "FB Care Settings", "FB Pending Change"])
def test_agents_read_no_deliveries_and_no_settings(host, doctype):
	with host.as_user(AGENT):
		assert not frappe.has_permission(doctype, "read")


def test_agents_read_no_delivery_over_http(host):
	name = delivery()
	frappe.db.commit()
	answer = host.request("GET", f"/api/resource/FB%20Webhook%20Event/{name}", user=AGENT)
	assert answer.status == 403
	assert "entry" not in answer.text


@pytest.mark.parametrize("user", [AGENT, MANAGER])
def test_no_api_answer_holds_a_token(host, two_pages, user):
	one = host.request("GET", f"/api/resource/FB%20Page/{PAGE}", user=user)
	fields = json.dumps(["name", "access_token"])
	many = host.request("GET", f"/api/resource/FB%20Page?fields={fields}", user=user)
	assert one.status == 200
	assert TOKEN not in one.text and TOKEN not in many.text


def test_agents_do_not_get_the_token_field_at_all(host, two_pages):
	answer = host.request("GET", f"/api/resource/FB%20Page/{PAGE}", user=AGENT)
	assert not answer.json()["data"].get("access_token")


def test_agents_change_states_but_not_messages_or_pages(host, two_pages):
	with host.as_user(AGENT):
		assert frappe.has_permission("FB Conversation", "write", two_pages[PAGE][0])
		for doctype in ("FB Message", "FB Comment", "FB Page", "FB Ad", "FB Post"):
			assert not frappe.has_permission(doctype, "write"), doctype
		assert not frappe.has_permission("FB Conversation", "create")


def test_managers_see_deliveries_unless_limited_to_pages(host, two_pages):
	name = delivery()
	with host.as_user(MANAGER):
		assert name in frappe.get_list("FB Webhook Event", pluck="name")
	add_user_permission("FB Page", PAGE, MANAGER)
	frappe.db.commit()
	with host.as_user(MANAGER):
		assert frappe.get_list("FB Webhook Event", pluck="name") == []
		assert not frappe.has_permission("FB Webhook Event", "read", name)


def test_settings_never_give_a_secret(host):
	answer = host.request("GET", "/api/resource/FB%20Care%20Settings/FB%20Care%20Settings", user=MANAGER)
	assert answer.status == 200
	assert "test-app-secret" not in answer.text and "test-verify" not in answer.text


@pytest.mark.parametrize(("child", "parent"), CHILDREN)
def test_whoever_is_limited_to_pages_lists_no_rows_of_tables(host, two_pages, child, parent):
	insert_child(child, parent)
	with host.as_user(AGENT):
		assert frappe.get_list(child, parent_doctype=parent) == []
	with host.as_user(MANAGER):
		assert len(frappe.get_list(child, parent_doctype=parent)) == 1


def test_but_sees_the_rows_in_the_record_itself(host, two_pages):
	name = insert_child("FB Change", "FB Message", page=PAGE)
	frappe.db.commit()
	answer = host.request("GET", f"/api/resource/FB%20Message/{name}", user=AGENT)
	assert [row["old_text"] for row in answer.json()["data"]["changes"]] == ["what it said before"]


def insert_child(child: str, parent: str, page: str = OTHER_PAGE) -> str:
	"""A row in the table of a record of this page; the record's name."""
	name = page if parent == "FB Page" else frappe.get_all(parent, {"page": page}, pluck="name")[0]
	doc = frappe.get_doc(parent, name)
	table = next(field for field in doc.meta.get_table_fields() if field.options == child)
	row = {
		"FB Change": {"old_text": "what it said before"},
		"FB Contact Author": {"author_id": "77", "author_key": f"{page}:77"},
		"FB Contact Note": {"at": "2026-11-20 10:00:00", "text": "likes tea"},
		"FB Page Notice": {"message": "dead"},
	}
	doc.append(table.fieldname, row.get(child, {}))
	doc.save(ignore_permissions=True)
	return name


def test_app_secrets_are_listed_for_system_managers_only(host):
	with host.as_user(MANAGER):
		assert frappe.get_list("FB App Secret", parent_doctype="FB Care Settings") == []
	assert len(frappe.get_list("FB App Secret", parent_doctype="FB Care Settings")) == 1


def test_links_show_no_words_of_customers(host):
	"""The host tells a link's title to anybody who knows the record's name.

	Names of people and titles of public posts are worth that, because nobody can work with numbers and the
	page-scoped id in the record's name can't be guessed; what somebody wrote in a hidden comment is not.
	"""
	assert not frappe.get_meta("FB Comment Thread").show_title_field_in_link
	assert frappe.get_meta("FB Contact").show_title_field_in_link
