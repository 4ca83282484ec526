"""What every test of the app sees of the host it runs on: one class, two hosts.

`tests/app/conftest.py` makes one `Host` for the whole run and calls `reset` before each test. What differs
between the sandbox and a bench stands in `host_sandbox.py` and `host_bench.py`; everything else here goes
through Frappe's own calls, so that a test can't tell the two apart.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.app.host_sessions import Answer, Session, in_thread

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
WEBHOOK = "/api/method/fb_care.api.webhook.receive"
PAGE_ID = "100200300400500"
APP_ID = "4242"
SECRET = "test-app-secret"
VERIFY_TOKEN = "test-verify"
PASSWORD = "demo"
AGENT = "agent@example.com"
MANAGER = "manager@example.com"
#: The site's System Manager; the host insists on having one.
OWNER = "owner@example.com"

#: Site config that lets the app talk to the fake Facebook on this machine. The desk can't set it.
TEST_CONFIG = {"fb_care_allow_insecure_graph": 1, "fb_care_allow_private_media": 1}


class Host:
	"""A site with the app installed, and the means to work on it. `open_host` makes the right kind."""

	name = ""
	site = ""
	facebook: Any = None
	facebook_token = ""

	def __init__(self) -> None:
		self._sessions: dict[str, Session] = {}

	# What the two kinds of host do in their own way

	def application(self) -> Callable[..., Any]:
		"""The host's WSGI application."""
		raise NotImplementedError

	def run_jobs(self, fail_ok: bool = False) -> int:
		"""Run the site's queued background jobs, and those they enqueue, to the end; how many ran.

		Raises AssertionError with the traceback of a job that failed, unless `fail_ok`.
		"""
		raise NotImplementedError

	def queued_jobs(self) -> list[str]:
		"""The dotted names of the methods waiting in the site's queues."""
		raise NotImplementedError

	def drop_jobs(self) -> None:
		"""Forget the site's queued background jobs."""
		raise NotImplementedError

	def fresh_reads(self) -> None:
		"""Forget cached values after another connection may have changed them; the user stays."""
		import frappe

		frappe.local.cache.clear()

	def close(self) -> None:
		"""Let go of the site."""
		raise NotImplementedError

	# What is the same on both

	@cached_property
	def helpdesk(self) -> str:
		"""The DocType tickets are made of here: "Issue", "HD Ticket" or "" for none."""
		import frappe

		apps = frappe.get_installed_apps()
		if "helpdesk" in apps:
			return "HD Ticket"
		return "Issue" if "erpnext" in apps else ""

	def reset(self) -> None:
		"""Back to an empty app: no rows, tickets, files or jobs; settings and users as tests expect."""
		from tests.app.host_reset import reset

		self.fresh()
		reset()
		self.drop_jobs()
		self.fresh()

	def fresh(self) -> None:
		"""Throw away what this connection remembers, so that it sees what others committed."""
		import frappe

		frappe.db.commit()
		frappe.set_user("Administrator")
		frappe.local.message_log.clear()
		self.fresh_reads()

	def send(
		self, method: str, path: str, data: Any, headers: dict[str, str]
	) -> tuple[Answer, dict[str, str]]:
		"""One HTTP request in a thread and connection of its own; the answer and the cookies it sets."""
		import frappe
		from werkzeug.http import parse_cookie
		from werkzeug.test import Client

		frappe.db.commit()

		def work() -> tuple[Answer, dict[str, str]]:
			client = Client(self.application(), use_cookies=False)
			answer = client.open(
				path, base_url=f"http://{self.site}", method=method, data=data, headers=headers, buffered=True
			)
			cookies = [parse_cookie(line.split(";")[0]) for line in answer.headers.getlist("Set-Cookie")]
			plain = {key: value for one in cookies for key, value in one.items()}
			return Answer(answer.status_code, dict(answer.headers), answer.get_data()), plain

		result = in_thread(work)
		self.fresh_reads()
		return result

	def request(
		self,
		method: str,
		path: str,
		data: Any = b"",
		headers: dict[str, str] | None = None,
		user: str | None = None,
	) -> Answer:
		"""One HTTP request as a guest, or as a logged-in `user` whose password is `demo`.

		`data` is the raw body (bytes or str), or a dict for a form. What the test's own connection did
		before is committed first.
		"""
		if user is None:
			return self.send(method, path, data, dict(headers or {}))[0]
		if user not in self._sessions:
			self._sessions[user] = self.login(user)
		return self._sessions[user].request(method, path, data, headers)

	def login(self, user: str, password: str = PASSWORD) -> Session:
		"""A new session of `user`. AssertionError if the host refuses."""
		session = Session(self)
		answer = session.request("POST", "/api/method/login", {"usr": user, "pwd": password})
		assert answer.status == 200, f"{user} can't log in: {answer.status} {answer.text[:200]}"
		return session

	def page(self, page_id: str = PAGE_ID, **fields: Any) -> Any:
		"""An enabled FB Page with a token, committed; if it is there already, changed by `fields`.

		Its comments make tickets without asking any rule, unless `fields` say otherwise.
		"""
		import frappe

		token = self.facebook_token or "test-page-token"
		values = {"page_name": "Lakeside Bikes", "enabled": 1, "access_token": token}
		values |= {"comment_tickets": "Always", **fields}
		if frappe.db.exists("FB Page", page_id):
			doc = frappe.get_doc("FB Page", page_id)
			doc.update(fields)
			doc.save(ignore_permissions=True)
		else:
			doc = frappe.get_doc({"doctype": "FB Page", "page_id": page_id, **values})
			doc.insert(ignore_permissions=True)
		frappe.db.commit()
		return doc

	def fixture(self, name: str) -> dict[str, Any]:
		"""The recorded delivery tests/fixtures/webhook/<name>.json."""
		return json.loads((FIXTURES / "webhook" / f"{name}.json").read_text(encoding="utf-8"))

	def deliver(
		self,
		payload: dict[str, Any] | bytes | str,
		secret: str = SECRET,
		sign: bool = True,
		headers: dict[str, str] | None = None,
	) -> Answer:
		"""POST a delivery to the webhook as Facebook would; a str is the name of a fixture."""
		from fb_care.facebook import signature

		if isinstance(payload, str):
			payload = self.fixture(payload)
		body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
		sent = {"Content-Type": "application/json", **(headers or {})}
		if sign:
			sent.setdefault("X-Hub-Signature-256", signature.sign(body, secret))
		return self.request("POST", WEBHOOK, body, sent)

	def drain(self) -> None:
		"""Process what was delivered, tickets included, now and in this connection; committed."""
		import frappe

		frappe.get_attr("fb_care.inbound.process.drain")()
		frappe.db.commit()
		frappe.set_user("Administrator")

	def receive(self, payload: dict[str, Any] | bytes | str) -> Answer:
		"""Deliver and drain."""
		answer = self.deliver(payload)
		assert answer.status == 200, f"the webhook answered {answer.status}: {answer.text[:300]}"
		self.drain()
		return answer

	@contextmanager
	def as_user(self, user: str) -> Iterator[None]:
		"""Be `user` inside the block."""
		import frappe

		before = frappe.session.user
		frappe.set_user(user)
		try:
			yield
		finally:
			frappe.set_user(before)


def open_host() -> Host:
	"""The host FB_CARE_HOST names: "sandbox" (also when unset) or "bench"."""
	import os

	kind = os.environ.get("FB_CARE_HOST") or "sandbox"
	if kind == "bench":
		from tests.app.host_bench import BenchHost

		return BenchHost.open()
	from tests.app.host_sandbox import SandboxHost

	return SandboxHost.open()
