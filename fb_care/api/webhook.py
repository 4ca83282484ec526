"""Where Facebook delivers: `/api/method/fb_care.api.webhook.receive`, open to guests, so nothing here trusts.

GET is Meta's handshake, POST a delivery. A delivery is checked against the app secrets over its raw bytes
and stored; nothing else happens in the request. Secrets stay in the functions that need them, which have
returned before anything can fail in the database, so that no traceback can show one.
https://developers.facebook.com/docs/graph-api/webhooks/getting-started
"""

from __future__ import annotations

import hmac
import json

import frappe
from frappe import _
from werkzeug.wrappers import Response

from fb_care import settings
from fb_care.facebook import signature
from fb_care.inbound.store import store

#: Meta's deliveries are far below; what is larger is not read.
MAX_BYTES = 1024 * 1024


@frappe.whitelist(allow_guest=True)
def receive() -> Response:
	"""Answer Facebook: 200 when the delivery is kept, anything else makes Facebook send it again."""
	method = frappe.request.method
	if method == "GET":
		return _handshake()
	if method == "POST":
		return _delivery()
	return _answer(405, "Only GET and POST are answered here.")


def _handshake() -> Response:
	args = frappe.request.args
	expected = settings.verify_token()
	given = args.get("hub.verify_token", "")
	equal = hmac.compare_digest(given.encode(), expected.encode())
	if args.get("hub.mode") == "subscribe" and expected and equal:
		return _answer(200, args.get("hub.challenge", ""))
	return _answer(403, "The verify token is not the one in FB Care Settings.")


def _delivery() -> Response:
	if not settings.get().enabled:
		return _answer(503, "Deliveries are switched off in FB Care Settings.")
	body = frappe.request.get_data()
	if len(body) > MAX_BYTES:
		return _answer(413, f"A delivery may have {MAX_BYTES} bytes.")
	refusal = _signature_refusal(body)
	if refusal:
		return refusal
	if not _is_json_object(body):
		return _answer(400, "A delivery is a JSON object sent as application/json.")
	store(body, getattr(frappe.local, "request_ip", "") or "")
	return _answer(200, "EVENT_RECEIVED")


def _signature_refusal(body: bytes) -> Response | None:
	"""The answer to a body that is not proven to be Facebook's, None when it is."""
	secrets = settings.app_secrets()
	if not secrets:
		_say_that_secret_is_missing()
		return _answer(503, "No app secret is set in FB Care Settings.")
	try:
		signature.verify(body, frappe.request.headers.get("X-Hub-Signature-256"), secrets)
	except signature.SignatureError as error:
		return _answer(403, str(error))
	return None


def _is_json_object(body: bytes) -> bool:
	if frappe.request.mimetype != "application/json":
		return False
	try:
		return isinstance(json.loads(body), dict)
	except (ValueError, RecursionError):
		return False


def _say_that_secret_is_missing() -> None:
	"""One Error Log an hour: Facebook tries again many times, and one is enough to read."""
	if not frappe.cache.set(frappe.cache.make_key("fb_care:no_secret"), 1, nx=True, ex=3600):
		return
	frappe.log_error(
		title=_("Facebook delivers, but no app secret is set"),
		message=_(
			"A delivery from Facebook was answered with 503, because without an app secret nobody can tell"
			" whether it is genuine. Put the app secret of your Meta app into FB Care Settings, table"
			" App secrets. Facebook sends what it could not deliver again."
		),
	)
	frappe.db.commit()


def _answer(status: int, text: str) -> Response:
	return Response(text, status=status, mimetype="text/plain")
