"""The Graph API, as far as this app asks it.

Jobs make a client per page through the host's settings; nothing here knows the host. Every call goes through
`_request`: it adds the proof that the token is ours, follows no redirect, and turns every failure into an
exception of `errors`. The token travels in a header and appears in no error, log or representation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import requests
from urllib3.exceptions import NewConnectionError

from fb_care.facebook import errors
from fb_care.facebook.constants import GRAPH_URL, GRAPH_VERSION
from fb_care.facebook.graph_comments import CommentCalls
from fb_care.facebook.graph_send import SendCalls
from fb_care.facebook.reading import clean, items, mapping, text
from fb_care.facebook.secret import Bearer, Secret, hide, mask
from fb_care.facebook.signature import appsecret_proof
from fb_care.facebook.usage import Usage, read_usage, retry_after_seconds

PROFILE_FIELDS = ("id", "name", "first_name", "last_name", "profile_pic")
PAGE_FIELDS = ("id", "name", "link", "category", "picture")
POST_FIELDS = (
	"id",
	"message",
	"permalink_url",
	"full_picture",
	"is_published",
	"is_hidden",
	"status_type",
	"promotion_status",
	"created_time",
	"from",
	"attachments{media_type,title,url,media,unshimmed_url}",
)
COMMENT_FIELDS = (
	"id",
	"message",
	"from",
	"created_time",
	"parent{id}",
	"permalink_url",
	"attachment",
	"is_hidden",
	"can_reply_privately",
)
AD_FIELDS = (
	"id",
	"name",
	"effective_status",
	"preview_shareable_link",
	"campaign{id,name}",
	"adset{id,name}",
	"creative{id,name,effective_object_story_id,object_story_id,thumbnail_url,title,body}",
)
#: Seconds to connect, and between two parts of the answer.
TIMEOUT = (5.0, 20.0)
#: The same for files: Facebook looks at them before it answers ("video fetch timeout 75 s").
UPLOAD_TIMEOUT = (5.0, 90.0)
#: Parameters of a "next" address that are ours to add, never to copy.
_OURS = frozenset({"access_token", "appsecret_proof"})


class GraphClient(SendCalls, CommentCalls):
	"""Asks the Graph API with one page's token. Not shared between threads."""

	def __init__(
		self,
		session: requests.Session,
		base_url: str = GRAPH_URL,
		version: str = GRAPH_VERSION,
		token: str = "",
		app_secret: str = "",
		timeout: float | tuple[float, float] = TIMEOUT,
	) -> None:
		self._session = session
		self._root = f"{base_url.rstrip('/')}/{quote(version, safe='.')}"
		self._token, self._app_secret = Secret(token), Secret(app_secret)
		self._secrets = (self._token, self._app_secret)
		self._timeout = timeout
		#: What the last answer said about call limits.
		self.usage = Usage()

	def __repr__(self) -> str:
		return f"GraphClient({self._root})"

	def profile(self, psid: str, fields: Sequence[str] = PROFILE_FIELDS) -> dict[str, Any]:
		"""The public profile of a person. `ProfileUnavailable` where Facebook gives none."""
		profile = self._get(psid, fields)
		if not any(value for name, value in profile.items() if name != "id"):
			raise errors.ProfileUnavailable("the answer is empty")
		return profile

	def ad(self, ad_id: str) -> dict[str, Any]:
		"""Name, campaign, ad set and creative of an ad; needs ads_read on its account."""
		return self._get(ad_id, AD_FIELDS)

	def post(self, post_id: str) -> dict[str, Any]:
		"""A post by its full id `{page}_{post}`."""
		return self._get(post_id, POST_FIELDS)

	def comment(self, comment_id: str) -> dict[str, Any]:
		"""A comment by its full id."""
		return self._get(comment_id, COMMENT_FIELDS)

	def page(self, fields: Sequence[str] = PAGE_FIELDS) -> dict[str, Any]:
		"""The page whose token this is."""
		return self._get("me", fields)

	def subscribed_apps(self) -> list[dict[str, Any]]:
		"""The apps that get this page's webhooks, each with `id` and `subscribed_fields`."""
		return [dict(mapping(app)) for app in self.pages("me/subscribed_apps")]

	def subscribe(self, fields: Sequence[str]) -> None:
		"""Have this page's events of `fields` delivered to the app; replaces what was subscribed before."""
		answer = self._request("POST", "me/subscribed_apps", {"subscribed_fields": ",".join(fields)})
		_need_success(answer)

	def unsubscribe(self) -> None:
		"""Have no more events of this page delivered to the app."""
		_need_success(self._request("DELETE", "me/subscribed_apps"))

	def debug_token(self, app_id: str, secret: str) -> dict[str, Any]:
		"""What Facebook says of the page's token: is_valid, expires_at, data_access_expires_at, scopes ..."""
		app = (Secret(f"{app_id}|{secret}"), Secret(secret))
		answer = self._request("GET", "debug_token", {"input_token": self._token}, signed=app)
		return dict(mapping(answer.get("data")))

	def pages(
		self, path: str, params: Mapping[str, Any] | None = None, max_pages: int = 50
	) -> Iterator[dict[str, Any]]:
		"""Every element of `data`, page by page. The address of the next page is never followed as it
		stands, since it holds the token: only its cursor is."""
		query = dict(params or {})
		for _number in range(max_pages):
			answer = self._request("GET", path, query)
			yield from items(answer.get("data"))
			further = _next(mapping(answer.get("paging")))
			if not further:
				return
			query = {**query, **further}

	def _get(self, node: str, fields: Sequence[str]) -> dict[str, Any]:
		return self._request("GET", quote(node, safe=""), {"fields": ",".join(fields)})

	def _request(
		self,
		method: str,
		path: str,
		params: Mapping[str, Any] | None = None,
		*,
		signed: tuple[Secret, Secret] | None = None,
		files: Mapping[str, Any] | None = None,
	) -> dict[str, Any]:
		"""One call; the answer as an object, or an exception of `errors`. `signed`: another token and the
		app secret that proves it; `files`: parts of a multipart form, as `requests` takes them."""
		if not self._token:
			raise errors.TokenDead("no token is set")
		try:
			token, app_secret = signed or self._secrets
			answer = self._send(method, f"{self._root}/{path}", params or {}, token, app_secret, files)
			failure = None
		except requests.RequestException as error:
			failure = _no_answer(method, error)
		if failure:
			raise failure  # outside the handler: the library's exception holds the whole request
		self.usage = read_usage(answer.headers)
		return self._read(method, answer)

	def _send(
		self,
		method: str,
		url: str,
		params: Mapping[str, Any],
		token: Secret,
		app_secret: Secret,
		files: Mapping[str, Any] | None = None,
	) -> requests.Response:
		place = "data" if method == "POST" else "params"
		return self._session.request(
			method,
			url,
			auth=Bearer(token),
			headers={"Accept": "application/json"},
			timeout=UPLOAD_TIMEOUT if files else self._timeout,
			files=files,
			allow_redirects=False,
			**{place: _revealed(params, token, app_secret)},
		)

	def _read(self, method: str, answer: requests.Response) -> dict[str, Any]:
		status = answer.status_code
		if 300 <= status < 400:
			raise errors.GraphError("it answered with a redirect, which is not followed", status=status)
		body = self._body(answer)
		if (isinstance(body, dict) and "error" in body) or status >= 400:
			raise self._failure(mapping(body), answer)
		if body is None:
			raise _unreadable(method, status)
		if isinstance(body, dict):
			return body
		return {"success": body} if isinstance(body, bool) else {"data": body}

	def _body(self, answer: requests.Response) -> Any:
		"""The JSON of an answer, None where there is none. Meta repeats tokens in answers; they end here."""
		try:
			return clean(json.loads(hide(answer.content.decode("utf-8", "replace"), self._secrets)))
		except (ValueError, RecursionError):
			return None

	def _failure(self, body: Mapping[str, Any], answer: requests.Response) -> errors.GraphError:
		error = dict(mapping(body.get("error")))
		error["message"] = mask(text(error.get("message")))
		return errors.from_answer({"error": error}, answer.status_code, retry_after_seconds(answer.headers))


def _revealed(params: Mapping[str, Any], token: Secret, app_secret: Secret) -> dict[str, Any]:
	"""The parameters as they are sent, with the proof that the app owns the token."""
	plain = {name: part.reveal() if isinstance(part, Secret) else part for name, part in params.items()}
	if app_secret:
		plain["appsecret_proof"] = appsecret_proof(token.reveal(), app_secret.reveal())
	return plain


def _no_answer(method: str, error: requests.RequestException) -> errors.GraphError:
	"""Whether anything can have happened: not if the call only reads, or never got through."""
	kind = type(error).__name__
	if method == "GET" or _never_sent(error):
		return errors.Temporary(f"no answer ({kind})")
	return errors.Unclear(f"no answer ({kind})")


def _never_sent(error: requests.RequestException) -> bool:
	"""Whether the connection was never made, so that the call can't have been carried out."""
	if isinstance(error, (requests.ConnectTimeout, requests.exceptions.SSLError)):
		return True
	reason = getattr(error.args[0], "reason", None) if error.args else None
	return isinstance(reason, NewConnectionError)


def _unreadable(method: str, status: int) -> errors.GraphError:
	kind = errors.Temporary if method == "GET" else errors.Unclear
	return kind("the answer is not JSON", status=status)


def _need_success(answer: Mapping[str, Any]) -> None:
	if answer.get("success") is not True:
		raise errors.Unclear("the answer does not say that it was done")


def _next(paging: Mapping[str, Any]) -> dict[str, str]:
	"""The parameters that lead to the next page, {} on the last one."""
	following = text(paging.get("next"))
	if not following:
		return {}
	after = text(mapping(paging.get("cursors")).get("after"))
	if after:
		return {"after": after}
	return {name: value for name, value in parse_qsl(urlsplit(following).query) if name not in _OURS}
