"""What agents do to more threads than a request can wait for. Enqueued by `inbox.bulk_job`."""

from __future__ import annotations

from fb_care.inbound.job import job
from fb_care.inbox import bulk_job


@job
def go_on(fb_job: str) -> None:
	"""The next stretch of a job."""
	bulk_job.go_on(fb_job)
