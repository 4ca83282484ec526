"""What the sandbox itself offers to its harness, its web server and the demo: making sites, running jobs.

None of this exists on a real host.
"""

from frappe.sandbox.installer import make_site, migrate_site
from frappe.sandbox.jobs import drop_jobs, queued_jobs, run_jobs, tick, worker

__all__ = ["drop_jobs", "make_site", "migrate_site", "queued_jobs", "run_jobs", "tick", "worker"]
