"""The app's settings as code needs them: secrets decrypted, a Graph client ready to call.

Everything that needs a token or a secret asks here, so that they are read in one place. Secrets live in
the memory of the process only, never in Redis; whoever gets one must not log it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import frappe
from frappe.model.document import Document
from frappe.query_builder.functions import Count
from frappe.utils.password import get_decrypted_password

if TYPE_CHECKING:
	from fb_care.facebook.graph import GraphClient

_secrets: dict[str, tuple[str, tuple[str, ...]]] = {}


class TokenMissing(Exception):
	"""The page has no access token; the message names the page and says what to do."""


def get() -> Document:
	"""The settings document, cached."""
	return frappe.get_cached_doc("FB Care Settings")


def app_secrets() -> tuple[str, ...]:
	"""The app secrets in use, decrypted, in the order of the table. Empty when none is set."""
	settings = get()
	version = f"{settings.modified}"
	known = _secrets.get(frappe.local.site)
	if known and known[0] == version:
		return known[1]
	found = [_password("FB App Secret", row.name, "secret") for row in settings.app_secrets if row.active]
	secrets = tuple(secret for secret in found if secret)
	_secrets[frappe.local.site] = (version, secrets)
	return secrets


def verify_token() -> str:
	"""The word of the webhook handshake; "" when unset, which no handshake may match."""
	return _password("FB Care Settings", "FB Care Settings", "verify_token")


def page_token(page: str) -> str:
	"""The page's access token; "" when it has none."""
	return _password("FB Page", page, "access_token")


def page_tokens(page: Any) -> Any:
	"""A query for how many access tokens `page` (of `prepared.given`) has, 0 or 1. Nothing is decrypted."""
	auth = frappe.qb.DocType("__Auth")
	query = frappe.qb.from_(auth).select(Count(auth.name)).where(auth.doctype == "FB Page")
	query = query.where((auth.name == page) & (auth.fieldname == "access_token"))
	return query.where((auth.encrypted == 1) & (auth.password != ""))


def graph_client(page: str) -> GraphClient:
	"""A client that calls Graph as this page. Raises `TokenMissing`."""
	import requests

	from fb_care.facebook.graph import GraphClient

	token = page_token(page)
	if not token:
		raise TokenMissing(f"Page {page} has no access token: paste one into its form.")
	settings = get()
	secrets = app_secrets()
	return GraphClient(
		session=requests.Session(),
		base_url=settings.graph_url or "https://graph.facebook.com",
		version=settings.graph_version or "v26.0",
		token=token,
		app_secret=secrets[0] if secrets else "",
	)


def media_hosts() -> tuple[str, ...]:
	"""Host names that media may be copied from; each allows its subdomains."""
	names = (get().media_hosts or "").replace("\n", ",").split(",")
	return tuple(name.strip().lower() for name in names if name.strip())


def _password(doctype: str, name: str, fieldname: str) -> str:
	return get_decrypted_password(doctype, name, fieldname, raise_exception=False) or ""
