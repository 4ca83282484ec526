"""What installing leaves on a site, and that doing it again changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import frappe
import pytest

from fb_care import footprint, hooks, install
from tests.app.operating_data import conversation

DOCTYPES = Path(install.__file__).parent / "fb_care" / "doctype"


def test_the_roles_are_there_with_access_to_the_desk(host):
	for role in footprint.ROLES:
		assert frappe.db.get_value("Role", role, "desk_access") == 1


def test_the_ticket_has_the_fields(host):
	if not host.helpdesk:
		pytest.skip("no helpdesk on this site")
	meta = frappe.get_meta(host.helpdesk)
	for field in footprint.ticket_fields():
		assert meta.has_field(field["fieldname"]), field["fieldname"]
	field = meta.get_field("fb_page")
	assert (field.fieldtype, field.options, field.read_only) == ("Link", "FB Page", 1)
	assert field.in_standard_filter


def test_a_migration_looks_after_the_indexes(host, monkeypatch):
	made = []
	monkeypatch.setattr(frappe.db, "add_index", lambda doctype, fields, *name: made.append((doctype, fields)))
	install.after_migrate()
	assert ("FB Comment Thread", ["page", "first_ms"]) in made
	assert ("FB Comment", ["thread", "sent_ms"]) in made


def test_figures_of_comments_have_an_index(host):
	name = "fb_comment_thread_figures_public"
	if frappe.db.db_type == "sqlite":
		there = frappe.db.sql("SELECT 1 FROM sqlite_master WHERE name LIKE :name", {"name": f"%{name}"})
	else:
		there = frappe.db.has_index("tabFB Comment Thread", name)
	assert there


def test_no_field_of_the_host_is_in_our_section(host):
	if not host.helpdesk:
		pytest.skip("no helpdesk on this site")
	install.after_migrate()
	frappe.clear_cache(doctype=host.helpdesk)
	fields = frappe.get_meta(host.helpdesk).fields
	at = next(i for i, df in enumerate(fields) if df.fieldname == "fb_section")
	ends = ("Section Break", "Tab Break")
	end = next((i for i in range(at + 1, len(fields)) if fields[i].fieldtype in ends), len(fields))
	assert {df.fieldname for df in fields[at:end]} <= set(footprint.ticket_fieldnames())


def test_the_section_comes_behind_what_stands_beside_the_description():
	hd_ticket = [("subject", "Data"), ("description", "Text Editor"), ("fb_section", "Section Break")]
	hd_ticket += [("fb_ad", "Link"), ("template", "Link"), ("sla_tab", "Tab Break"), ("sla", "Link")]
	assert footprint.end_of_description(hd_ticket) == "template"
	issue = [("description", "Text Editor"), ("service_level_section", "Section Break"), ("sla", "Link")]
	assert footprint.end_of_description(issue) == "description"


def test_migrating_again_makes_nothing_twice(host):
	def count() -> tuple[int, int]:
		fields = frappe.get_all("Custom Field", filters={"fieldname": ["in", footprint.ticket_fieldnames()]})
		return len(fields), len(frappe.get_all("Role", filters={"name": ["in", list(footprint.ROLES)]}))

	install.after_migrate()
	before = count()
	install.after_migrate()
	assert count() == before


def test_a_removed_field_and_role_come_back(host):
	if not host.helpdesk:
		pytest.skip("no helpdesk on this site")
	frappe.db.delete("Custom Field", {"dt": host.helpdesk, "fieldname": "fb_ad"})
	frappe.clear_cache(doctype=host.helpdesk)
	install.after_migrate()
	assert frappe.get_meta(host.helpdesk).has_field("fb_ad")


def test_a_deleted_ticket_lets_its_conversation_go(host):
	host.page()
	name = conversation()
	values = {"ticket_doctype": "Issue", "ticket": "77"}
	frappe.db.set_value("FB Conversation", name, values)
	install.forget_ticket(frappe._dict(doctype="Issue", name=77))
	row = frappe.db.get_value("FB Conversation", name, ["ticket", "ticket_doctype"], as_dict=True)
	assert (row.ticket, row.ticket_doctype) == (None, None)


def test_a_helpdesk_installed_later_is_told_to_the_pages(host):
	host.page()
	frappe.db.set_value("FB Page", "100200300400500", "ticket_reason", "old words")
	install.after_app_install("erpnext")
	reason = frappe.db.get_value("FB Page", "100200300400500", "ticket_reason")
	assert reason and reason != "old words"


def _targets(value: object) -> list[str]:
	if isinstance(value, dict):
		return [target for one in value.values() for target in _targets(one)]
	if isinstance(value, list):
		return [target for one in value for target in _targets(one)]
	return [value] if isinstance(value, str) and value.startswith("fb_care.") else []


@pytest.mark.parametrize(
	"target", [t for name in dir(hooks) if name[0] != "_" for t in _targets(getattr(hooks, name))]
)
def test_every_hook_names_something_that_exists(host, target):
	if ".hd_ticket" in target and host.helpdesk != "HD Ticket":
		pytest.skip("it stands in for a class of Frappe Helpdesk, which is not here")
	assert callable(frappe.get_attr(target))


@pytest.mark.parametrize("path", sorted(DOCTYPES.glob("*/*.json")), ids=lambda path: path.stem)
def test_doctype_files_are_sound(path):
	doc = json.loads(path.read_text(encoding="utf-8"))
	names = [field["fieldname"] for field in doc["fields"]]
	assert doc["field_order"] == names
	assert len(names) == len(set(names))
	assert doc["module"] == "FB Care" and doc["name"].startswith("FB ")
	for field in doc["fields"]:
		if field["fieldtype"] in ("Link", "Table", "Select", "Dynamic Link"):
			assert field.get("options"), field["fieldname"]
	roles = {row["role"] for row in doc.get("permissions", [])}
	assert roles <= {"FB Care Agent", "FB Care Manager", "System Manager"}
