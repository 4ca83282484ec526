"""What the forms of settings, page and person refuse or fill in."""

from __future__ import annotations

import frappe
import pytest

from tests.app.operating_data import PAGE, conversation


def settings(**values: object) -> None:
	doc = frappe.get_doc("FB Care Settings")
	doc.update(values)
	doc.save(ignore_permissions=True)


@pytest.mark.parametrize(
	("field", "value"),
	[
		("graph_url", "graph.facebook.com"),
		("graph_url", "https://user:word@graph.facebook.com"),
		("graph_url", "https://graph.facebook.com/v26.0"),
		("graph_url", "ftp://graph.facebook.com"),
		("graph_version", "26"),
		("verify_token", "short"),
		("verify_token", "two words here"),
		("app_id", "my-app"),
		("media_hosts", "fbcdn.net,<script>"),
		("keep_events_days", 0),
		("silent_page_hours", -1),
		("max_media_mb", 5000),
	],
)
def test_settings_refuse_what_can_not_work(host, field, value):
	with pytest.raises(frappe.ValidationError):
		settings(**{field: value})


def test_http_is_for_tests_only(host, monkeypatch):
	settings(graph_url="http://127.0.0.1:9999/")
	monkeypatch.setitem(frappe.conf, "fb_care_allow_insecure_graph", 0)
	with pytest.raises(frappe.ValidationError, match="https"):
		settings(graph_url="http://127.0.0.1:9999")


def test_settings_tidy_up(host):
	settings(graph_url="https://graph.facebook.com/", media_hosts="FBCDN.net, fbsbx.com\nfacebook.com")
	doc = frappe.get_doc("FB Care Settings")
	assert doc.graph_url == "https://graph.facebook.com"
	assert doc.media_hosts == "fbcdn.net,fbsbx.com,facebook.com"


def test_a_short_app_secret_is_refused_by_its_row(host):
	doc = frappe.get_doc("FB Care Settings")
	doc.append("app_secrets", {"label": "new", "secret": "abc", "active": 1})
	with pytest.raises(frappe.ValidationError, match="row 2"):
		doc.save(ignore_permissions=True)


@pytest.mark.parametrize("page_id", ["", "0", "lakeside", "12 34", "１２３"])
def test_a_page_id_is_a_number(host, page_id):
	with pytest.raises(frappe.ValidationError):
		host.page(page_id)


def test_a_pasted_page_id_loses_its_spaces(host):
	assert host.page(" 100200300400500 ").name == PAGE


@pytest.mark.parametrize("zone", ["Mars/Base", "../../etc/passwd", "UTC+25"])
def test_a_time_zone_must_exist(host, zone):
	with pytest.raises(frappe.ValidationError, match="Time zone"):
		host.page(time_zone=zone)


def test_the_page_says_what_becomes_of_its_tickets(host):
	page = host.page()
	assert page.ticket_reason
	if host.helpdesk:
		never = host.page(message_tickets="Never", comment_tickets="Never")
		assert "Never" in never.ticket_reason
	else:
		assert "No tickets" in page.ticket_reason


def test_a_new_token_makes_old_health_void(host):
	host.page()
	frappe.db.set_value("FB Page", PAGE, {"health": "Broken", "health_reason": "dead"})
	assert host.page(page_name="Renamed").health == "Broken"
	assert host.page(access_token="a-newer-token").health == "Unknown"


def test_a_person_without_name_is_not_given_one(host):
	host.page()
	name = conversation(psid="73019999")
	contact = frappe.get_doc("FB Contact", name)
	assert contact.display_name == "Nora Vale"
	contact.full_name = ""
	contact.save(ignore_permissions=True)
	assert contact.display_name.startswith("Facebook user")


def test_the_conversation_follows_the_persons_name(host):
	host.page()
	name = conversation()
	contact = frappe.get_doc("FB Contact", name)
	contact.full_name = "Nora Vale-Jones"
	contact.save(ignore_permissions=True)
	assert frappe.db.get_value("FB Conversation", name, "title") == "Nora Vale-Jones"
