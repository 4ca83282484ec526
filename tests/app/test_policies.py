"""What may be written into a policy, and that those which come with the app stay as they are."""

from __future__ import annotations

import json
from typing import Any

import frappe
import pytest

from fb_care import clock
from fb_care.figures import policies
from tests.app.figures_data import copied
from tests.app.hosts import AGENT, MANAGER
from tests.app.payloads import T0

DOCTYPE = policies.DOCTYPE
REBUILD = "fb_care.jobs.figures.rebuild"


def changed(name: str, **values: Any) -> Any:
	doc = frappe.get_doc(DOCTYPE, name)
	doc.update(values)
	doc.save()
	return doc


@pytest.mark.parametrize(
	("field", "value", "words"),
	[
		("rate_percent", 0, "Response rate .%.: must be 1 to 100"),
		("rate_percent", 101, "must be 1 to 100"),
		("trim_percent", 0, "Fastest answers that count .%.: must be 1 to 100"),
		("trim_percent", 500, "must be 1 to 100"),
		("window_days", 0, "Days: must be 1 to 366"),
		("window_days", 5000, "Days: must be 1 to 366"),
		("time_minutes", 0, "must be more than 0"),
		("time_minutes", 1e9, "10080 at most"),
		("time_minutes", "nan", "must be more than 0"),
		("label_minutes", 0, "1 minute or more"),
		("label_hour", 15, "longer than the one before"),
		("label_day", 100, "longer than the one before"),
		("window_until", "Tomorrow", "cannot be"),
		("counts", "Robots", "cannot be"),
	],
)
def test_what_makes_no_sense_is_refused(host, field: str, value: Any, words: str) -> None:
	name = copied()
	with pytest.raises(frappe.ValidationError, match=words):
		changed(name, **{field: value})
	with pytest.raises(frappe.ValidationError, match=words):
		copied("Another", **{field: value})


@pytest.mark.parametrize("title", [policies.BADGE, policies.RATE_AND_TIME])
def test_those_of_the_app_are_not_changed_and_not_deleted(host, title: str) -> None:
	with pytest.raises(frappe.ValidationError, match="Copy it"):
		changed(title, rate_percent=1)
	with pytest.raises(frappe.ValidationError, match="Copy it"):
		changed(title, standard=0)
	with pytest.raises(frappe.ValidationError, match="can't be deleted"):
		frappe.delete_doc(DOCTYPE, title)
	frappe.db.rollback()
	assert frappe.db.get_value(DOCTYPE, title, ["standard", "rate_percent"]) == (1, 90)


def test_nor_over_the_api(host) -> None:
	path = f"/api/resource/FB%20Response%20Policy/{policies.BADGE.replace(' ', '%20')}"
	values = json.dumps({"rate_percent": 1, "standard": 0})
	answer = host.request("PUT", path, values, {"Content-Type": "application/json"}, user=MANAGER)
	assert answer.status in (403, 417) and "Copy it" in answer.text
	if host.name == "bench":
		assert host.request("DELETE", path, user=MANAGER).status in (403, 417)
	assert frappe.db.get_value(DOCTYPE, policies.BADGE, ["standard", "rate_percent"]) == (1, 90)


def test_nobody_makes_one_that_comes_with_the_app(host) -> None:
	name = copied(standard=1)
	assert frappe.db.get_value(DOCTYPE, name, "standard") == 0
	changed(name, standard=1)
	assert frappe.db.get_value(DOCTYPE, name, "standard") == 0


def test_agents_read_and_managers_write(host) -> None:
	with host.as_user(AGENT), pytest.raises(frappe.PermissionError):
		copied()
	with host.as_user(MANAGER):
		assert changed(copied(), rate_percent=80).rate_percent == 80


def test_a_change_of_the_formula_dates_it_and_a_change_of_words_does_not(host) -> None:
	with clock.at(T0):
		name = copied(valid_from="2001-01-01")
	assert str(frappe.db.get_value(DOCTYPE, name, "valid_from")) == "2026-11-20"
	with clock.at(T0 + 5 * 24 * 3_600_000):
		changed(name, source="Ours since spring", valid_from="2001-01-01")
		assert str(frappe.db.get_value(DOCTYPE, name, "valid_from")) == "2026-11-20"
		changed(name, time_minutes=15)
	assert str(frappe.db.get_value(DOCTYPE, name, "valid_from")) == "2026-11-25"
	if host.name != "bench":
		return  # the sandbox keeps no versions
	versions = frappe.get_all("Version", filters={"ref_doctype": DOCTYPE, "docname": name}, pluck="data")
	assert any("time_minutes" in data for data in versions)


def test_a_page_takes_for_its_badge_only_what_can_be_foretold(host) -> None:
	page = host.page()
	for values in ({"window_until": "Newest opening"}, {"least_openings": 10}):
		page.badge_policy = copied(f"Other {values}"[:60], **values)
		with pytest.raises(frappe.ValidationError, match="can't decide about the badge"):
			page.save()
		page.reload()
	page.badge_policy = copied()
	page.label_policy = copied("Told", least_openings=10)
	page.save()


def test_nor_does_the_policy_of_a_badge_become_another_kind(host) -> None:
	page = host.page()
	page.badge_policy = name = copied()
	page.save()
	for values in ({"window_until": "Newest opening"}, {"least_openings": 10}):
		with pytest.raises(frappe.ValidationError, match="goes by this for its badge"):
			changed(name, **values)
	assert changed(name, window_days=14).window_days == 14


def test_one_that_a_page_uses_is_not_deleted(host) -> None:
	page = host.page()
	page.badge_policy = name = copied()
	page.save()
	frappe.db.commit()
	with pytest.raises(frappe.LinkExistsError):
		frappe.delete_doc(DOCTYPE, name)
	frappe.db.rollback()
	assert frappe.db.exists(DOCTYPE, name)
	page.reload()
	page.badge_policy = None
	page.save()
	frappe.delete_doc(DOCTYPE, name)
	assert not frappe.db.exists(DOCTYPE, name)


def test_another_way_of_counting_has_rows_made_for_it_once(host) -> None:
	host.drop_jobs()
	name = copied(counts="People and other apps")
	frappe.db.commit()
	assert host.queued_jobs().count(REBUILD) == 1
	host.drop_jobs()
	changed(name, rate_percent=80)
	copied("Ours too", counts="People and other apps")
	copied("Badge of ours")
	frappe.db.commit()
	assert REBUILD not in host.queued_jobs()
	changed(name, counts="People, other apps and automations")
	frappe.db.commit()
	assert host.queued_jobs().count(REBUILD) == 1


def test_the_pages_that_go_by_it_are_brought_up_to_date(host) -> None:
	page = host.page()
	page.badge_policy = name = copied()
	page.save()
	frappe.db.commit()
	host.run_jobs()
	changed(name, rate_percent=80)
	frappe.db.commit()
	assert "fb_care.jobs.figures.refresh_page" in host.queued_jobs()
