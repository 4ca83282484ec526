"""A site of the sandbox for its own tests, used from threads of their own: other tests keep theirs."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

if os.environ.get("FB_CARE_HOST") == "bench":
	collect_ignore_glob = ["test_*.py"]
else:
	sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "sandbox"))


def in_thread(function: Callable[[], Any]) -> Any:
	"""What the function gives, or raises, in a new thread."""
	out: list[Any] = []
	errors: list[BaseException] = []

	def run() -> None:
		try:
			out.append(function())
		except BaseException as error:
			errors.append(error)

	thread = threading.Thread(target=run)
	thread.start()
	thread.join()
	if errors:
		raise errors[0]
	return out[0]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
	from frappe import sandbox

	folder = tmp_path_factory.mktemp("sites") / "unit.localhost"
	in_thread(lambda: sandbox.make_site(str(folder)))
	return folder


@pytest.fixture
def at_site(site: Path) -> Callable[[Callable[[], Any]], Any]:
	"""Calls a function connected to the site, in a thread of its own, and rolls back what it wrote."""
	import frappe

	def call(function: Callable[[], Any]) -> Any:
		def connected() -> Any:
			frappe.init(site.name, sites_path=str(site.parent))
			frappe.connect()
			try:
				return function()
			finally:
				frappe.db.rollback()
				frappe.destroy()

		return in_thread(connected)

	return call
