"""Looks at everything between Facebook and a ticket and says, line by line, what is wrong and what to do.

Called by `bench --site S fb-care doctor` and by whoever wants the lines (`examine`). Leaves no delivery
behind: its self-test of the webhook is made of requests that the webhook must refuse. Never prints a secret.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import frappe
from frappe.utils import get_url

from fb_care import clock, settings
from fb_care.api import events
from fb_care.doctor_composers import check_composers
from fb_care.doctor_webhook import Fetch, check_webhook, fetch_over_http
from fb_care.lines import Line, duration, fail, ok, warn

LATE_MS = 5 * 60 * 1000
WAITING_WARN_MS = 2 * 60 * 1000
WAITING_FAIL_MS = 15 * 60 * 1000
SWEEP_MS = 5 * 60 * 1000


@dataclass(frozen=True)
class Check:
	"""One thing to look at. `network`: it calls this site's own address or Facebook."""

	name: str
	run: Callable[[Fetch], Iterator[Line]]
	network: bool = False


def examine(network: bool = True, fetch: Fetch = fetch_over_http) -> list[Line]:
	"""All lines, in the order in which an admin sets things up.

	`network=False` leaves out what calls out; `fetch` makes the requests to the site itself.
	A check that breaks becomes a FAIL line; the others still run.
	"""
	lines: list[Line] = []
	for check in CHECKS:
		if check.network and not network:
			continue
		try:
			lines += list(check.run(fetch))
		except Exception as error:
			frappe.db.rollback()
			lines.append(
				fail(
					check.name,
					f"could not be checked ({type(error).__name__})",
					"See the Error Log of the site.",
				)
			)
			frappe.log_error(
				title=f"fb_care doctor: {check.name} could not be checked", message=frappe.get_traceback()
			)
	return lines


def exit_code(lines: list[Line]) -> int:
	"""1 when something is broken, else 0."""
	return int(any(line.level == "FAIL" for line in lines))


def check_settings(_fetch: Fetch) -> Iterator[Line]:
	conf = settings.get()
	where = "FB Care Settings"
	if conf.enabled:
		yield ok("settings", "deliveries are taken")
	else:
		yield fail("settings", "deliveries are switched off", f'Tick "Take deliveries" in {where}.')
	if not conf.app_id:
		yield warn("settings", "App ID is empty: tokens can't be checked", f"Fill it in in {where}.")
	count = len(settings.app_secrets())
	if not count:
		yield fail(
			"app secret", "none in use: every delivery is answered 503", f"Add the app secret in {where}."
		)
	elif count > 2:
		yield warn("app secret", f"{count} are in use", "Switch off those that Meta no longer uses.")
	else:
		yield ok("app secret", f"{count} in use")
	if settings.verify_token():
		yield ok("verify token", "set")
	else:
		yield fail(
			"verify token", "not set: Meta's handshake is refused", f"Type one in {where} and at Meta."
		)


def check_own_webhook(fetch: Fetch) -> Iterator[Line]:
	yield from check_webhook(get_url(), fetch)


def check_pages(_fetch: Fetch) -> Iterator[Line]:
	pages = frappe.get_all("FB Page", filters={"enabled": 1}, fields=["name", "page_name"])
	if not pages:
		yield warn("pages", "none in use", "Make an FB Page with its page id and token.")
	for page in pages:
		yield from _page_lines(page.name, page.page_name)


def check_pages_at_facebook(_fetch: Fetch) -> Iterator[Line]:
	"""Asks Facebook first, so that `check_pages` reports what is so now."""
	from fb_care.jobs import health

	for page in frappe.get_all("FB Page", filters={"enabled": 1}, pluck="name"):
		health.check(page)
	yield from check_pages(_fetch)


def _page_lines(page: str, page_name: str) -> Iterator[Line]:
	what = f"page {page_name} ({page})"
	row = frappe.db.get_value(
		"FB Page", page, ["health", "health_reason", "lag_ms", "last_event_at"], as_dict=True
	)
	if not settings.page_token(page):
		yield warn(what, "no access token", "Paste the page access token into its form.")
	elif row.health == "Broken":
		yield fail(what, row.health_reason, "Open the page's form; its notices say what to do.")
	elif row.health == "OK":
		yield ok(what, "token and subscription are fine")
	elif row.health == "Warning":
		yield warn(what, row.health_reason, "Open the page's form; its notices say what to do.")
	else:
		yield warn(what, row.health_reason or "not checked yet", 'Press "Check now" in its form.')
	if int(row.lag_ms or 0) > LATE_MS:
		late = duration(int(row.lag_ms))
		yield warn(what, f"its last event came {late} late", "See docs/operations.md, section Lag.")


def check_queue(_fetch: Fetch) -> Iterator[Line]:
	from frappe.utils.background_jobs import get_queues_timeout, get_workers

	from fb_care.inbound import wake

	queue = wake.OWN_QUEUE if wake.OWN_QUEUE in get_queues_timeout() else "short"
	listening = [worker for worker in get_workers() if _listens(worker, queue)]
	if listening:
		yield ok("workers", f"{len(listening)} take incoming work (queue {queue})")
	else:
		yield fail("workers", f"none takes incoming work (queue {queue})", "Start the bench's workers.")
	if queue == "short":
		yield warn(
			"queue",
			"incoming work shares the queue short with other work",
			"Give it a queue of its own: docs/operations.md, section Queue.",
		)


def _listens(worker: object, queue: str) -> bool:
	return any(name == queue or name.endswith(f":{queue}") for name in worker.queue_names())  # type: ignore[attr-defined]


def check_scheduler(_fetch: Fetch) -> Iterator[Line]:
	"""Whether the sweep of each minute runs says more than any setting."""
	from fb_care.jobs import sweep

	last = sweep.last_run_ms()
	if last and clock.now_ms() - last < SWEEP_MS:
		yield ok("scheduler", "the sweep of each minute runs")
	else:
		action = "Run `bench --site SITE enable-scheduler` and see that `bench schedule` is up."
		yield fail("scheduler", "the sweep has not run for 5 minutes", action)


def check_deliveries(_fetch: Fetch) -> Iterator[Line]:
	figures = events.collect()
	waiting = figures["oldest_waiting_ms"]
	text = f"the oldest delivery has waited {duration(waiting)}"
	if waiting > WAITING_FAIL_MS:
		yield fail("deliveries", text, "See that workers run; `fb-care replay` puts deliveries back.")
	elif waiting > WAITING_WARN_MS:
		yield warn("deliveries", text, "See that workers run.")
	else:
		yield ok("deliveries", "none waits long")
	failed = figures["states"]["Failed"]
	if failed:
		action = "Open FB Webhook Event, filter Failed, read the reason; then `fb-care replay --failed`."
		yield warn("deliveries", f"{failed} failed", action)
	for kind, count in figures["unknown"].items():
		yield warn("unknown events", f"{count} x {kind}", "Nothing is lost; a newer version may know it.")


def check_helpdesk(_fetch: Fetch) -> Iterator[Line]:
	from fb_care import footprint, reasons

	host, why_not = reasons.host_and_reason()
	if not host:
		yield warn("helpdesk", why_not, "Messages are kept without tickets; see FB Care Settings, Helpdesk.")
		return
	meta = frappe.get_meta(host)
	missing = [name for name in footprint.ticket_fieldnames() if not meta.has_field(name)]
	if missing:
		yield fail(
			"helpdesk", f"{host} lacks fields: {', '.join(missing)}", "Run `bench --site SITE migrate`."
		)
	else:
		yield ok("helpdesk", f"tickets are made as {host}")
	for doctype in footprint.THREAD_DOCTYPES:
		stuck = len(
			frappe.get_all(
				doctype, filters={"ticket_due": 1, "ticket_error": ["is", "set"]}, limit=1000, pluck="name"
			)
		)
		if stuck:
			action = (
				f'Open the list of {doctype}; "Why there is no ticket" names the reason. It is tried again.'
			)
			yield fail("tickets", f"{stuck} x {doctype} could not get a ticket", action)


def check_replies(_fetch: Fetch) -> Iterator[Line]:
	yield from check_composers()


CHECKS = (
	Check("settings", check_settings),
	Check("webhook", check_own_webhook, network=True),
	Check("pages", check_pages_at_facebook, network=True),
	Check("queue", check_queue),
	Check("scheduler", check_scheduler),
	Check("deliveries", check_deliveries),
	Check("helpdesk", check_helpdesk),
	Check("replies", check_replies),
)
