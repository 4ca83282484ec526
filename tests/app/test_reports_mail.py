"""Reports without a desk: by the host's Auto Email Report, and with no filter at all."""

from __future__ import annotations

import importlib
from pathlib import Path

import frappe
import pytest

from fb_care import clock, uninstall
from fb_care.figures import reporting
from tests.app.reports_data import DAY, MINUTE, T0, comment, opening, person, says, thread, two_pages

FOLDER = Path(reporting.__file__).parents[1] / "fb_care" / "report"
SLUGS = sorted(path.parent.name for path in FOLDER.glob("*/*.json"))
MAILED = "Auto Email Report"


def module(slug: str):
	return importlib.import_module(f"fb_care.fb_care.report.{slug}.{slug}")


@pytest.fixture
def busy(host):
	"""A little of everything, lately."""
	now = clock.now_ms() - 2 * DAY  # of a day that is over in every zone
	two_pages(host)
	nora = person("Nora Vale", "7301", first_ms=now - 3 * MINUTE)
	says(nora, now - 3 * MINUTE)
	opening(nora, now - 3 * MINUTE, MINUTE)
	comment(thread(now - 3 * MINUTE), now - 3 * MINUTE)
	comment(thread(T0), T0)
	frappe.db.commit()


@pytest.mark.parametrize("slug", SLUGS)
def test_every_report_runs_without_a_filter(host, busy, slug):
	columns, data, *_rest = module(slug).execute({})
	fieldnames = {column["fieldname"] for column in columns}
	assert all(fieldnames <= set(row) for row in data), "a cell that is missing breaks the host's mails"
	assert module(slug).execute()[0] == columns


@pytest.mark.parametrize("form", ["HTML", "XLSX", "CSV"])
@pytest.mark.parametrize("slug", SLUGS)
def test_every_report_can_be_sent_each_week(host, busy, slug, form):
	if not frappe.db.exists("DocType", MAILED):
		pytest.skip("this host sends no reports")
	report = frappe.get_all("Report", {"module": "FB Care"}, pluck="name")
	name = next(one for one in report if frappe.scrub(one) == slug)
	values = {"report": name, "report_type": "Script Report", "user": "Administrator"}
	values |= {"format": form, "send_if_data": 0}
	when = {"frequency": "Weekly", "dynamic_date_period": "Weekly", "email_to": "nora@example.com"}
	fields = {"from_date_field": "from_date", "to_date_field": "to_date"}
	doc = frappe.get_doc({"doctype": MAILED, **values, **when, **fields, "filters": "{}"})
	content = doc.insert().get_report_content()
	assert content
	if form == "HTML" and slug == "comment_handling":
		assert "Lakeside Bikes" in content
	uninstall.remove_mailed_reports()
	assert not frappe.db.exists(MAILED, {"report": name})
	frappe.db.rollback()


def test_nothing_is_sent_by_itself():
	"""Reports are mailed when somebody sets that up; the app brings no such setting."""
	assert not list(FOLDER.parent.glob("auto_email_report/*/*.json"))
