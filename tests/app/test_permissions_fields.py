"""What people may change of the records that deliveries make, and what stays Facebook's."""

from __future__ import annotations

import json
from typing import Any

import frappe
import pytest

from tests.app.hosts import AGENT, MANAGER
from tests.app.operating_data import PAGE, conversation, thread

OURS = ("FB Conversation", "FB Comment Thread", "FB Contact")
DISPLAY = ("Section Break", "Column Break", "HTML")
#: What people decide: everything else comes from Facebook or from the tickets.
PEOPLES = {
	"FB Conversation": {"state", "follow_up", "labels"},
	"FB Comment Thread": {"state", "follow_up", "labels"},
	"FB Contact": {
		"full_name",
		"vip",
		"blocked",
		"blocked_reason",
		"labels",
		"contact",
		"customer",
		"lead",
		"liked_page_on",
	},
}


def saved(host: Any, user: str, doctype: str, name: str, **values: Any) -> dict[str, Any]:
	"""What stands in these fields after this user has saved the values in a form."""
	with host.as_user(user):
		doc = frappe.get_doc(doctype, name)
		doc.update(values)
		doc.save()
	return frappe.db.get_value(doctype, name, list(values), as_dict=True)


@pytest.mark.parametrize("doctype", OURS)
def test_only_what_people_decide_is_theirs_to_write(host, doctype):
	fields = [field for field in frappe.get_meta(doctype).fields if field.fieldtype not in DISPLAY]
	assert {field.fieldname for field in fields if not field.permlevel} == PEOPLES[doctype]
	assert all(field.read_only for field in fields if field.permlevel)


@pytest.mark.parametrize("user", [AGENT, MANAGER])
def test_nobody_sends_a_conversation_into_another_ticket(host, user):
	host.page()
	name = conversation(message_count=3, last_text="Thanks", ticket_doctype="FB Page", ticket=PAGE)
	forged = {"ticket": "100", "ticket_doctype": "FB Ad", "psid": "1", "message_count": 99, "last_text": "x"}
	assert saved(host, user, "FB Conversation", name, **forged) == {
		"ticket": PAGE,
		"ticket_doctype": "FB Page",
		"psid": "7301",
		"message_count": 3,
		"last_text": "Thanks",
	}


def test_nor_over_http(host):
	host.page()
	name = conversation(message_count=3)
	frappe.db.commit()
	answer = host.request(
		"PUT",
		f"/api/resource/FB%20Conversation/{name}",
		json.dumps({"message_count": 99, "unread_count": 9, "follow_up": 1}).encode(),
		{"Content-Type": "application/json"},
		user=AGENT,
	)
	assert answer.status == 200
	found = ["message_count", "unread_count", "follow_up"]
	assert frappe.db.get_value("FB Conversation", name, found) == (3, 0, 1)


def test_nor_a_thread_or_a_person(host):
	host.page()
	person, comments = conversation(), thread(comment_count=1)
	assert saved(host, AGENT, "FB Comment Thread", comments, root_id="9_9", comment_count=7) == {
		"root_id": "1_2",
		"comment_count": 1,
	}
	assert saved(host, MANAGER, "FB Contact", person, psid="1", profile_tries=9) == {
		"psid": "7301",
		"profile_tries": 0,
	}


@pytest.mark.parametrize("user", [AGENT, MANAGER])
def test_people_write_what_they_decide(host, user):
	host.page()
	person, comments = conversation(), thread()
	decided = {"state": "Done", "follow_up": 1}
	assert saved(host, user, "FB Conversation", person, **decided) == decided
	assert saved(host, user, "FB Comment Thread", comments, **decided) == decided
	about = {"vip": 1, "blocked": 1, "blocked_reason": "Rude", "customer": "Acme", "lead": "L-1"}
	assert saved(host, user, "FB Contact", person, **about) == about


def test_a_name_that_an_agent_mends_is_shown(host):
	host.page()
	name = conversation()
	saved(host, AGENT, "FB Contact", name, full_name="Nora Vale-Jones")
	assert frappe.db.get_value("FB Contact", name, "display_name") == "Nora Vale-Jones"
	assert frappe.db.get_value("FB Conversation", name, "title") == "Nora Vale-Jones"


def test_agents_read_the_fields_they_may_not_write(host):
	host.page()
	name = conversation(last_text="Thanks")
	frappe.db.commit()
	with host.as_user(AGENT):
		row = frappe.get_list("FB Conversation", fields=["title", "page", "last_text"])[0]
	assert row == {"title": "Nora Vale", "page": PAGE, "last_text": "Thanks"}
	answer = host.request("GET", f"/api/resource/FB%20Conversation/{name}", user=AGENT)
	assert answer.json()["data"]["last_text"] == "Thanks"


@pytest.mark.parametrize("doctype", OURS)
def test_only_deliveries_make_them(host, doctype):
	with host.as_user(MANAGER):
		assert not frappe.has_permission(doctype, "create")
		assert frappe.has_permission(doctype, "write")


def test_only_a_system_manager_says_where_tokens_are_sent(host):
	settings = "FB Care Settings"
	before = frappe.db.get_single_value(settings, "graph_url")
	with host.as_user(MANAGER):
		doc = frappe.get_doc(settings)
		doc.update({"graph_url": "https://graph.example.org", "silent_page_hours": 48})
		doc.save()
		assert frappe.get_doc(settings).graph_url == before
	assert frappe.db.get_single_value(settings, "silent_page_hours") == 48
	answer = host.request("GET", "/api/resource/FB%20Care%20Settings/FB%20Care%20Settings", user=MANAGER)
	assert answer.json()["data"]["graph_url"] == before
	rules = [rule for rule in frappe.get_meta(settings).permissions if rule.permlevel == 1]
	assert {rule.role for rule in rules if rule.write} == {"System Manager"}
