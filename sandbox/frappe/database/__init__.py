"""The database of a site: `connection` (SQLite, transactions, errors), `engine` (values and filters), `listing`."""

from frappe.database.database import Database

__all__ = ["Database"]
