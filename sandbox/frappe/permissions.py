"""Who may do what: roles, levels of fields, User Permissions, and what the apps' hooks add.

There is no sharing and no `if_owner` here; a DocType that asks for `if_owner` is refused.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe.dicts import _dict
from frappe.missing import missing, module_getattr
from frappe.utils import cint

__getattr__ = module_getattr("frappe.permissions")

RIGHTS = (
	"select", "read", "write", "create", "delete", "submit", "cancel", "amend", "print", "email", "report",
	"import", "export", "share",
)  # fmt: skip
AUTOMATIC_ROLES = ("Guest", "All", "Desk User", "Administrator")


def get_roles(user: str | None = None, with_standard: bool = True) -> list[str]:
	"""The roles of a user; Administrator has all there are."""
	user = user or frappe.session.user
	if not user or user == "Guest":
		return ["Guest"]
	if user == "Administrator":
		roles = frappe.db.execute("SELECT name FROM tabRole", pluck=True)
	else:
		query = "SELECT role FROM `tabHas Role` WHERE parenttype = 'User' AND parent = ?"
		roles = [role for role in frappe.db.execute(query, [user], pluck=True) if role not in AUTOMATIC_ROLES]
		roles += ["All", "Guest"]
		if frappe.db.get_value("User", user, "user_type") == "System User":
			roles.append("Desk User")
	return roles if with_standard else [role for role in roles if role not in AUTOMATIC_ROLES]


def get_role_permissions(doctype_meta: Any, user: str | None = None) -> _dict:
	"""What the roles of the user allow on a DocType: {"read": 1, "write": 0, ...}."""
	meta = frappe.get_meta(doctype_meta) if isinstance(doctype_meta, str) else doctype_meta
	user = user or frappe.session.user
	if user == "Administrator":
		return _dict(dict.fromkeys(RIGHTS, 1))
	if any(rule.if_owner for rule in meta.permissions):
		missing(f"if_owner in the permissions of {meta.name}")
	roles = get_roles(user)
	rules = [rule for rule in meta.permissions if rule.role in roles and not cint(rule.permlevel)]
	return _dict({right: int(any(rule.get(right) for rule in rules)) for right in RIGHTS})


def has_permission(
	doctype: Any,
	ptype: str = "read",
	doc: Any = None,
	user: str | None = None,
	raise_exception: bool = True,
	*,
	parent_doctype: str | None = None,
	debug: bool = False,
) -> bool:
	"""Whether the user may; never raises (`frappe.has_permission(throw=True)` does)."""
	user = user or frappe.session.user
	if user == "Administrator":
		return True
	if doc is None and hasattr(doctype, "doctype"):
		doctype, doc = doctype.doctype, doctype
	meta = frappe.get_meta(doctype)
	if meta.istable:
		return _has_child_permission(meta, ptype, doc, user, parent_doctype)
	if not doc:
		return bool(get_role_permissions(meta, user)[ptype])
	doc = frappe.get_doc(doctype, doc) if isinstance(doc, str | int) else doc
	return bool(
		_hooks_allow(doc, ptype, user)
		and get_role_permissions(meta, user)[ptype]
		and has_user_permission(doc, user)
	)


def _has_child_permission(meta: Any, ptype: str, doc: Any, user: str, parent_doctype: str | None) -> bool:
	if doc is not None:
		parent_doctype = doc.get("parenttype") or parent_doctype
	if not parent_doctype or meta.name not in [
		df.options for df in frappe.get_meta(parent_doctype).get_table_fields()
	]:
		return False
	parent = doc.get("parent") if doc is not None else None
	return has_permission(parent_doctype, ptype, parent, user)


def _hooks_allow(doc: Any, ptype: str, user: str) -> bool:
	"""Hooks can only deny; the last app that says something is heard."""
	hooks = frappe.get_hooks("has_permission", {})
	for method in reversed(hooks.get(doc.doctype, []) + hooks.get("*", [])):
		answer = frappe.call(method, doc=doc, ptype=ptype, user=user, debug=False)
		if answer is not None:
			return bool(answer)
	return True


def get_user_permissions(user: str | None = None) -> dict[str, list[_dict]]:
	"""What a user is limited to: {"FB Page": [{"doc": "123", "applicable_for": None, "is_default": 0}]}."""
	user = user or frappe.session.user
	limits: dict[str, list[_dict]] = {}
	if user in ("Administrator", "Guest"):
		return limits
	rows = frappe.db.execute("SELECT * FROM `tabUser Permission` WHERE user = ?", [user], as_dict=True)
	for row in rows:
		limit = _dict(doc=row.for_value, applicable_for=row.applicable_for or None, is_default=row.is_default)
		limits.setdefault(row.allow, []).append(limit)
	return limits


def _allowed(limits: list[_dict], doctype: str) -> list[str]:
	return [limit.doc for limit in limits if not limit.applicable_for or limit.applicable_for == doctype]


def has_user_permission(doc: Any, user: str | None = None) -> bool:
	"""Whether the document and all it links to is within what the user is limited to; empty links are."""
	limits = get_user_permissions(user)
	if not limits:
		return True
	allowed = _allowed(limits.get(doc.doctype, []), doc.doctype)
	if allowed and str(doc.name) not in allowed:
		return False
	return all(_links_allowed(holder, doc.doctype, limits) for holder in (doc, *doc.get_all_children()))


def _links_allowed(holder: Any, doctype: str, limits: dict) -> bool:
	for df in holder.meta.get_link_fields():
		value = holder.get(df.fieldname)
		if value and not df.ignore_user_permissions:
			allowed = _allowed(limits.get(df.options, []), doctype)
			if allowed and value not in allowed:
				return False
	return True


def match_conditions(doctype: str, user: str | None = None) -> list[Any]:
	"""Conditions that limit a list to what the user may see: pypika's, and SQL texts of the apps' hooks."""
	user = user or frappe.session.user
	conditions: list[Any] = []
	if user != "Administrator":
		meta, limits, table = frappe.get_meta(doctype), get_user_permissions(user), frappe.qb.DocType(doctype)
		for df in (*meta.get_link_fields(), _dict(options=doctype, fieldname="name")):
			allowed = [] if df.ignore_user_permissions else _allowed(limits.get(df.options, []), doctype)
			if allowed:
				field = table[df.fieldname]
				conditions.append(field.isnull() | (field == "") | field.isin(allowed))
	hooks = frappe.get_hooks("permission_query_conditions", {})
	for method in hooks.get(doctype, []) + hooks.get("*", []):
		if condition := frappe.call(method, user, doctype=doctype):
			conditions.append(condition)
	return conditions


def add_user_permission(
	doctype: str,
	name: str,
	user: str,
	ignore_permissions: bool = False,
	applicable_for: str | None = None,
	is_default: int = 0,
	hide_descendants: int = 0,
) -> None:
	"""Limits a user to a document; further ones widen it."""
	if hide_descendants:
		missing("add_user_permission(hide_descendants=...)")
	values = {
		"doctype": "User Permission",
		"user": user,
		"allow": doctype,
		"for_value": name,
		"is_default": is_default,
		"applicable_for": applicable_for,
		"apply_to_all_doctypes": 0 if applicable_for else 1,
	}
	found = {key: values[key] for key in ("user", "allow", "for_value")}
	if not frappe.db.exists("User Permission", found):
		frappe.get_doc(values).insert(ignore_permissions=ignore_permissions)


def levels(meta: Any, ptype: str, user: str | None = None) -> set[int]:
	"""The permission levels of fields the user's roles reach."""
	roles = get_roles(user)
	return {cint(rule.permlevel) for rule in meta.permissions if rule.role in roles and rule.get(ptype)}


def readable_columns(doctype: str, user: str | None = None) -> set[str]:
	"""The columns a list may show this user."""
	meta = frappe.get_meta(doctype)
	if (user or frappe.session.user) == "Administrator" or meta.istable:
		return meta.columns()
	reached = levels(meta, "read", user)
	return meta.columns() - {
		df.fieldname for df in meta.fields if df.permlevel and df.permlevel not in reached
	}


def _out_of_reach(doc: Any, ptype: str) -> list[_dict]:
	reached = levels(doc.meta, ptype)
	return [df for df in doc.meta.fields if df.permlevel and df.permlevel not in reached]


def remove_unreadable(doc: Any) -> None:
	"""Takes values out of a document that the user may not read."""
	if frappe.session.user != "Administrator":
		for df in _out_of_reach(doc, "read"):
			doc.__dict__.pop(df.fieldname, None)


def reset_higher_levels(doc: Any) -> None:
	"""Before saving: fields the user may not write go back to what they were, or to their default."""
	if doc.flags.ignore_permissions or frappe.session.user == "Administrator":
		return
	if not (fields := _out_of_reach(doc, "write")):
		return
	before = frappe.new_doc(doc.doctype) if doc.is_new() else doc.get_doc_before_save()
	for df in fields:
		doc.set(df.fieldname, before.get(df.fieldname))
