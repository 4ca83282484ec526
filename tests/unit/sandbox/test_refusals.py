"""What the sandbox does not stand in for is refused by name, never answered."""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Callable
from typing import Any

import frappe
import pytest

MODULES = (
	"frappe",
	"frappe.utils",
	"frappe.permissions",
	"frappe.query_builder.functions",
	"frappe.utils.password",
	"frappe.utils.background_jobs",
	"frappe.utils.html_utils",
	"frappe.custom.doctype.custom_field.custom_field",
	"frappe.desk.doctype.notification_log.notification_log",
	"frappe.desk.form.assign_to",
)


@pytest.mark.parametrize("module", MODULES)
def test_an_unknown_name_of_a_module_is_refused_by_name(module: str) -> None:
	with pytest.raises(frappe.SandboxMissing, match=rf"{module}\.nothing_like_it"):
		_ = importlib.import_module(module).nothing_like_it


def test_an_unknown_module_is_refused_by_name() -> None:
	with pytest.raises(frappe.SandboxMissing, match=r"import frappe\.email"):
		importlib.import_module("frappe.email.queue")


def test_other_apps_may_be_asked_for() -> None:
	with pytest.raises(ModuleNotFoundError):
		importlib.import_module("helpdesk")


def test_a_module_that_is_there_is_imported_the_usual_way() -> None:
	from frappe import permissions

	assert permissions.has_permission


@pytest.mark.parametrize(
	"call",
	[
		lambda: frappe.db.sql("select 1"),
		lambda: frappe.db.multisql({}),
		lambda: frappe.qb.rename("x"),
		lambda: frappe.cache.lpush("x", 1),
		lambda: frappe.get_meta("FB Page").get_workflow(),
		lambda: frappe.new_doc("FB Page").submit(),
		lambda: frappe.get_all("FB Page", with_childnames=True),
		lambda: frappe.get_all("FB Page", fields=["ifnull(page_id, 1)"]),
		lambda: frappe.get_all("FB Page", fields=["page.title"]),
		lambda: frappe.get_all("FB Page", filters={"creation": ["timespan", "last week"]}),
		lambda: frappe.get_all("FB Message", filters={"sent_ms": ["between", [1, 2]]}),
		lambda: frappe.get_all("FB Page", filters={"page_id": None}),
		lambda: frappe.get_all("FB Page", filters={"page_name": [">", 5]}),
		lambda: frappe.get_all("FB Page", order_by="field(name, 1, 2)"),
		lambda: frappe.utils.flt(1.005, 2),
		lambda: frappe.enqueue("frappe.ping", is_async=False),
	],
)
def test_unknown_calls_are_refused(at_site: Callable, call: Callable[[], Any]) -> None:
	with pytest.raises(frappe.SandboxMissing):
		at_site(call)


def test_an_unknown_operator_is_an_error(at_site: Callable) -> None:
	filters = {"page_id": ["resembles", "1"]}
	with pytest.raises(frappe.ValidationError, match="Operator must be one of"):
		at_site(lambda: frappe.get_all("FB Page", filters=filters))
	with pytest.raises(frappe.ValidationError, match="Operator must be one of"):
		at_site(lambda: frappe.db.get_value("FB Page", filters))


@pytest.mark.parametrize(
	"call",
	[
		lambda: frappe.get_all("FB Page", filters={"no_such_field": 1}),
		lambda: frappe.get_all("FB Page", fields=["no_such_field"]),
		lambda: frappe.get_all("FB Page", order_by="no_such_field desc"),
		lambda: frappe.db.get_value("FB Page", {"no_such_field": 1}),
		lambda: frappe.db.get_value("FB Page", "1", "no_such_field"),
		lambda: frappe.db.set_value("FB Page", "1", "no_such_field", 1),
		lambda: frappe.db.count("FB Page", {"no_such_field": 1}),
		lambda: frappe.qb.from_("FB Page").select("no_such_field").run(),
	],
)
def test_an_unknown_fieldname_is_an_error_of_the_database(at_site: Callable, call: Callable[[], Any]) -> None:
	with pytest.raises(sqlite3.OperationalError, match=r"column.*no_such_field"):
		at_site(call)


def test_an_unknown_doctype_is_answered_as_on_a_real_site(at_site: Callable) -> None:
	with pytest.raises(sqlite3.ProgrammingError):
		at_site(lambda: frappe.get_all("HD Ticket"))
	with pytest.raises(ImportError):
		at_site(lambda: frappe.get_doc("HD Ticket", "1"))
	with pytest.raises(frappe.DoesNotExistError):
		at_site(lambda: frappe.get_meta("HD Ticket"))
	assert at_site(lambda: frappe.db.exists("HD Ticket", "1")) is None


def test_a_user_gone_wrong_is_not_taken_for_somebody_else(at_site: Callable) -> None:
	def roles() -> list[str]:
		frappe.set_user("nobody@example.com")
		return frappe.get_roles()

	assert sorted(at_site(roles)) == ["All", "Guest"]
