"""What installing, migrating and uninstalling do besides the DocTypes: roles, fields on tickets, cleaning up.

Called by the host through hooks.py. Everything here may run any number of times with the same result.
Must not touch records that people made, except at uninstall, where what belongs to this app goes.
"""

from __future__ import annotations

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields
from frappe.model.document import Document
from frappe.utils import nowdate

from fb_care import footprint, uninstall
from fb_care.figures import indexes as figures_indexes
from fb_care.footprint import ROLES, TICKET_DOCTYPES, end_of_description, ticket_fieldnames, ticket_fields
from fb_care.inbox import indexes as inbox_indexes
from fb_care.tickets import assigned


def before_install() -> None:
	"""Refuse early and plainly where the app can't work."""
	major = int(frappe.__version__.split(".")[0])
	if major < 15:
		frappe.throw(f"Facebook Care needs Frappe 15 or newer; this is {frappe.__version__}.")


def after_install() -> None:
	"""Roles, fields on the tickets of the helpdesk that is there."""
	make_roles()
	make_ticket_fields()
	make_triage_rules()
	make_response_policies()


def after_migrate() -> None:
	"""Put back what a migration or a person may have removed."""
	make_roles()
	make_ticket_fields()
	make_response_policies()
	inbox_indexes.make_all()
	figures_indexes.of_threads()


def after_app_install(app: str) -> None:
	"""A helpdesk that is installed after this app gets its fields, and the pages say so."""
	if app != "fb_care" and "fb_care" in frappe.get_installed_apps():
		make_ticket_fields()
		refresh_ticket_reasons()
		frappe.db.commit()  # the host's last own commit has been


def after_app_uninstall(app: str) -> None:
	"""A helpdesk that goes takes its tickets with it: its fields and the links to them go too."""
	if app == "fb_care" or "fb_care" not in frappe.get_installed_apps():
		return
	for doctype in TICKET_DOCTYPES:
		if not frappe.db.exists("DocType", doctype):
			delete_rows("Custom Field", {"dt": doctype, "fieldname": ["in", ticket_fieldnames()]})
			forget_tickets(doctype)
	refresh_ticket_reasons()
	frappe.db.commit()  # the host's last own commit has been


def make_roles() -> None:
	"""The two roles, with access to the desk."""
	for role in ROLES:
		if not frappe.db.exists("Role", role):
			doc = frappe.new_doc("Role")
			doc.update({"role_name": role, "desk_access": 1})
			doc.insert(ignore_permissions=True)


def make_ticket_fields() -> list[str]:
	"""Add or bring up to date the fields on every ticket DocType of the site; returns which ones."""
	doctypes = [doctype for doctype in TICKET_DOCTYPES if frappe.db.exists("DocType", doctype)]
	if doctypes:
		fields = {doctype: ticket_fields(_place(doctype)) for doctype in doctypes}
		create_custom_fields(fields, ignore_validate=True)
	return doctypes


def make_triage_rules() -> int:
	"""The rules that come with the app, where there are none; how many. From then on they are the site's."""
	if frappe.db.count("FB Triage Rule"):
		return 0
	for values in footprint.TRIAGE_RULES:
		rule = {"doctype": "FB Triage Rule", "enabled": 1, **values}
		frappe.get_doc(rule).insert(ignore_permissions=True)
	frappe.clear_messages()
	return len(footprint.TRIAGE_RULES)


def make_response_policies() -> int:
	"""The ways to count that come with the app, where they are missing; how many were."""
	doctype = "FB Response Policy"
	missing = [one for one in footprint.RESPONSE_POLICIES if not frappe.db.exists(doctype, one["title"])]
	for values in missing:
		doc = frappe.get_doc({"doctype": doctype, "standard": 1, "valid_from": nowdate(), **values})
		doc.insert(ignore_permissions=True)
	return len(missing)


def _place(doctype: str) -> str:
	return end_of_description([(df.fieldname, df.fieldtype) for df in frappe.get_meta(doctype).fields])


def refresh_ticket_reasons() -> None:
	"""Say anew on every page where its tickets go."""
	from fb_care import reasons

	for name in frappe.get_all("FB Page", pluck="name"):
		frappe.db.set_value("FB Page", name, "ticket_reason", reasons.of_page(name), update_modified=False)


def forget_ticket(doc: Document, method: str = "") -> None:
	"""A ticket is being deleted: its conversation or thread lets go of it, else the host refuses."""
	forget_tickets(doc.doctype, str(doc.name))  # HD Ticket is named by numbers


def forget_tickets(doctype: str, name: str = "") -> None:
	"""Take the link to this ticket (or to all of this DocType) out of conversations and threads."""
	filters = {"ticket_doctype": doctype}
	if name:
		filters["ticket"] = name
	for holder in footprint.THREAD_DOCTYPES:
		for row in frappe.get_all(holder, filters=filters, pluck="name"):
			frappe.db.set_value(holder, row, {"ticket": None, "ticket_doctype": None}, update_modified=False)
			assigned.refresh(holder, row)


def delete_rows(doctype: str, filters: dict) -> None:
	"""Delete each matching document in the ordinary way, with what hangs on it."""
	for name in frappe.get_all(doctype, filters=filters, pluck="name"):
		frappe.delete_doc(doctype, name, force=True, ignore_permissions=True, delete_permanently=True)


def before_uninstall() -> None:
	"""Take away what points at this app's DocTypes while they can still be read."""
	uninstall.remove_before_doctypes()


def after_uninstall() -> None:
	"""Take away what the host leaves once the DocTypes are gone."""
	uninstall.remove_after_doctypes()
