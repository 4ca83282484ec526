"""The sandbox as the tests' host: a new site on SQLite in a temporary folder, made once for each run."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.app.hosts import TEST_CONFIG, Host


class SandboxHost(Host):
	"""See `tests.app.hosts.Host`."""

	name = "sandbox"

	def __init__(self, folder: Path) -> None:
		super().__init__()
		self.site = "sandbox.localhost"
		self._folder = folder

	@classmethod
	def open(cls) -> SandboxHost:
		"""Make the site and connect to it."""
		import frappe
		from frappe import sandbox

		host = cls(Path(tempfile.mkdtemp(prefix="fb-care-tests-")))
		sandbox.make_site(str(host._folder / host.site), **TEST_CONFIG)
		frappe.init(site=host.site, sites_path=str(host._folder), force=True)
		frappe.connect()
		return host

	def application(self) -> Callable[..., Any]:
		from sandbox.web.app import make_application

		return make_application(self.site, str(self._folder))

	def queued_jobs(self) -> list[str]:
		from frappe import sandbox

		return sandbox.queued_jobs()

	def drop_jobs(self) -> None:
		from frappe import sandbox

		sandbox.drop_jobs()

	def run_jobs(self, fail_ok: bool = False) -> int:
		import frappe
		from frappe import sandbox

		frappe.db.commit()
		try:
			ran = sandbox.run_jobs(fail_ok=fail_ok)
		except RuntimeError as e:
			raise AssertionError(str(e)) from e
		self.fresh()
		return ran

	def close(self) -> None:
		import frappe

		frappe.destroy()
		shutil.rmtree(self._folder, ignore_errors=True)
