"""An agent of the demo at the host's web server: logs in and calls the app's own API, as a browser does.

Used by demo_team.py. Knows HTTP only.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any

import requests

from sandbox.demo_host import HostError

API = "fb_care.api."
MAKE = "frappe.core.doctype.communication.email.make"
TIMEOUT_S = 60


class Refused(Exception):
	"""The app said no, in these words."""


class Agent:
	"""A session of one user."""

	def __init__(self, url: str, headers: dict[str, str], user: str, password: str):
		self.url, self.user = url, user
		self._session = requests.Session()
		self._session.headers.update(headers)
		self.method("login", usr=user, pwd=password)

	def api(self, name: str, /, **arguments: Any) -> Any:
		"""Call a method of fb_care.api; its answer. Raises Refused, or HostError where it went wrong."""
		return self.method(API + name, **arguments)

	def type_in_ticket(self, doctype: str, name: str, to: str, content: str) -> None:
		"""A reply in the helpdesk's own composer, as its screen sends it."""
		if doctype == "HD Ticket":
			args = {"attachments": [], "to": to, "cc": "", "bcc": "", "message": content}
			place = {"dt": doctype, "dn": name, "method": "reply_via_agent"}
			self.method("run_doc_method", args=json.dumps(args), **place)
		else:
			more = {"recipients": to, "subject": "Re:", "send_email": 1, "communication_medium": "Email"}
			self.method(MAKE, doctype=doctype, name=name, content=content, sent_or_received="Sent", **more)

	def method(self, name: str, /, **arguments: Any) -> Any:
		"""POST one whitelisted method with form values; its `message`."""
		answer = self._session.post(f"{self.url}/api/method/{name}", data=arguments, timeout=TIMEOUT_S)
		if answer.ok:
			return answer.json().get("message")
		words = spoken(answer.text)
		if answer.status_code == 417:
			raise Refused(words)
		raise HostError(f"{name} answered {answer.status_code} to {self.user}: {words}")


def spoken(body: str) -> str:
	"""What the host said to the user in an answer that went wrong, as plain text."""
	try:
		said = json.loads(json.loads(body).get("_server_messages") or "[]")
		words = " ".join(str(json.loads(one).get("message") or "") for one in said)
	except (ValueError, AttributeError, TypeError):
		words = ""
	return html.unescape(re.sub(r"<[^>]+>", "", words)) or body[:300]
