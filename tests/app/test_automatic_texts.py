"""Texts of automatic replies: what may be saved, why anything else is refused, what is filled in."""

from __future__ import annotations

import frappe
import pytest

from tests.app.answers_data import HOUR, T0, TALK, sweep, texts
from tests.app.automatic_data import away, page, writes
from tests.app.hosts import PAGE_ID
from tests.app.saved_data import reply

FIELDS = ("away_message", "instant_reply", "messages_off_text")


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
	("text", "said"),
	[
		("Hello {{ contact.first_name }}", "line 1, column 10: contact.first_name may be empty"),
		("Hello,\nback {{ away.until }}", "line 2, column 9: away.until may be empty"),
		('I am {{ agent.first_name | "Ana" }}', "agent.first_name has no value in an automatic reply"),
		('{{ away.untill | "soon" }}', "Did you mean away.until?"),
		("{{ contact.first_name", "does not end"),
		("x" * 2001, "2001 characters"),
		("<b>{{ nothing }}</b>", "no field nothing"),
	],
)
def test_a_text_that_cannot_be_sent_is_refused(host, field, text, said):
	with pytest.raises(frappe.ValidationError) as refused:
		host.page(**{field: text})
	label = frappe.get_meta("FB Page").get_label(field)
	assert label in str(refused.value) and said in str(refused.value)
	assert "<b>" not in str(refused.value)


@pytest.mark.parametrize("field", FIELDS[:2])
def test_one_that_is_switched_on_has_a_text(host, field):
	with pytest.raises(frappe.ValidationError, match="write a text, or switch it off"):
		host.page(**{f"{field}_on": 1, field: "  \n"})
	assert host.page(**{f"{field}_on": 0, field: ""})


def test_good_ones_are_kept_harmless_and_go_out_as_written(host, facebook):
	page(host, facebook, away_message="  1 < 2 <b>&</b> {{ page.name }}\r\nbye  ")
	assert frappe.db.get_value("FB Page", {"page_id": ["is", "set"]}, "away_message").startswith(
		"1 < 2 &lt;b>"
	)
	away(host, T0 - HOUR)
	writes(host, facebook, at=T0)
	assert texts(facebook) == ["1 < 2 <b>&</b> Lakeside Bikes\nbye"]


def test_a_long_one_goes_in_parts(host, facebook):
	page(host, facebook, away_message="{{ page.name }} " + "word " * 395)
	frappe.db.set_value("FB Page", PAGE_ID, "page_name", "L" * 60)
	away(host, T0 - HOUR)
	writes(host, facebook, at=T0)
	assert len(texts(facebook)) == 2 and all(len(text) <= 2000 for text in texts(facebook))


@pytest.mark.parametrize(
	("fault", "became"),
	[
		({"code": 2}, ["Sent", "Sent"]),
		({"drop": True}, ["Unknown", "Discarded"]),
		({"code": 100}, ["Failed"] * 2),
	],
)
def test_of_a_long_one_no_part_goes_before_another(host, facebook, fault, became):
	page(host, facebook, away_message="{{ page.name }} " + "word " * 395)
	frappe.db.set_value("FB Page", PAGE_ID, "page_name", "L" * 60)
	away(host, T0 - HOUR)
	facebook.faults.add("POST messages", **fault)
	writes(host, facebook, at=T0)
	sweep(host, T0 + HOUR // 60)
	fields = ["text", "send_state"]
	parts = frappe.get_all("FB Message", {"automatic": ["is", "set"]}, fields, order_by="part asc")
	assert [part.send_state for part in parts] == became
	sent = [part.text for part in parts if part.send_state == "Sent"]
	assert texts(facebook) == sent
	if became[0] == "Sent":
		assert sent[0].startswith("LLL")


def test_what_the_person_may_not_be_told_shows_its_fallback(host, facebook):
	page(host, facebook, away_message='Your number: {{ ticket.id | "to come" }}.')
	frappe.db.set_single_value("FB Care Settings", "tell_ticket", 0)
	away(host, T0 - HOUR)
	writes(host, facebook, at=T0)
	assert texts(facebook) == ["Your number: to come."]


def test_a_text_of_which_nothing_is_left_is_not_sent(host, facebook):
	page(host, facebook, away_message='{{ customer.name | "" }}')
	away(host, T0 - HOUR)
	writes(host, facebook, at=T0)
	assert frappe.db.count("FB Message", {"conversation": TALK}) == 1


def test_away_until_is_no_field_of_saved_replies(host):
	with pytest.raises(frappe.ValidationError, match="known in the automatic replies of a page only"):
		reply(text='Back {{ away.until | "soon" }}')


@pytest.mark.parametrize(
	("language", "ahead", "said"),
	[
		("en", 4 * HOUR, "3:00 PM"),
		("fr", 4 * HOUR, "15:00"),
		("fr", 23 * HOUR, "samedi 21 novembre 2026, 10:00"),
		("de-AT", 23 * HOUR, "Samstag, 21. November 2026, 10:00"),
		("en", 50 * 24 * HOUR, "Saturday, January 9, 2027, 11:00 AM"),
		("not-a-language", 4 * HOUR, "3:00 PM"),
		("", 4 * HOUR, "3:00 PM"),
	],
)
def test_when_the_page_is_back(host, language, ahead, said):
	from fb_care.outbound.languages import moment_in

	assert moment_in(language, T0 + ahead, "Europe/Paris", T0).replace("\u202f", " ") == said
