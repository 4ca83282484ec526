"""Which statements the app asks of the database, on whichever host."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import frappe


@contextmanager
def counted(about: str = "tabFB ") -> Iterator[list[str]]:
	"""The statements about tables of the app that are asked inside the block; all for `about` ""."""
	found: list[str] = []
	name = "execute" if frappe.db.db_type == "sqlite" else "sql"
	ask = getattr(frappe.db, name)

	def noting(query: Any, *args: Any, **kwargs: Any) -> Any:
		if about in str(query):
			found.append(str(query))
		return ask(query, *args, **kwargs)

	with patch.object(frappe.db, name, noting):
		yield found
