"""Trying triage rules on what came in lately, and what their form offers to choose from. For managers."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, now_datetime

from fb_care.care.triage import Rule
from fb_care.footprint import MANAGERS
from fb_care.tickets import dry_run as trying
from fb_care.tickets import handling, hosts, triage_rules


@frappe.whitelist(methods=["POST"])
def dry_run(rule: str | dict = "", days: int = 30, limit: int = 200) -> dict:
	"""What would have happened in the last `days` (1 to 365) to the newest `limit` (1 to 1000) messages.

	`rule`: the name of a stored rule, or the values of one that is not saved yet (JSON); it is taken as
	switched on. Empty: all rules that are switched on, beside what happened. Each row: when, who, text, now,
	then, why, differs. Of pages that the user may not see, there is nothing.
	"""
	frappe.only_for(MANAGERS)
	tried = _rule(rule)
	result = trying.run(tried, cint(days) or 30, cint(limit) or 200)
	if tried:
		result["dry_run"] = _remember(tried, result["summary"])
	return result


@frappe.whitelist()
def choices() -> dict:
	"""The priorities, teams and customer groups of this site's helpdesk, for the form."""
	frappe.only_for(MANAGERS)
	doctype = hosts.host_doctype()[0]
	teams = _names("HD Team")
	if doctype == "Issue":
		rules = {"document_type": "Issue", "disabled": 0}
		teams = [*_names("Assignment Rule", rules), *_names("User Group")]
	return {
		"priorities": _names(handling.PRIORITIES.get(doctype, "")),
		"teams": teams,
		"customer_groups": _names("Customer Group"),
	}


def _names(doctype: str, filters: dict[str, Any] | None = None) -> list[str]:
	if not doctype or not frappe.db.exists("DocType", doctype):
		return []
	return [str(name) for name in frappe.get_all(doctype, filters=filters or {}, pluck="name", limit=500)]


def _rule(given: str | dict) -> Rule | None:
	"""The rule to be tried, switched on. PermissionError for a stored one that the user may not read."""
	if not given:
		return None
	if isinstance(given, str) and not given.lstrip().startswith("{"):
		doc = frappe.get_doc(triage_rules.DOCTYPE, given)
		doc.check_permission("read")
		values = doc.as_dict()
	else:
		values = _parsed(given)
	try:
		return triage_rules.of_values({**values, "enabled": 1})
	except (AttributeError, TypeError, ValueError):
		_unreadable()
	return None


def _parsed(given: str | dict) -> dict:
	try:
		values = frappe.parse_json(given)
	except ValueError:
		values = None
	if not isinstance(values, dict):
		_unreadable()
	return values


def _unreadable() -> None:
	frappe.throw(_("This rule can't be read: send the name of a rule, or the values of its form."))


def _remember(rule: Rule, summary: str) -> dict:
	"""The fields that say on the form that the rule was tried; stored where it is stored just so."""
	fields = {
		"last_dry_run": now_datetime(),
		"dry_run_result": summary,
		"dry_run_of": triage_rules.fingerprint(rule),
	}
	for one in triage_rules.stored({"name": rule.name}):
		same = triage_rules.fingerprint(one) == fields["dry_run_of"]
		if same and frappe.has_permission(triage_rules.DOCTYPE, "write", rule.name):
			frappe.db.set_value(triage_rules.DOCTYPE, rule.name, fields, update_modified=False)
	return {**fields, "last_dry_run": str(fields["last_dry_run"])}
