"""A site of a real bench as the tests' host. Needs the bench's own Python.

FRAPPE_BENCH is the bench's folder, FRAPPE_SITE the site. Only a site with `allow_tests` is touched, one run
at a time, and jobs go to a Redis database of their own, so that the bench's workers never see them.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from tests.app.host_sessions import in_thread
from tests.app.hosts import ROOT, TEST_CONFIG, Host

QUEUE_DB = "/9"


class BenchHost(Host):
	"""See `tests.app.hosts.Host`."""

	name = "bench"

	def __init__(self, site: str, lock: IO[str]) -> None:
		super().__init__()
		self.site = site
		self._lock = lock

	@classmethod
	def open(cls) -> BenchHost:
		"""Connect to the site, or raise RuntimeError saying what is missing."""
		bench = Path(os.environ.get("FRAPPE_BENCH") or "~/frappe-bench").expanduser()
		site = os.environ.get("FRAPPE_SITE") or ""
		if not site or not (bench / "sites" / site / "site_config.json").exists():
			raise RuntimeError(f"No site {site!r} on the bench {bench}: set FRAPPE_BENCH, FRAPPE_SITE.")
		os.chdir(bench / "sites")
		import frappe

		frappe.init(site=site)
		if not frappe.conf.allow_tests:
			raise RuntimeError(f"{site} has no allow_tests in its site_config.json; tests don't touch it.")
		lock = _lock(Path(site))
		_own_queue(frappe.conf.redis_queue)
		_add_test_config()
		frappe.init(site=site, force=True)
		frappe.connect()
		_check_app()
		return cls(site, lock)

	def application(self) -> Callable[..., Any]:
		import frappe.app

		return frappe.app.application

	def _mine(self) -> list[tuple[Any, Any]]:
		"""This site's queued jobs with their queues, in the order a worker takes them."""
		from frappe.utils.background_jobs import get_queue, get_queue_list

		queues = [get_queue(name) for name in get_queue_list()]
		return [(queue, job) for queue in queues for job in queue.jobs if job.kwargs.get("site") == self.site]

	def queued_jobs(self) -> list[str]:
		return [str(job.kwargs.get("job_name")) for _queue, job in self._mine()]

	def drop_jobs(self) -> None:
		for queue, job in self._mine():
			queue.remove(job)
			job.delete()

	def run_jobs(self, fail_ok: bool = False) -> int:
		import frappe

		frappe.db.commit()
		ran = 0
		while waiting := self._mine():
			queue, job = waiting[0]
			queue.remove(job)
			failure = in_thread(lambda queue=queue, job=job: _perform(queue, job))
			ran += 1
			assert fail_ok or not failure, f"The job {job.kwargs.get('job_name')} failed:\n{failure}"
		self.fresh()
		return ran

	def fresh_reads(self) -> None:
		import frappe

		super().fresh_reads()
		frappe.db.value_cache.clear()

	def close(self) -> None:
		import frappe

		frappe.db.rollback()
		frappe.destroy()
		self._lock.close()


def _perform(queue: Any, job: Any) -> str:
	"""Let rq run one job in this thread; its traceback, or "" when it went well."""
	from rq import SimpleWorker
	from rq.timeouts import TimerDeathPenalty

	worker = SimpleWorker([queue], connection=queue.connection)
	worker.death_penalty_class = TimerDeathPenalty
	worker.log.setLevel("ERROR")
	worker.register_birth()
	try:
		good = worker.perform_job(job, queue)
	finally:
		worker.register_death()
	return "" if good else str(job.exc_info or job.latest_result().exc_string)


def _lock(site: Path) -> IO[str]:
	"""Wait until no other run uses the site."""
	lock = (site / "locks" / "fb_care_tests.lock").open("w")
	fcntl.flock(lock, fcntl.LOCK_EX)
	return lock


def _own_queue(url: str) -> None:
	"""Send this process's jobs to a Redis database that no worker of the bench listens to."""
	os.environ["FRAPPE_REDIS_QUEUE"] = urlsplit(url)._replace(path=QUEUE_DB).geturl()


def _add_test_config() -> None:
	"""Give every site config read in this process the tests' keys, and leave the file alone."""
	import frappe

	read = frappe.get_site_config
	frappe.get_site_config = lambda *args, **kwargs: frappe._dict(read(*args, **kwargs), **TEST_CONFIG)


def _check_app() -> None:
	import frappe

	import fb_care

	if "fb_care" not in frappe.get_installed_apps():
		raise RuntimeError(f"fb_care is not installed on {frappe.local.site}: bench install-app fb_care")
	if not Path(fb_care.__file__ or "").resolve().is_relative_to(ROOT):
		raise RuntimeError(f"Put this checkout first on PYTHONPATH; now {fb_care.__file__} would be tested.")
