"""The database of a site: `Database` is behind `frappe.db`, `listing` behind `frappe.get_list`."""

from frappe.database.database import Database

__all__ = ["Database"]
