"""Triage rules as documents: what their form refuses or warns of, who may change them, what pages say."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.permissions import add_user_permission

from fb_care import footprint, install, reasons
from fb_care.tickets import triage_rules
from tests.app.hosts import AGENT, MANAGER, PAGE_ID, Host
from tests.app.operating_data import OTHER_PAGE
from tests.app.triage_data import rule


@pytest.fixture(autouse=True)
def page(host: Host) -> Any:
	return host.page()


def warnings() -> str:
	found = " ".join(str(one.get("message")) for one in map(frappe._dict, frappe.local.message_log))
	frappe.local.message_log.clear()
	return found


def unsaved(**values: Any) -> Any:
	return frappe.get_doc({"doctype": "FB Triage Rule", "title": "New", **values})


REFUSED = (
	({}, "does nothing"),
	({"is_complaint": "Yes"}, "does nothing"),
	({"hide_comment": 1}, "say which ones"),
	({"hide_comment": 1, "on_comments": 1}, "say which ones"),
	({"hide_comment": 1, "on_messages": 1, "words_any": "casino"}, "private messages only"),
	({"follow_up": 1, "complaints": -1}, "negative"),
	({"follow_up": 1, "is_complaint": "Perhaps"}, "omplaint"),
	({"follow_up": 1, "assign_to": "nobody@example.com"}, "nobody"),
	({"follow_up": 1, "words_any": "\n".join(f"word{n}" for n in range(20_001))}, "at most 20000"),
)


@pytest.mark.parametrize(("values", "words"), REFUSED)
def test_what_makes_no_sense_is_refused(host: Host, values: dict[str, Any], words: str):
	with pytest.raises(frappe.ValidationError, match=words):
		unsaved(**values).insert()


def test_a_rule_that_only_stops_is_one(host: Host):
	assert unsaved(stop=1).insert().name


def test_ten_thousand_words_are_kept(host: Host):
	words = "\n".join(f"word number {n}" for n in range(10_000))
	made = unsaved(words_any=words, follow_up=1, enabled=1).insert()
	[found] = triage_rules.enabled().rules
	assert found.name == made.name and len(found.conditions.words_any.phrases) == 10_000


def test_contradictions_and_missing_things_are_warned_of_and_saved(host: Host):
	assert unsaved(follow_up=1, is_praise="Yes", is_complaint="Yes").insert().name
	assert "never holds" in warnings()
	if not host.helpdesk:
		return
	assert unsaved(priority="P0", team="Nobody's").insert().name
	told = warnings()
	assert "P0" in told and "There is no team" in told


def test_a_rule_that_was_never_tried_is_warned_of_and_saved(host: Host):
	made = unsaved(follow_up=1, vip="Yes").insert()
	assert "never tried" not in warnings()
	made.enabled = 1
	made.save()
	assert made.enabled and "never tried" in warnings()


def test_a_changed_rule_counts_as_not_tried(host: Host):
	made = rule(follow_up=1, vip="Yes")
	tried = {"last_dry_run": frappe.utils.now(), "dry_run_of": fingerprint(made)}
	frappe.db.set_value("FB Triage Rule", made.name, tried)
	made.reload()
	made.title = "Another title"
	made.save()
	assert made.last_dry_run
	made.vip = "No"
	made.save()
	assert not made.last_dry_run and "never tried" in warnings()


def fingerprint(doc: Any) -> str:
	return triage_rules.fingerprint(triage_rules.of_values(doc.as_dict()))


def test_the_fingerprint_is_the_same_stored_and_not(host: Host):
	made = rule(follow_up=1, words_any="a\nb", pages=[PAGE_ID], on_comments=1)
	[stored] = triage_rules.stored({"name": made.name})
	as_json = frappe.parse_json(frappe.as_json(made.as_dict()))
	assert triage_rules.fingerprint(stored) == fingerprint(made)
	assert triage_rules.fingerprint(triage_rules.of_values(as_json)) == fingerprint(made)


def test_rules_are_read_as_their_form_says(host: Host):
	frappe.get_doc({"doctype": "FB Label", "label": "Press"}).insert()
	made = rule(
		pages=[PAGE_ID],
		on_comments=1,
		on_ratings=1,
		is_question="No",
		vip="Yes",
		sender_labels=["Press"],
		add_labels=["Press"],
		customer_group=" Dealers ",
		complaints=2,
		words_none="casino\n\n  .*  ",
		ticket="No ticket",
		stop=1,
		rule_order=7,
	)
	[found] = triage_rules.stored({"name": made.name})
	asked, done = found.conditions, found.actions
	assert (asked.pages, asked.kinds, asked.labels) == ((PAGE_ID,), ("Comment", "Rating"), ("Press",))
	assert (asked.question, asked.vip, asked.complaint) == (False, True, None)
	assert (asked.customer_groups, asked.complaints, asked.complaint_days) == (("Dealers",), 2, 30)
	assert asked.words_none.phrases == ("casino", ".*")
	assert (done.ticket, done.labels, found.stop, found.order) == (False, ("Press",), True, 7)


def test_the_rules_that_come_with_the_app_are_made_once_and_are_the_sites_then(host: Host):
	assert install.make_triage_rules() == len(footprint.TRIAGE_RULES)
	first = frappe.get_doc("FB Triage Rule", {"title": "Praise"})
	first.enabled = 0
	first.save()
	assert install.make_triage_rules() == 0
	assert frappe.db.get_value("FB Triage Rule", first.name, "enabled") == 0
	install.after_migrate()
	assert frappe.db.count("FB Triage Rule") == len(footprint.TRIAGE_RULES)


def test_agents_read_rules_and_managers_write_them(host: Host):
	made = rule(follow_up=1)
	with host.as_user(AGENT):
		assert frappe.has_permission("FB Triage Rule", "read", made.name)
		assert not frappe.has_permission("FB Triage Rule", "write", made.name)
		assert not frappe.has_permission("FB Triage Rule", "create")
	with host.as_user(MANAGER):
		assert frappe.has_permission("FB Triage Rule", "write", made.name)


def test_a_manager_of_one_page_changes_its_rules_only(host: Host):
	host.page(OTHER_PAGE, page_name="Hill Tools")
	everywhere = rule("Everywhere", follow_up=1)
	mine = rule("Mine", follow_up=1, pages=[PAGE_ID])
	foreign = rule("Foreign", follow_up=1, pages=[OTHER_PAGE])
	both = rule("Both", follow_up=1, pages=[PAGE_ID, OTHER_PAGE])
	add_user_permission("FB Page", PAGE_ID, MANAGER)
	frappe.db.commit()
	docs = [frappe.get_doc("FB Triage Rule", one.name) for one in (everywhere, mine, foreign, both)]
	with host.as_user(MANAGER):
		allowed = {
			doc.title: tuple(frappe.has_permission(doc=doc, ptype=what) for what in ("read", "write"))
			for doc in docs
		}
		listed = set(frappe.get_list("FB Triage Rule", pluck="title"))
		with pytest.raises(frappe.PermissionError):
			unsaved(follow_up=1).insert()
		assert unsaved(follow_up=1, pages=[{"page": PAGE_ID}]).insert().name
	assert allowed == {
		"Everywhere": (True, False),
		"Mine": (True, True),
		"Foreign": (False, False),
		"Both": (False, False),
	}
	assert listed == {"Everywhere", "Mine"}


def test_a_page_says_that_rules_decide(host: Host):
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	page = host.page(comment_tickets="By rules")
	assert "from comments that a rule asks for" in page.ticket_reason
	assert "No FB Triage Rule" in page.ticket_reason
	made = rule(is_question="Yes", ticket="Make a ticket")
	assert "No FB Triage Rule" not in frappe.db.get_value("FB Page", page.name, "ticket_reason")
	made.delete()
	assert "No FB Triage Rule" in frappe.db.get_value("FB Page", page.name, "ticket_reason")
	assert "no message" in reasons.of_rules("Never", "By rules")
	assert "every comment" in reasons.of_rules("By rules", "Always")


def test_a_new_page_has_messages_always_and_comments_by_rules(host: Host):
	doc = frappe.get_doc({"doctype": "FB Page", "page_id": "4711", "page_name": "New", "access_token": "x"})
	doc.insert()
	assert (doc.message_tickets, doc.comment_tickets) == ("Always", "By rules")
