"""The desk's e-mail composer on a ticket from Facebook: the reply goes there, once, and no e-mail is made."""

from __future__ import annotations

import json
from typing import Any

import frappe
import pytest

from tests.app import tickets_data as data
from tests.app.answers_data import DAY, MINUTE, T0, begin, moment, run, texts
from tests.app.hosts import AGENT, MANAGER, Host
from tests.app.payloads import NORA

MAKE = "/api/method/frappe.core.doctype.communication.email.make"
EMAIL = "nora.lindqvist@example.com"
YES = "<p>Yes, it is.</p>"


@pytest.fixture(autouse=True)
def _site(host: Host, facebook: Any) -> None:
	if not host.helpdesk:
		pytest.skip("this site has no helpdesk")
	host.page()


def asked(host: Host, facebook: Any) -> Any:
	"""Nora writes; her ticket."""
	thread = begin(host, facebook)
	return frappe.get_doc(host.helpdesk, frappe.db.get_value("FB Conversation", thread, "ticket"))


def compose(
	host: Host, ticket: Any, content: str = YES, user: str = AGENT, at: int = MINUTE, **more: Any
) -> Any:
	"""What the composer sends when an agent presses Send, `at` ms after Nora wrote."""
	values = {
		"doctype": ticket.doctype,
		"name": ticket.name,
		"content": content,
		"subject": "Re: Nora",
		"recipients": ticket.raised_by,
		"send_email": 1,
		"send_me_a_copy": 0,
		"print_letterhead": 1,
		**more,
	}
	given = {key: value for key, value in values.items() if value is not None}
	with moment(host, T0 + at):
		answer = host.request("POST", MAKE, given, user=user)
	host.fresh()
	return answer


def emails() -> int:
	return frappe.db.count("Email Queue") if frappe.db.exists("DocType", "Email Queue") else 0


def said(ticket: Any) -> list[str]:
	return [row.name for row in data.timeline(ticket) if row.sent_or_received == "Sent"]


def nothing_left(host: Host, facebook: Any, ticket: Any, before: int) -> None:
	run(host)
	assert texts(facebook) == [] and said(ticket) == [] and emails() == before
	assert frappe.db.count("FB Message", {"direction": "Outgoing"}) == 0


def test_a_reply_goes_to_facebook_once_and_no_email_is_made(host: Host, facebook: Any):
	before = emails()
	ticket = asked(host, facebook)
	answer = compose(host, ticket)
	assert answer.status == 200, answer.text
	[name] = said(ticket)
	assert answer.json()["message"]["name"] == name
	assert answer.json()["message"]["emails_not_sent_to"] == ""
	run(host)
	assert texts(facebook) == ["Yes, it is."]
	entry = frappe.get_doc("Communication", name)
	assert (entry.sender, entry.owner, entry.delivery_status) == (AGENT, AGENT, "Sent")
	assert ">Yes, it is.</div>" in entry.content and "Message on Facebook: sent" in entry.content
	ticket.reload()
	assert ticket.first_responded_on and ticket.status == "Replied"
	assert emails() == before


def test_what_the_editor_adds_stays_here(host: Host, facebook: Any):
	ticket = asked(host, facebook)
	frappe.db.set_value("User", AGENT, "email_signature", "<p>Avery<br>Lakeside Bikes</p>")
	html = (
		'<div class="ql-editor read-mode"><p>Yes, <b>Nora</b>:</p><ol><li data-list="bullet">red</li></ol>'
		"<p><br></p><p>Avery</p><p>Lakeside Bikes</p><p><br></p><div>---</div><p>On Friday, Nora wrote:</p>"
		"<blockquote>Is it still there?</blockquote></div>"
	)
	assert compose(host, ticket, html).status == 200
	run(host)
	frappe.db.set_value("User", AGENT, "email_signature", None)
	frappe.db.commit()
	assert texts(facebook) == ["Yes, Nora:\n• red"]


@pytest.mark.parametrize(
	"recipients",
	[None, "", "{own}", "Nora <{own}>, ", "nora.old@999.facebook.invalid", "{OWN}"],
)
def test_the_persons_own_address_means_facebook(host: Host, facebook: Any, recipients: str | None):
	ticket = asked(host, facebook)
	to = recipients and recipients.format(own=ticket.raised_by, OWN=ticket.raised_by.upper())
	assert compose(host, ticket, recipients=to).status == 200
	run(host)
	assert texts(facebook) == ["Yes, it is."]


def test_a_real_address_of_the_person_means_facebook_too(host: Host, facebook: Any):
	ticket = asked(host, facebook)
	frappe.db.set_value(ticket.doctype, ticket.name, "raised_by", EMAIL)
	ticket.reload()
	assert compose(host, ticket).status == 200
	run(host)
	assert texts(facebook) == ["Yes, it is."]


def test_other_addresses_mean_an_email(host: Host, facebook: Any):
	"""Without an account the host refuses it, in its own words; Facebook hears nothing."""
	before = emails()
	ticket = asked(host, facebook)
	answer = compose(host, ticket, recipients="garage@example.com")
	assert answer.status == 501 and "mail" in answer.told.lower()
	nothing_left(host, facebook, ticket, before)


@pytest.mark.parametrize(
	("more", "words"),
	[
		({"recipients": "{own}, garage@example.com"}, "either to Facebook or by e-mail"),
		({"cc": "boss@example.com"}, "Facebook knows no copies. Take boss@example.com out."),
		({"bcc": "boss@example.com"}, "Facebook knows no copies"),
		({"recipients": "garage@example.com", "cc": "{own}"}, "either to Facebook or by e-mail"),
		({"send_after": "2027-01-01 10:00:00"}, "Facebook sends nothing at a later time"),
		({"print_format": "Standard"}, "A print can't be sent to Facebook"),
		({"content": "<p>See <img src='/files/map.png'></p>"}, "Facebook shows no pictures inside a text"),
		({"content": "<p><br></p>"}, "There is nothing to send"),
		({"attachments": '["nothing-here"]'}, "is not here any more"),
		({"fb_care_channel": "pigeon"}, "There is no way called pigeon"),
		({"fb_care_channel": "email"}, "No e-mail address of this person is known here"),
	],
)
def test_what_is_not_clear_goes_nowhere(host: Host, facebook: Any, more: dict, words: str):
	before = emails()
	ticket = asked(host, facebook)
	own = {key: value.replace("{own}", ticket.raised_by) for key, value in more.items()}
	answer = compose(host, ticket, **own)
	assert answer.status == 417, answer.text
	assert words in answer.told
	nothing_left(host, facebook, ticket, before)


def test_after_the_window_nothing_is_left_and_the_agent_knows_why(host: Host, facebook: Any):
	before = emails()
	ticket = asked(host, facebook)
	answer = compose(host, ticket, at=2 * DAY)
	assert answer.status == 417
	assert "The time in which Facebook lets the page write to this person is over" in answer.told
	nothing_left(host, facebook, ticket, before)


def test_an_email_chosen_goes_to_the_persons_real_address(host: Host, facebook: Any):
	ticket = asked(host, facebook)
	frappe.db.set_value(ticket.doctype, ticket.name, "raised_by", EMAIL)
	ticket.reload()
	answer = compose(host, ticket, fb_care_channel="email")
	assert answer.status == 501, "it went to the host, which has no account to send from"
	run(host)
	assert texts(facebook) == []


def test_a_reply_to_a_colleague_is_asked_about(host: Host, facebook: Any):
	"""The desk puts a colleague's address into To where an agent replies to the colleague's answer."""
	ticket = asked(host, facebook)
	compose(host, ticket)
	run(host)
	answer = compose(host, ticket, "<p>And more</p>", user=MANAGER, recipients=AGENT)
	assert answer.status == 417 and "it is not clear whom you mean" in answer.told
	run(host)
	assert texts(facebook) == ["Yes, it is."]


def test_the_second_agent_is_warned_and_may_insist(host: Host, facebook: Any):
	ticket = asked(host, facebook)
	compose(host, ticket)
	run(host)
	answer = compose(host, ticket, "<p>Me too</p>", user=MANAGER)
	assert answer.status == 417 and "has just answered" in answer.told
	assert len(said(ticket)) == 1
	assert compose(host, ticket, "<p>Me too</p>", user=MANAGER).status == 200
	run(host)
	assert texts(facebook) == ["Yes, it is.", "Me too"]


def test_a_file_of_the_composer_is_sent(host: Host, facebook: Any):
	ticket = asked(host, facebook)
	file = data.insert("File", file_name="map.txt", content="left", is_private=1,
		attached_to_doctype=ticket.doctype, attached_to_name=str(ticket.name))  # fmt: skip
	assert compose(host, ticket, attachments=json.dumps([file.name])).status == 200
	run(host)
	assert [one.text or one.attachment["type"] for one in facebook.received(NORA)] == [
		"Yes, it is.",
		"file",
	]
	[name] = said(ticket)
	assert [one.file_url for one in data.files_of("Communication", name)] == [file.file_url]


def test_a_note_that_is_not_to_be_sent_is_the_hosts(host: Host, facebook: Any):
	ticket = asked(host, facebook)
	answer = compose(host, ticket, send_email=0, communication_medium="Phone")
	assert answer.status == 200, answer.text
	run(host)
	assert texts(facebook) == [] and len(said(ticket)) == 1


def test_who_may_not_answer_for_the_page_is_refused(host: Host, facebook: Any):
	ticket = asked(host, facebook)
	host.page("200300400500600", page_name="Harbour Boats")
	frappe.permissions.add_user_permission("FB Page", "200300400500600", AGENT)
	answer = compose(host, ticket)
	assert answer.status == 403
	run(host)
	assert texts(facebook) == [] and said(ticket) == []


def test_a_guest_is_refused(host: Host, facebook: Any):
	ticket = asked(host, facebook)
	answer = host.request("POST", MAKE, {"doctype": ticket.doctype, "name": ticket.name, "send_email": 1})
	assert answer.status == 403
