"""A sandbox site with a little of everything, served on a free port until its standard input closes.

Started by tests/browser/conftest.py as a process of its own. Prints the address, then what it made
as one line of JSON. No worker runs, so that what a button does can be seen before a job goes on with it.
"""

from __future__ import annotations

import copy
import json
import logging
import sys
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "sandbox"), str(ROOT)]

EVIL = '<img src=x onerror="document.title=1"><script>document.title=2</script>"\'>'
AD_WORDS = "Spring sale"
POST_TEXT = f"New in our shop {EVIL}"
WORDS = "Is this bike still there?"
NAME = f"Ada {EVIL}"


def messaging(host: Any, fixture: str) -> tuple[dict[str, Any], dict[str, Any]]:
	"""A fixture's delivery and its one messaging item, to be changed in place."""
	delivery = copy.deepcopy(host.fixture(fixture))
	return delivery, delivery["entry"][0]["messaging"][0]


def fill(host: Any) -> dict[str, str]:
	"""An ad-born conversation, a comment, a failed delivery; the names of their documents."""
	import frappe

	host.reset()
	host.page(page_name="Lakeside Bikes")
	delivery, item = messaging(host, "message__from_ad")
	item["message"]["text"] = f"{WORDS} {EVIL}"
	referral = item["message"].get("referral") or item["referral"]
	referral["ads_context_data"]["ad_title"] = f"{AD_WORDS} {EVIL}"
	host.receive(delivery)
	conversation = frappe.get_all("FB Conversation", pluck="name")[0]
	contact = frappe.db.get_value("FB Conversation", conversation, "contact")
	frappe.db.set_value("FB Contact", contact, {"full_name": NAME, "display_name": NAME})
	frappe.db.set_value("FB Conversation", conversation, "title", NAME)
	attach(conversation)
	open_window(conversation)
	comment = copy.deepcopy(host.fixture("comment__add"))
	comment["entry"][0]["changes"][0]["value"]["message"] = f"{WORDS} {EVIL}"
	host.receive(comment)
	thread = frappe.get_all("FB Comment Thread", fields=["name", "post"])[0]
	frappe.db.set_value("FB Post", thread.post, {"title": POST_TEXT, "message": POST_TEXT})
	clash, other = messaging(host, "message__text")
	other["message"]["mid"], other["sender"]["id"] = item["message"]["mid"], "24680135799999"
	host.receive(clash)
	frappe.db.commit()
	failed = frappe.get_all("FB Webhook Event", filters={"state": "Failed"}, pluck="name")
	return {"conversation": conversation, "thread": thread.name, "failed": failed[0] if failed else ""}


def open_window(conversation: str) -> None:
	"""The person wrote just now, so that the page may answer."""
	import frappe

	from fb_care import clock

	now = clock.now_ms()
	values = {"window_until_ms": now + 20 * 3_600_000, "last_incoming_ms": now - 4 * 3_600_000}
	frappe.db.set_value("FB Conversation", conversation, values)


def attach(conversation: str) -> None:
	"""A private file with an evil name on the conversation's ticket, where there is one."""
	import frappe

	ticket = frappe.db.get_value("FB Conversation", conversation, "ticket")
	if ticket:
		values = {"doctype": "File", "file_name": "a<b>x.txt", "content": b"text", "is_private": 1}
		frappe.get_doc({**values, "attached_to_doctype": "Issue", "attached_to_name": ticket}).insert()


def main() -> None:
	"""Make, fill, serve, wait."""
	from werkzeug.serving import make_server

	from tests.app.host_sandbox import SandboxHost

	logging.getLogger("werkzeug").setLevel("ERROR")
	host = SandboxHost.open()
	try:
		made = fill(host)
		server = make_server("127.0.0.1", 0, host.application(), threaded=True)
		threading.Thread(target=server.serve_forever, daemon=True).start()
		print(f"http://127.0.0.1:{server.server_port}", json.dumps(made), sep="\n", flush=True)
		sys.stdin.read()
		server.shutdown()
	finally:
		host.close()


if __name__ == "__main__":
	main()
