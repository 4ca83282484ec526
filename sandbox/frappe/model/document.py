"""`Document`: what all DocType classes inherit: loading, permissions, hooks, direct writes, its timeline."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import frappe
from frappe import permissions
from frappe.dicts import _dict
from frappe.model.base import BaseDocument
from frappe.model.lifecycle import Lifecycle
from frappe.utils import cint, flt, get_absolute_url, get_datetime, getdate, now


class Document(Lifecycle):
	"""All DocType classes inherit from this."""

	def __init__(self, *args: Any, **kwargs: Any) -> None:
		"""From a DocType's name and a document's name (or filters): loaded; from a dict or keywords: new."""
		self.__dict__.update(doctype=None, name=None, flags=_dict())
		if args and isinstance(args[0], str):
			self.doctype, self.name = args[0], args[1] if len(args) > 1 else args[0]
			self.flags.for_update = kwargs.get("for_update")
			self.load_from_db()
			return
		values = args[0] if args else kwargs
		if not values:
			raise ValueError("Illegal arguments")
		super().__init__(values)
		self.init_child_tables()
		self.init_valid_columns()

	def load_from_db(self) -> Document:
		"""Reads the document and its rows; DoesNotExistError where there is none."""
		lock = bool(self.flags.for_update)
		if self.meta.issingle:
			self._load_single(lock)
		else:
			order = "KEEP_DEFAULT_ORDERING" if isinstance(self.name, dict | list) else None
			row = frappe.db.get_value(
				self.doctype, self.name, "*", as_dict=True, order_by=order, for_update=lock
			)
			if not row:
				frappe.throw(f"{self.doctype} {self.name} not found", frappe.DoesNotExistError)
			self.__dict__.update(row)
		for df in self.meta.get_table_fields():
			filters = {"parent": self.name, "parenttype": self.doctype, "parentfield": df.fieldname}
			self.set(df.fieldname, frappe.db.get_values(df.options, filters, "*", order_by="idx asc"))
		return self

	def _load_single(self, lock: bool) -> None:
		values = frappe.db.get_singles_dict(self.doctype, for_update=lock)
		if not values:
			values = frappe.new_doc(self.doctype, as_dict=True)
			values.pop("__islocal", None)
		self.__dict__.update(values, name=self.doctype)
		self.init_valid_columns()
		self._fix_numeric_types()

	def _fix_numeric_types(self) -> None:
		for df in self.meta.fields:
			value = self.get(df.fieldname)
			if df.fieldtype == "Check" or (df.fieldtype == "Int" and value is not None):
				self.set(df.fieldname, cint(value))
			elif df.fieldtype in ("Float", "Currency", "Percent") and value is not None:
				self.set(df.fieldname, flt(value))

	reload = load_from_db

	def check_permission(self, permtype: str = "read", permlevel: int | None = None) -> None:
		"""PermissionError unless the user may."""
		if not self.has_permission(permtype):
			frappe.flags.error_message = (
				f"Insufficient Permission for {self.doctype} ({frappe.bold(permtype)})"
			)
			raise frappe.PermissionError

	def has_permission(self, permtype: str = "read", *, debug: bool = False, user: str | None = None) -> bool:
		if self.flags.ignore_permissions:
			return True
		return permissions.has_permission(self.doctype, permtype, self, user=user)

	def load_doc_before_save(self, *, raise_exception: bool = False) -> None:
		self._doc_before_save = None
		if self.is_new():
			return
		try:
			self._doc_before_save = frappe.get_doc(self.doctype, self.name, for_update=True)
		except frappe.DoesNotExistError:
			if raise_exception:
				raise
			frappe.clear_last_message()

	def get_doc_before_save(self) -> Document | None:
		return self.__dict__.get("_doc_before_save")

	def has_value_changed(self, fieldname: str) -> bool:
		"""Whether this save changes the field; a new document changes all."""
		if not (before := self.get_doc_before_save()):
			return True
		old, new = before.get(fieldname), self.get(fieldname)
		if isinstance(old, datetime):
			new = get_datetime(new)
		elif isinstance(old, date):
			new = getdate(new)
		return old != new

	def get_all_children(self, parenttype: str | None = None) -> list[BaseDocument]:
		fields = [df for df in self.meta.get_table_fields() if parenttype in (None, df.options)]
		return [row for df in fields for row in self.get(df.fieldname) or []]

	def run_method(self, method: str, *args: Any, **kwargs: Any) -> Any:
		"""Calls the document's own method, where there is one, then the doc_events hooks of that name."""
		out = None
		own = self.__dict__.get(method) or (getattr(self, method) if hasattr(type(self), method) else None)
		if callable(own):
			out = own(*args, **kwargs)
		for handler in frappe.get_doc_handlers(self.doctype, method):
			result = frappe.get_attr(handler)(self, method, *args, **kwargs)
			out = out if result is None else result
		return out

	def db_set(
		self,
		fieldname: Any,
		value: Any = None,
		update_modified: bool = True,
		notify: bool = False,
		commit: bool = False,
	) -> None:
		"""Sets values here and in the table, without the life cycle but for before_change and on_change."""
		changes = fieldname if isinstance(fieldname, dict) else {fieldname: value}
		self.update(changes)
		if update_modified and (self.doctype, self.name) not in frappe.flags.currently_saving:
			self.modified, self.modified_by = now(), frappe.session.user
		if not self.get_doc_before_save():
			self.load_doc_before_save()
		self.run_method("before_change")
		if self.name is None:
			return
		when = {
			"modified": self.modified,
			"modified_by": self.modified_by,
			"update_modified": update_modified,
		}
		if self.meta.issingle:
			frappe.db.set_single_value(self.doctype, dict(changes), **when)
		else:
			frappe.db.set_value(self.doctype, self.name, dict(changes), **when)
		self.run_method("on_change")
		if notify:
			self.notify_update()
		if commit:
			frappe.db.commit()

	def db_get(self, fieldname: str) -> Any:
		return frappe.db.get_value(self.doctype, self.name, fieldname)

	def delete(
		self, ignore_permissions: bool = False, force: bool = False, *, delete_permanently: bool = False
	) -> None:
		frappe.delete_doc(
			self.doctype, self.name, ignore_permissions=ignore_permissions, flags=self.flags, force=force
		)

	def clear_cache(self) -> None:
		frappe.clear_document_cache(self.doctype, self.name)

	def notify_update(self) -> None:
		"""Tells open browsers, once committed, that the document changed."""
		what = {"modified": self.modified, "doctype": self.doctype, "name": self.name}
		frappe.publish_realtime(
			"doc_update", what, doctype=self.doctype, docname=self.name, after_commit=True
		)
		if not (self.meta.issingle or self.meta.istable):
			what = {"doctype": self.doctype, "name": self.name, "user": frappe.session.user}
			frappe.publish_realtime("list_update", what, after_commit=True)

	def get_title(self) -> str:
		return self.get(self.meta.get_title_field()) or ""

	def get_url(self) -> str:
		return get_absolute_url(self.doctype, self.name)

	def apply_fieldlevel_read_permissions(self) -> None:
		"""Takes away the values this user may not read."""
		permissions.remove_unreadable(self)

	def add_comment(
		self,
		comment_type: str = "Comment",
		text: str | None = None,
		comment_email: str | None = None,
		comment_by: str | None = None,
	) -> Document:
		"""Adds an entry to the document's own timeline."""
		return frappe.get_doc(
			{
				"doctype": "Comment",
				"comment_type": comment_type,
				"comment_email": comment_email or frappe.session.user,
				"comment_by": comment_by,
				"reference_doctype": self.doctype,
				"reference_name": self.name,
				"content": text or comment_type,
			}
		).insert(ignore_permissions=True)
