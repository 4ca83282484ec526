"""Hourly, or when somebody presses "Check now": is each page's token alive and its subscription whole?

Reads what it needs, ends the transaction, asks Graph, then writes: no network inside a transaction. One
page's failure never stops the next. Errors of single calls (rate limits, no connection) leave its health as
it was.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import timezone
from functools import partial

import frappe
from frappe import _

from fb_care import clock, health, health_rules, settings
from fb_care.facebook import constants
from fb_care.facebook.errors import GraphError, PermissionMissing, TokenDead
from fb_care.facebook.graph import GraphClient
from fb_care.facebook.graph_people import further_fields
from fb_care.health_rules import Finding
from fb_care.inbound import contention
from fb_care.inbound.job import logged
from fb_care.jobs.alone import alone
from fb_care.outbound import pages
from fb_care.times import site_datetime

#: Seconds after which no further page is begun; the longest waiting are first the next time. A silent
#: Facebook costs most of a minute per page, and the host ends the job after 1500 s.
SECONDS = 1200.0
LOCK_S = 1600
NO_TOKEN = Finding(
	"Warning",
	"token_missing",
	"The page has no access token: messages come in, but names, pictures and checks don't work.",
	"Paste the page access token into the page's form.",
)
NO_APP = Finding(
	"Warning",
	"app_unset",
	"The token can't be checked: App ID or app secret are missing.",
	"Fill in App ID and an app secret in FB Care Settings.",
)


def run() -> None:
	"""Check the pages in use, the one checked longest ago first, as many as the time allows; alone."""
	with alone("health", LOCK_S) as mine:
		until = time.monotonic() + SECONDS
		for page in _longest_ago() if mine else ():
			if time.monotonic() > until:
				return
			with logged(f"fb_care: the health of page {page} could not be checked"):
				check(page)
				frappe.db.commit()


def _longest_ago() -> list[str]:
	"""Pages in use. Sorted here, as databases disagree on where those without a time come."""
	pages = frappe.get_all("FB Page", filters={"enabled": 1}, fields=["name", "health_checked_at"])
	return [page.name for page in sorted(pages, key=lambda page: str(page.health_checked_at or ""))]


def check(page: str) -> dict:
	"""Check one page, subscribe it again where fields were lost; its health afterwards.

	Commits. Raises nothing for what Graph answers: that becomes notices.
	"""
	check_silence(page)
	check_values(page)
	try:
		client = settings.graph_client(page)
	except settings.TokenMissing:
		_conclude(page, "token", [NO_TOKEN])
		return _state(page)
	frappe.db.commit()
	alive = _check_token(page, client)
	if alive:
		_check_subscription(page, client)
		contention.patiently(partial(pages.offer, page))
	_set(page, {"health_checked_at": site_datetime(clock.now_ms())})
	contention.patiently(partial(health.recompute, page))
	return _state(page)


def check_silence(page: str) -> None:
	"""The silent-page alarm; needs no network."""
	row = frappe.db.get_value("FB Page", page, ["last_event_ms", "creation", "enabled"], as_dict=True)
	since_ms = _site_ms(row.creation)
	hours = int(settings.get().silent_page_hours or 0)
	found = health_rules.judge_silence(int(row.last_event_ms or 0), since_ms, hours, clock.now_ms())
	_conclude(page, "silence", found if row.enabled else [])


def check_values(page: str) -> None:
	"""An event that came with its values since the notice shows that "Include Values" is on. Commits."""
	filters = {"parent": page, "parenttype": "FB Page", "source": "values", "solved": 0}
	said = frappe.get_all("FB Page Notice", filters=filters, pluck="at_ms")
	if said and frappe.db.exists("FB Comment Thread", {"page": page, "last_ms": [">", max(said)]}):
		contention.patiently(partial(health.clear, page, "values"))


def subscribe(page: str) -> list[str]:
	"""Subscribe the page to all the fields this app needs; the fields. Raises GraphError, TokenMissing."""
	client = settings.graph_client(page)
	frappe.db.commit()
	client.subscribe(list(constants.SUBSCRIBED_FIELDS))
	_keep_fields(page, constants.SUBSCRIBED_FIELDS)
	health.clear(page, "subscription")
	return list(constants.SUBSCRIBED_FIELDS)


def unsubscribe(page: str) -> None:
	"""Take this app off the page: nothing more comes from it. Raises GraphError, TokenMissing."""
	client = settings.graph_client(page)
	frappe.db.commit()
	client.unsubscribe()
	_keep_fields(page, ())


def _check_token(page: str, client: GraphClient) -> bool:
	"""False when the token is dead, so that nothing more need be asked."""
	app_id = settings.get().app_id
	if not (app_id and settings.app_secrets()):
		_conclude(page, "token", [NO_APP])
		return True
	frappe.db.commit()
	try:
		data = _debug_token(client, app_id)
	except GraphError as error:
		return _graph_failed(page, "token", error)
	found = health_rules.judge_token(data, page, app_id, clock.now_ms() / 1000)
	expires = health_rules.seconds(data.get("expires_at"))
	known = {"token_expires_at": site_datetime(expires * 1000) if expires else None}
	if "scopes" in data:
		known["profile_fields"] = ", ".join(further_fields(data["scopes"] or ()))
	_set(page, known)
	_conclude(page, "token", found)
	return not any(finding.code == "token_dead" for finding in found)


def _debug_token(client: GraphClient, app_id: str) -> dict:
	"""Holds no secret in a variable: the host's Error Log shows the variables of every frame that failed."""
	return client.debug_token(app_id, settings.app_secrets()[0])


def _check_subscription(page: str, client: GraphClient) -> None:
	app_id = settings.get().app_id or ""
	frappe.db.commit()
	try:
		apps = client.subscribed_apps()
		missing = health_rules.missing_fields(apps, app_id, constants.SUBSCRIBED_FIELDS)
		if missing:
			client.subscribe(list(constants.SUBSCRIBED_FIELDS))
			missing_still = health_rules.missing_fields(
				client.subscribed_apps(), app_id, constants.SUBSCRIBED_FIELDS
			)
		else:
			missing_still = []
	except GraphError as error:
		_graph_failed(page, "subscription", error)
		return
	_keep_fields(page, [field for field in constants.SUBSCRIBED_FIELDS if field not in missing_still])
	_report_subscription(page, missing, missing_still)
	_report_others(page, health_rules.other_apps(apps, app_id))


def _report_subscription(page: str, missing: list[str], missing_still: list[str]) -> None:
	if missing_still:
		template = "The page is not subscribed to: {0}."
		action = "Turn these fields on for the webhook in your Meta app, then press Subscribe."
		_conclude(
			page,
			"subscription",
			[Finding("Warning", "fields_missing", template, action, (", ".join(missing_still),))],
		)
		return
	health.clear(page, "subscription")
	if missing:
		message = _("The page had lost its subscription to: {0}. It was subscribed again.")
		health.notice(page, "Info", "subscription", "resubscribed", message.format(", ".join(missing)))


def _report_others(page: str, names: list[str]) -> None:
	"""Another app may own conversations, which then come in standby only. Said once, and when it changes."""
	message = _("Other apps get this page's events too, and may own conversations: {0}.")
	message = message.format(", ".join(sorted(names)))
	known = frappe.db.exists("FB Page Notice", {"parent": page, "code": "other_apps", "message": message})
	if names and not known:
		health.notice(page, "Info", "subscription", "other_apps", message)


def _graph_failed(page: str, source: str, error: GraphError) -> bool:
	"""Only what is about the token itself counts against the page; True when the token may still be alive."""
	if isinstance(error, TokenDead):
		code = str(error.subcode or error.code)
		dead = Finding("Error", "token_dead", health_rules.DEAD, health_rules.RECONNECT, (code,))
		_conclude(page, "token", [dead])
		return False
	if isinstance(error, PermissionMissing):
		template = "Facebook refused a check of this page: {0}"
		action = "Grant the permissions of docs/facebook-app-setup.md, step 5, again."
		_conclude(page, source, [Finding("Error", "permission_refused", template, action, (str(error),))])
		return True
	message = _("Facebook could not be asked: {0}").format(error)
	health.notice(page, "Info", source, "not_checked", message)
	return True


def _conclude(page: str, source: str, found: Iterable[Finding]) -> None:
	"""What this source has to say now: new findings are noticed, others of it are over. Commits."""
	contention.patiently(partial(_conclude_once, page, source, list(found)))


def _conclude_once(page: str, source: str, found: list[Finding]) -> None:
	health.clear(page, source, keep=tuple(finding.code for finding in found))
	for finding in found:
		message = _(finding.template).format(*finding.args)
		health.notice(page, finding.severity, source, finding.code, message, _(finding.action))


def _keep_fields(page: str, fields: Iterable[str]) -> None:
	_set(page, {"subscribed_fields": ", ".join(fields)})


def _set(page: str, values: dict) -> None:
	"""Write facts of the page, which a drain may be writing to at this moment. Commits."""
	write = partial(frappe.db.set_value, "FB Page", page, values, update_modified=False)
	contention.patiently(write)


def _site_ms(value: object) -> int:
	"""A Datetime of the host (site's time zone) in UTC ms."""
	from zoneinfo import ZoneInfo

	from frappe.utils import get_datetime, get_system_timezone

	local = get_datetime(value)
	return int(
		local.replace(tzinfo=ZoneInfo(get_system_timezone())).astimezone(timezone.utc).timestamp() * 1000
	)


def _state(page: str) -> dict:
	fields = ["health", "health_reason", "subscribed_fields", "token_expires_at", "health_checked_at"]
	return dict(frappe.db.get_value("FB Page", page, fields, as_dict=True))
