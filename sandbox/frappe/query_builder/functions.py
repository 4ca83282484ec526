"""The SQL functions app code may use; each means the same on MariaDB, PostgreSQL and SQLite."""

from frappe.missing import module_getattr
from pypika.functions import Avg, Cast, Coalesce, Count, Lower, Max, Min, Substring, Sum

__all__ = ["Avg", "Cast", "Coalesce", "Count", "Lower", "Max", "Min", "Substring", "Sum"]

__getattr__ = module_getattr("frappe.query_builder.functions")
