"""The report Ad Conversations: from the click on an ad to orders of the people who came."""

from __future__ import annotations

import frappe
import pytest

from fb_care.fb_care.report.ad_conversations import ad_conversations as report
from tests.app.hosts import AGENT, MANAGER, OWNER
from tests.app.operating_data import OTHER_PAGE, insert
from tests.app.reports_data import DAY, HOUR, MINUTE, T0, opening, opens, person, rows, run, says, two_pages
from tests.app.saved_data import CUSTOMER, customer, forget_customers, limit, need_orders, order

TYRES, BRAKES, TENTS = "120200000000001", "120200000000002", "120200000000003"
FIGURES = ("conversations", "new_people", "openings", "rate", "mean", "median")


@pytest.fixture
def came(host):
	"""Three people through the tyres, one of them twice; one through the brakes; one to the other page."""
	two_pages(host)
	for ad, title, page in ((TYRES, "Tyres", None), (BRAKES, "Brakes", None), (TENTS, "Tents", OTHER_PAGE)):
		campaign = "Camping" if page else "Winter"
		insert("FB Ad", ad_id=ad, title=title, campaign_name=campaign, page=page or "100200300400500")
	nora, ole = person("Nora Vale", "7301"), person("Ole Berg", "7302")
	eva = person("Eva Brandt", "7303", first_ms=T0 - 90 * DAY)
	says(nora, T0, ad=TYRES)
	says(nora, T0 + DAY, ad=TYRES)
	says(nora, T0 + 2 * DAY, ad=BRAKES)
	says(ole, T0, ad=TYRES)
	says(eva, T0, ad=TYRES)
	says(eva, T0 + HOUR)  # from no ad
	says(person("Ana Lima", "7304", OTHER_PAGE), T0, ad=TENTS)
	opening(nora, T0, 10 * MINUTE, ad=TYRES)
	opening(ole, T0, 30 * MINUTE, ad=TYRES)
	opening(eva, T0, ad=TYRES)
	opening(nora, T0 + 2 * DAY, 5 * MINUTE, ad=BRAKES, left_out="Away")
	opening(nora, T0, HOUR, ad=TYRES, counts="People and other apps")
	return nora


def test_by_ad(host, came):
	assert rows(report, *FIGURES) == {
		"Tyres": (3, 2, 3, 66.7, 1200, 1200),
		"Brakes": (1, 0, 0, None, None, None),
		"Tents": (1, 1, 0, None, None, None),
	}
	assert rows(report, "campaign", "page")["Tents"] == ("Camping", "Hill Tools")


def test_by_campaign(host, came):
	"""Nora came through two ads of the campaign and is one."""
	assert rows(report, "conversations", group_by="Campaign") == {"Winter": 3, "Camping": 1}


def test_filters(host, came):
	assert rows(report, "conversations", ad=BRAKES) == {"Brakes": 1}
	assert rows(report, "conversations", page=OTHER_PAGE) == {"Tents": 1}
	assert rows(report, "conversations", from_date="2026-06-03") == {"Brakes": 1}
	assert rows(report, "conversations", from_date="2027-06-01", to_date="2027-06-02") == {}


def test_nothing_within_the_days(host, came):
	_columns, data, _message, chart, summary = run(report, from_date="2027-06-01", to_date="2027-06-02")
	assert data == [] and chart is None
	assert [one["value"] for one in summary[:4]] == [0, 0, "–", "–"]


def test_who_is_limited_to_a_page_sees_it_only(host, came):
	limit(AGENT, OTHER_PAGE)
	assert rows(report, "conversations", by=AGENT) == {"Tents": 1}


def test_the_sums_count_nobody_twice(host, came):
	_columns, data, _message, chart, summary = run(report)
	assert [one["value"] for one in summary[:4]] == [4, 3, 66.7, 1200]
	assert chart["data"]["datasets"][0]["values"] == [3, 1, 1]
	counted = frappe.get_all("FB Response", {"ad": TYRES, "counts": "People"}, pluck="name")
	assert all(name in opens(data, "Tyres", "openings") for name in counted)
	assert opens(data, "Tyres", "label") == f"/app/fb-ad/{TYRES}"
	assert opens(data, "Brakes", "conversations").endswith(f"%22{came}%22%5D%5D")


def test_tickets_of_the_ad(host, came):
	if not host.helpdesk:
		pytest.skip("no helpdesk")
	ticket = frappe.get_doc({"doctype": host.helpdesk, "subject": "Tyres", "description": "Tyres"})
	ticket.update({"fb_page": "100200300400500", "fb_ad": TYRES}).insert(ignore_permissions=True)
	frappe.db.set_value(host.helpdesk, ticket.name, "creation", "2026-06-02 10:00:00", update_modified=False)
	assert rows(report, "tickets", by=OWNER) == {"Tyres": 1, "Brakes": 0, "Tents": 0}


@pytest.fixture
def ordered(host, came):
	"""Nora is a customer with orders of before and after, one of them a draft; Ole's contact is the same."""
	need_orders()
	company = frappe.get_all("Company", pluck="name", limit=1)
	name = company[0] if company else insert("Company", company_name="Lakeside", default_currency="EUR").name
	forget_customers()
	buyer = customer()
	try:
		frappe.db.set_value("FB Contact", came, {"customer": buyer, "person": "p1"})
		frappe.db.set_value("FB Contact", "100200300400500-7302", "person", "p1")
		worth = {"2026-05-31": 1000, "2026-06-01": 100.5, "2026-06-03": 20}
		for day, value in worth.items():
			made = order(buyer, day, day)
			frappe.db.set_value("Sales Order", made, {"base_grand_total": value, "company": name})
		order(buyer, "2026-06-05", "2026-06-05", docstatus=0)
		frappe.db.commit()
		yield frappe.db.get_value("Company", name, "default_currency")
	finally:
		frappe.set_user("Administrator")
		forget_customers()


def test_orders_of_those_who_came(host, ordered):
	"""Those of 1 and 3 June count for the tyres, that of 3 June for the brakes too; one customer."""
	value = f"value_{ordered.lower()}"
	found = rows(report, "customers", "orders", value, by="Administrator")
	assert found == {"Tyres": (1, 2, 120.5), "Brakes": (1, 1, 20.0), "Tents": (0, 0, 0)}
	columns, _data, message, _chart, summary = run(report, by="Administrator")
	assert f"Order value ({ordered})" in [column["label"] for column in columns]
	assert "Orders" in message
	assert [one["value"] for one in summary[4:]] == [2, 120.5]


def test_orders_are_for_those_who_may_read_orders(host, ordered):
	columns, data, message, _chart, summary = run(report, by=MANAGER)
	names = [column["fieldname"] for column in columns]
	assert "orders" not in names and not [name for name in names if name.startswith("value")]
	assert "Orders" not in message and len(summary) == 4
	assert CUSTOMER not in str(data)
