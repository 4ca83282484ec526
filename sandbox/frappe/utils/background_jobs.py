"""Jobs: put into real rq queues, and run as a worker of the host runs them, each in its own connection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import frappe
from frappe.cache import connection
from frappe.missing import missing, module_getattr
from rq import Queue, Worker
from rq.exceptions import NoSuchJobError
from rq.job import Job, JobStatus

__getattr__ = module_getattr("frappe.utils.background_jobs")
RETRIES = 5


def get_queues_timeout() -> dict[str, int]:
	"""The queues there are, each with its jobs' time limit in seconds; `workers` of the config adds some."""
	own = {name: config.get("timeout", 300) for name, config in (frappe.local.conf.workers or {}).items()}
	return {"short": 300, "default": 300, "long": 1500, **own}


def generate_qname(qtype: str) -> str:
	"""A queue's name in Redis: each site's apart."""
	return f"{frappe.local.site_path}:{qtype}"


def get_queue_list(queue_list: Any = None, build_queue_name: bool = False) -> list[str]:
	queues = [queue_list] if isinstance(queue_list, str) else list(queue_list or get_queues_timeout())
	return [generate_qname(queue) for queue in queues] if build_queue_name else queues


def get_queue(qtype: str, is_async: bool = True) -> Queue:
	if qtype not in get_queues_timeout():
		frappe.throw(f"Queue should be one of {', '.join(get_queues_timeout())}")
	return Queue(generate_qname(qtype), connection=connection(), is_async=is_async)


def get_workers(queue: Queue | None = None) -> list[Worker]:
	return Worker.all(queue=queue) if queue else Worker.all(connection())


def create_job_id(job_id: str | None) -> str:
	return f"{frappe.local.site_path}::{job_id or uuid4()}"


def get_job(job_id: str) -> Job | None:
	try:
		return Job.fetch(create_job_id(job_id), connection=connection())
	except NoSuchJobError:
		return None


def is_job_enqueued(job_id: str) -> bool:
	job = get_job(job_id)
	return bool(job) and job.get_status() in (JobStatus.QUEUED, JobStatus.STARTED)


def enqueue(
	method: str | Callable,
	queue: str = "default",
	timeout: int | None = None,
	event: Any = None,
	is_async: bool = True,
	job_name: str | None = None,
	now: bool = False,
	enqueue_after_commit: bool = False,
	*,
	on_success: Callable | None = None,
	on_failure: Callable | None = None,
	at_front: bool = False,
	job_id: str | None = None,
	deduplicate: bool = False,
	**kwargs: Any,
) -> Any:
	"""Puts a job into a queue, now or once the transaction is committed. `now` calls it right here."""
	if on_success or on_failure or not is_async or "async" in kwargs:
		missing("frappe.enqueue with on_success, on_failure or is_async")
	if deduplicate and _is_waiting(job_id):
		return None
	if now:
		return frappe.call(method, **kwargs)
	q = get_queue(queue)
	name = method if isinstance(method, str) else f"{method.__module__}.{method.__qualname__}"
	job_kwargs = {
		"site": frappe.local.site,
		"sites_path": frappe.local.sites_path,
		"user": frappe.session.user,
		"method": name,
		"kwargs": kwargs,
	}
	limit = timeout or get_queues_timeout()[queue]
	full_id = create_job_id(job_id)

	def put() -> Job:
		return q.enqueue_call(
			"frappe.utils.background_jobs.execute_job",
			kwargs=job_kwargs,
			timeout=limit,
			at_front=at_front,
			job_id=full_id,
			result_ttl=600,
			failure_ttl=7 * 24 * 3600,
		)

	if enqueue_after_commit:
		frappe.db.after_commit.add(put)
		return None
	return put()


def _is_waiting(job_id: str | None) -> bool:
	"""Whether the job stands in a queue or runs; a finished one of that id is forgotten."""
	if not job_id:
		frappe.throw("`job_id` parameter is required for deduplication.")
	if is_job_enqueued(job_id):
		return True
	if job := get_job(job_id):
		job.delete()
	return False


def execute_job(site: str, sites_path: str, user: str, method: str, kwargs: dict, retry: int = 0) -> Any:
	"""Runs one job in its own connection. A lock wait too long is tried again; errors are logged."""
	frappe.init(site, sites_path=sites_path, force=True)
	frappe.connect()
	try:
		frappe.set_user(user)
		frappe.local.job = frappe._dict(site=site, method=method, kwargs=kwargs, user=user)
		out = frappe.get_attr(method)(**kwargs)
		frappe.db.commit()
		return out
	except (frappe.QueryTimeoutError, frappe.QueryDeadlockError):
		frappe.db.rollback()
		if retry >= RETRIES:
			frappe.log_error(title=method)
			frappe.db.commit()
			raise
	except Exception:
		frappe.db.rollback()
		frappe.log_error(title=method)
		frappe.db.commit()
		raise
	finally:
		frappe.destroy()
	return execute_job(site, sites_path, user, method, kwargs, retry + 1)
