"""Refusals: how the sandbox says that it does not stand in for something, instead of guessing an answer."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, NoReturn

from frappe.exceptions import SandboxMissing


def missing(call: str) -> NoReturn:
	"""Refuses a call by name."""
	raise SandboxMissing(
		f"The sandbox does not stand in for {call}; use a call it has, or add it to sandbox/frappe."
	)


def module_getattr(module: str) -> Callable[[str], Any]:
	"""A module's `__getattr__` that refuses every name the module has not got."""

	def refuse(name: str) -> Any:
		if (name.startswith("__") and name.endswith("__")) or _is_submodule(module, name):
			raise AttributeError(name)
		missing(f"{module}.{name}")

	return refuse


def _is_submodule(module: str, name: str) -> bool:
	"""Whether it is a module that is only not imported yet: `from frappe import x` then imports it."""
	path = getattr(sys.modules[module], "__path__", None)
	return bool(path) and importlib.machinery.PathFinder.find_spec(f"{module}.{name}", path) is not None


class _RefuseUnknownModules(importlib.abc.MetaPathFinder):
	"""Last finder in line: an import of an unknown module below `frappe` is refused by name.

	erpnext and helpdesk are left alone: app code may rightly ask whether they can be imported.
	"""

	def find_spec(
		self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
	) -> importlib.machinery.ModuleSpec | None:
		if name.startswith("frappe."):
			missing(f"import {name}")
		return None


def install() -> None:
	"""Puts the finder at the end of the import system's line, once."""
	if not any(isinstance(finder, _RefuseUnknownModules) for finder in sys.meta_path):
		sys.meta_path.append(_RefuseUnknownModules())
