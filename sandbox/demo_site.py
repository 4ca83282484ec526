"""The demo's hand on a site: runs under the site's own Python, reads commands from stdin, answers on stdout.

Started by demo_host.py for a sandbox site and for a site of a bench alike: it uses only what both have.
One command is one line of JSON, `{"do": name, ...}`; its answer is one line that begins with MARK. It must
not be used for anything but demos and benchmarks: it points the settings at a fake Facebook.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

MARK = "@@demo "
DEMO_LABEL = "recorded day (demo)"


def setup(
	graph_url: str, app_id: str, secret: str, verify_token: str, pages: list[dict[str, str]]
) -> dict[str, Any]:
	"""Settings and pages for the fake Facebook; gives the settings there were, for `restore`."""
	import frappe

	settings = frappe.get_doc("FB Care Settings")
	keys = ("enabled", "app_id", "graph_url", "media_hosts")
	before = {key: settings.get(key) for key in keys}
	before["verify_token"] = settings.get_password("verify_token", raise_exception=False) or ""
	hosts = ",".join(part for part in (settings.media_hosts or "", "127.0.0.1") if part)
	settings.update({"enabled": 1, "app_id": app_id, "graph_url": graph_url, "media_hosts": hosts})
	settings.verify_token = verify_token
	# First, as the first one signs the calls to Graph; the site's own stay accepted.
	others = [row for row in settings.app_secrets if row.label != DEMO_LABEL]
	settings.app_secrets = []
	settings.append("app_secrets", {"label": DEMO_LABEL, "secret": secret, "active": 1})
	settings.app_secrets.extend(others)
	for number, row in enumerate(settings.app_secrets, start=1):
		row.idx = number
	settings.save(ignore_permissions=True)
	for page in pages:
		_make_page(page)
	return before


def _make_page(page: dict[str, str]) -> None:
	import frappe

	values = {
		"page_name": page["name"],
		"access_token": page["token"],
		"enabled": 1,
		"automatic_texts": page["automatic"],
	}
	if frappe.db.exists("FB Page", page["page_id"]):
		doc = frappe.get_doc("FB Page", page["page_id"])
		doc.update(values)
		doc.save(ignore_permissions=True)
	else:
		doc = frappe.get_doc({"doctype": "FB Page", "page_id": page["page_id"], **values})
		doc.insert(ignore_permissions=True)


def restore(before: dict[str, Any]) -> None:
	"""Put back what `setup` changed in the settings; the pages stay."""
	import frappe

	settings = frappe.get_doc("FB Care Settings")
	settings.update(before)
	settings.app_secrets = [row for row in settings.app_secrets if row.label != DEMO_LABEL]
	settings.save(ignore_permissions=True)


def subscribe(page_id: str) -> list[str]:
	"""Subscribe a page as the button on its form does, and check it."""
	from fb_care.jobs import health

	fields = health.subscribe(page_id)
	health.check(page_id)
	return fields


def now() -> dict[str, Any]:
	"""The site's own time, from which `state` and `summary` count, and what kind of host it is."""
	import frappe

	from fb_care import clock

	apps = [app for app in frappe.get_installed_apps() if app != "fb_care"]
	return {"ms": clock.now_ms(), "at": str(frappe.utils.now_datetime()), "apps": apps}


def state(since_ms: int, since_at: str) -> dict[str, int]:
	"""How much of this replay is still to do: deliveries, tickets, profiles, ads, posts, media."""
	import frappe

	rows = frappe.get_all("FB Webhook Event", filters={"received_ms": [">=", since_ms]}, pluck="state")
	states = Counter(rows)
	# A site of a bench may hold what others left undone: that is not ours to wait for.
	fresh = {"modified": [">=", since_at]}
	open_threads = sum(
		frappe.db.count(doctype, {"ticket_due": 1, **fresh})
		for doctype in ("FB Conversation", "FB Comment Thread")
	)
	fetching = sum(
		frappe.db.count(doctype, {field: "Pending", **fresh})
		for doctype, field in (
			("FB Contact", "profile_state"),
			("FB Attachment", "state"),
			("FB Ad", "details_state"),
			("FB Ad", "picture_state"),
			("FB Post", "details_state"),
		)
	)
	return {
		"received": len(rows),
		"open": states["Received"] + states["Working"],
		"tickets": open_threads,
		"fetching": fetching,
	}


def sweep() -> None:
	"""What the host's scheduler does each minute; a bench's may be off."""
	from fb_care.jobs import sweep

	sweep.run()


def summary(since_ms: int, since_at: str, pages: list[str]) -> dict[str, Any]:
	"""What became of the replay, as plain counts and lists."""
	import frappe

	deliveries = _deliveries(since_ms)
	logged = frappe.get_all("Error Log", filters={"creation": [">=", since_at]}, pluck="method")
	errors = dict(Counter(str(title) for title in logged))
	return {**deliveries, "tickets": _tickets(since_at, pages), **_kept(since_at, pages), "errors": errors}


def _deliveries(since_ms: int) -> dict[str, Any]:
	import frappe

	rows = frappe.get_all(
		"FB Webhook Event",
		filters={"received_ms": [">=", since_ms]},
		fields=["name", "state", "duplicates", "outcomes", "reason"],
		order_by="received_ms asc",
	)
	kinds: Counter[tuple[str, str]] = Counter()
	trouble = []
	for row in rows:
		for outcome in json.loads(row.outcomes or "[]"):
			kinds[(outcome["kind"], outcome["state"])] += 1
			if outcome["state"] in ("failed", "unknown"):
				why = outcome.get("reason") or outcome.get("error") or ""
				trouble.append(
					[row.name, outcome["kind"], outcome["state"], str(why).strip().split("\n")[-1]]
				)
	return {
		"deliveries": dict(Counter(row.state for row in rows)),
		"duplicates": sum(row.duplicates or 0 for row in rows),
		"kinds": [[kind, result, count] for (kind, result), count in sorted(kinds.items())],
		"trouble": trouble,
	}


def _tickets(since_at: str, pages: list[str]) -> dict[str, Any]:
	import frappe

	from fb_care.tickets import choose

	doctype, reason = choose()
	if not doctype:
		return {"doctype": "", "reason": reason}
	rows = frappe.get_all(
		doctype,
		filters={"fb_page": ["in", pages], "creation": [">=", since_at]},
		fields=["name", "fb_page", "fb_ad", "fb_conversation", "fb_comment_thread"],
	)
	names = [row.name for row in rows]
	about = Counter(row.fb_conversation or row.fb_comment_thread for row in rows)
	told = frappe.get_all(
		"Communication",
		filters={"reference_doctype": doctype, "reference_name": ["in", names or [""]]},
		pluck="sent_or_received",
	)
	files = frappe.get_all(
		"File",
		filters={"attached_to_doctype": doctype, "attached_to_name": ["in", names or [""]]},
		pluck="name",
	)
	return {
		"doctype": doctype,
		"made": len(rows),
		"by_page": dict(Counter(row.fb_page for row in rows)),
		"with_ad": sum(bool(row.fb_ad) for row in rows),
		"with_comment": sum(bool(row.fb_comment_thread) for row in rows),
		"from_messages": sum(bool(row.fb_conversation) for row in rows),
		"timeline": dict(Counter(told)),
		"files": len(files),
		"twice": [thread for thread, count in about.items() if count > 1],
	}


def _kept(since_at: str, pages: list[str]) -> dict[str, Any]:
	import frappe

	here = {"page": ["in", pages], "creation": [">=", since_at]}
	counts = {
		doctype: frappe.db.count(doctype, here)
		for doctype in (
			"FB Conversation",
			"FB Message",
			"FB Comment Thread",
			"FB Comment",
			"FB Post",
			"FB Ad",
		)
	}
	profiles = frappe.get_all("FB Contact", filters=here, pluck="profile_state")
	media = frappe.get_all(
		"FB Attachment", filters={"creation": [">=", since_at]}, fields=["kind", "state", "reason"]
	)
	failed = Counter((row.state, row.reason or "") for row in media if row.state in ("Failed", "Refused"))
	return {
		"rows": counts,
		"profiles": dict(Counter(profiles)),
		"media": dict(Counter(row.state for row in media if row.state != "None")),
		"media_trouble": [[kind, reason, count] for (kind, reason), count in sorted(failed.items())],
	}


COMMANDS = {
	"setup": setup,
	"restore": restore,
	"subscribe": subscribe,
	"now": now,
	"state": state,
	"sweep": sweep,
	"summary": summary,
}


def answer(line: str) -> str:
	"""Run one command; its result, or the error's text, as JSON. Each sees what others have committed."""
	import frappe

	command = json.loads(line)
	try:
		frappe.db.rollback()
		frappe.set_user("Administrator")
		result = COMMANDS[command.pop("do")](**command)
		frappe.db.commit()
	except Exception as error:
		frappe.db.rollback()
		return json.dumps({"error": f"{type(error).__name__}: {error}"})
	return json.dumps({"result": result})


def main(site: str, sites_path: str) -> None:
	import frappe

	frappe.init(site, sites_path=sites_path)
	frappe.connect()
	print(MARK + json.dumps({"result": "ready"}), flush=True)
	for line in sys.stdin:
		print(MARK + answer(line), flush=True)
	frappe.destroy()


if __name__ == "__main__":
	main(*sys.argv[1:3])
