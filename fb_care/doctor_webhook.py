"""The doctor's self-test of the webhook, through the site's own public address.

Three requests that leave no row: Meta's handshake, a wrongly signed delivery (must be refused), and for each
secret a rightly signed body that is no delivery (must get past the signature and be refused after it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlencode, urlsplit

from fb_care import settings
from fb_care.facebook import signature
from fb_care.lines import Line, fail, ok, warn

PATH = "/api/method/fb_care.api.webhook.receive"
CHALLENGE = "1158201444"
NO_DELIVERY = b'["a body that is signed, but no delivery"]'
TIMEOUT_S = 10

#: (method, url, headers, body) -> (status, body). Raises OSError when the site can't be reached.
Fetch = Callable[[str, str, dict[str, str], bytes], tuple[int, bytes]]


def fetch_over_http(method: str, url: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
	import requests

	answer = requests.request(
		method, url, headers=headers, data=body, timeout=TIMEOUT_S, allow_redirects=False
	)
	return answer.status_code, answer.content[:1000]


def check_webhook(site_url: str, fetch: Fetch) -> Iterator[Line]:
	"""Is the webhook reachable at the site's own address, and does it answer as it must?"""
	url = site_url.rstrip("/") + PATH
	parts = urlsplit(url)
	if parts.scheme != "https" or (parts.hostname or "").endswith("localhost"):
		action = "Set host_name in site_config.json to the public https address; Meta delivers nowhere else."
		yield warn("webhook", f"the site's address is {parts.scheme}://{parts.netloc}", action)
	try:
		yield from _handshake(url, fetch)
		yield _wrong_signature(url, fetch)
		yield from _right_signatures(url, fetch)
	except OSError as error:
		action = "Open the address in a browser from outside; check DNS, certificate, proxy and host_name."
		yield fail("webhook", f"{url} can't be reached from here ({type(error).__name__})", action)


def _handshake(url: str, fetch: Fetch) -> Iterator[Line]:
	token = settings.verify_token()
	if not token:
		return
	query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": CHALLENGE}
	status, body = fetch("GET", f"{url}?{urlencode(query)}", {}, b"")
	if status == 200 and body.decode("utf-8", "replace").strip() == CHALLENGE:
		yield ok("webhook", f"the handshake works at {url}")
	else:
		action = "Something before the site answers instead of it: a proxy, another site name, a login wall."
		yield fail("webhook", f"the handshake was answered {status}, not with the challenge", action)


def _wrong_signature(url: str, fetch: Fetch) -> Line:
	headers = {"Content-Type": "application/json", "X-Hub-Signature-256": "sha256=" + "0" * 64}
	status, _body = fetch("POST", url, headers, NO_DELIVERY)
	if status == 403:
		return ok("webhook", "a wrongly signed delivery is refused")
	if status == 503:
		return fail("webhook", "deliveries are answered 503", "See the lines on settings and app secret.")
	return fail("webhook", f"a wrongly signed delivery was answered {status}, not 403", "Check the proxy.")


def _right_signatures(url: str, fetch: Fetch) -> Iterator[Line]:
	for number, secret in enumerate(settings.app_secrets(), 1):
		headers = {"Content-Type": "application/json"}
		headers["X-Hub-Signature-256"] = signature.sign(NO_DELIVERY, secret)
		status, _body = fetch("POST", url, headers, NO_DELIVERY)
		if status == 400:
			yield ok("webhook", f"a delivery signed with app secret {number} gets through")
		elif status == 403:
			action = "A proxy changes the body, or the web processes hold older settings: restart them."
			yield fail("webhook", f"a delivery signed with app secret {number} is refused", action)
		else:
			yield fail(
				"webhook", f"a signed delivery was answered {status}", "Look at the web log of the site."
			)
