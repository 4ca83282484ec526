"""A site with an inbox, its worker and a fake Facebook, for browser tests, as a process of its own.

Started by `tests/browser/stage.py` with the Python of the sandbox or of a bench. Prints one line of JSON,
{url, made}, then answers each line of its standard input, {"do": name, ...}, with a line of JSON, and ends
with it. In between it works off jobs and brings in what Facebook has to tell, as the workers of a site do.
"""

from __future__ import annotations

import json
import logging
import os
import select
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ON_BENCH = os.environ.get("FB_CARE_HOST") == "bench"
sys.path[:0] = [str(ROOT)] if ON_BENCH else [str(ROOT / "sandbox"), str(ROOT)]
TURN_S = 0.1


class Stage:
	"""What tests can have done behind the browser's back."""

	def __init__(self, host: Any, facebook: Any) -> None:
		self.host, self.facebook = host, facebook
		facebook.webhooks.post = lambda body, headers: host.deliver(body, sign=False, headers=headers).status

	def work(self) -> None:
		"""Jobs and deliveries until there is nothing left to do now."""
		self.facebook.webhooks.run_due()
		self.host.drain()
		while self.host.queued_jobs():
			self.host.run_jobs(fail_ok=True)
			self.facebook.webhooks.run_due()
			self.host.drain()

	def do_nothing(self) -> None:
		"""Only what `work` does."""

	def do_person(self, page: str, psid: str, first: str, last: str) -> None:
		self.facebook.add_person(page, psid, first, last)

	def do_writes(self, page: str, psid: str, text: str) -> None:
		self.facebook.person_writes(page, psid, text)

	def do_gets(self, page: str, psid: str) -> None:
		self.facebook.person_gets(page, psid)

	def do_reads(self, page: str, psid: str) -> None:
		self.facebook.person_reads(page, psid)

	def do_received(self, psid: str) -> list[str]:
		return [message.text for message in self.facebook.received(psid)]

	def do_value(self, doctype: str, name: str, field: str) -> Any:
		import frappe

		self.host.fresh()
		return str(frappe.db.get_value(doctype, name, field) or "")

	def do_names(self, doctype: str, filters: dict[str, Any]) -> list[str]:
		import frappe

		self.host.fresh()
		return frappe.get_all(doctype, filters=filters, pluck="name", order_by="creation asc")

	def do_looks(self, user: str, lang: str, theme: str) -> None:
		"""Have a desk's user see it so from the next page on. `theme`: light or dark."""
		import frappe

		frappe.db.set_value("User", user, {"language": lang, "desk_theme": theme.title()})
		frappe.clear_cache(user=user)
		frappe.db.commit()

	def do_label(self, name: str, color: str) -> None:
		import frappe

		frappe.get_doc({"doctype": "FB Label", "label": name, "color": color}).insert(ignore_permissions=True)
		frappe.db.commit()

	def do_fill(self) -> dict[str, Any]:
		"""All as in the beginning."""
		from tests.browser import inbox_cast

		self.facebook.reset()
		made = inbox_cast.fill(self.host, self.facebook)
		self.work()
		return made


def answer(stage: Stage, line: str) -> dict[str, Any]:
	asked = json.loads(line)
	work = getattr(stage, f"do_{asked.pop('do')}")
	try:
		value = work(**asked)
		stage.work()
		return {"value": value}
	except Exception:
		return {"error": traceback.format_exc()}


def serve(host: Any) -> str:
	"""The host's own application on a free port, with its assets; the address."""
	from werkzeug.serving import make_server

	logging.getLogger("werkzeug").setLevel("ERROR")
	application = _of_bench(host) if ON_BENCH else host.application()
	server = make_server("127.0.0.1", 0, application, threaded=True)
	threading.Thread(target=server.serve_forever, daemon=True).start()
	return f"http://127.0.0.1:{server.server_port}"


def _of_bench(host: Any) -> Any:
	"""Frappe's application for this one site, whatever the address says, with what its own server adds."""
	import frappe.app

	frappe.app._site = host.site
	return frappe.app.application_with_statics()


def main() -> None:
	from tests.app.hosts import APP_ID, SECRET, open_host
	from tests.fakebook import Facebook

	host = open_host()
	facebook = Facebook(app_id=APP_ID, app_secret=SECRET).start()
	stage = Stage(host, facebook)
	try:
		made = stage.do_fill()
		print(json.dumps({"url": serve(host), "made": made}), flush=True)
		while True:
			ready, _out, _broken = select.select([sys.stdin], [], [], TURN_S)
			line = sys.stdin.readline() if ready else ""
			if ready and not line:
				break
			if line.strip():
				print(json.dumps(answer(stage, line)), flush=True)
			elif host.queued_jobs():
				stage.work()
	finally:
		facebook.stop()
		host.close()


if __name__ == "__main__":
	main()
