"""What a page's token and subscription must be like: rules as plain functions, without host or network.

Called by jobs.health and doctor with what Graph answered. A finding says what is wrong, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

DAY_S = 24 * 3600
WARN_DAYS = 7
#: Permissions a page token needs, and what stops working without each.
SCOPES = {
	"pages_messaging": "private messages",
	"pages_manage_metadata": "the webhook subscription",
	"pages_read_engagement": "posts and the page's own content",
	"pages_read_user_content": "comments and visitor posts",
	"pages_manage_engagement": "answering, hiding and liking comments",
	"pages_show_list": "the list of pages",
}
#: Without these nothing arrives at all.
VITAL = frozenset({"pages_messaging", "pages_manage_metadata"})
#: What ends at some time: (field of debug_token, sentence before that, sentence after).
TIMES = (
	("expires_at", "The token ends in {0} days.", "The token has expired."),
	(
		"data_access_expires_at",
		"Access to people's data ends in {0} days.",
		"Access to people's data has expired.",
	),
)
DEAD = "Facebook no longer accepts this page's token (code {0})."
RECONNECT = "Make a new page token (docs/facebook-app-setup.md, step 5) and paste it into the page's form."


@dataclass(frozen=True)
class Finding:
	"""Something wrong. `severity` Warning or Error; `code` names the kind.

	`template` and `action` are sentences for translators; `args` fill the template.
	"""

	severity: str
	code: str
	template: str
	action: str
	args: tuple[str, ...] = ()

	@property
	def message(self) -> str:
		"""The sentence in English."""
		return self.template.format(*self.args)


def judge_token(data: Mapping[str, Any], page_id: str, app_id: str, now_s: float) -> list[Finding]:
	"""What is wrong with a token, by `data` of Graph's debug_token. Decides by fields, never by text."""
	if not data.get("is_valid"):
		error = data.get("error") or {}
		return [_error("token_dead", DEAD, RECONNECT, str(error.get("subcode") or error.get("code") or 190))]
	found = _judge_owner(data, page_id, app_id)
	found += _judge_scopes(data, page_id)
	found += _judge_times(data, now_s)
	return found


def _judge_owner(data: Mapping[str, Any], page_id: str, app_id: str) -> list[Finding]:
	found = []
	kind = str(data.get("type") or "")
	if kind and kind != "PAGE":
		template = "The token is not a page token; its kind is {0}."
		found.append(_error("token_not_page", template, RECONNECT, kind))
	owner = str(data.get("profile_id") or "")
	if owner and owner != page_id and kind == "PAGE":
		template = "The token belongs to page {0}, not to this one."
		found.append(_error("token_other_page", template, "Paste the token of this page.", owner))
	app = str(data.get("app_id") or "")
	if app and app_id and app != app_id:
		template = "The token was made for app {0}; the settings name app {1}."
		action = "Make the token with the app named in FB Care Settings."
		found.append(_error("token_other_app", template, action, app, app_id))
	return found


def _judge_scopes(data: Mapping[str, Any], page_id: str) -> list[Finding]:
	if "scopes" not in data:
		return []
	scopes = {str(scope) for scope in data["scopes"] or ()}
	elsewhere = {
		str(item.get("scope"))
		for item in data.get("granular_scopes") or ()
		if item.get("target_ids") and page_id not in {str(target) for target in item["target_ids"]}
	}
	missing = [scope for scope in SCOPES if scope not in scopes or scope in elsewhere]
	if not missing:
		return []
	words = ", ".join(f"{scope} ({SCOPES[scope]})" for scope in missing)
	template = "The token lacks permissions: {0}."
	action = "Grant it again for this page when making the token; customers' events need Advanced Access."
	severity = "Error" if VITAL & set(missing) else "Warning"
	return [Finding(severity, "permission_missing", template, action, (words,))]


def _judge_times(data: Mapping[str, Any], now_s: float) -> list[Finding]:
	found = []
	for key, near, past in TIMES:
		ends = seconds(data.get(key))
		if not ends:
			continue
		days = (ends - now_s) / DAY_S
		if days <= 0:
			found.append(_error(f"{key}_past", past, RECONNECT))
		elif days < WARN_DAYS:
			found.append(Finding("Warning", f"{key}_near", near, RECONNECT, (str(max(1, int(days))),)))
	return found


def missing_fields(apps: Iterable[Mapping[str, Any]], app_id: str, needed: Iterable[str]) -> list[str]:
	"""Needed webhook fields that our app is not subscribed to, by Graph's subscribed_apps; [] when none."""
	ours = [app for app in apps if not app_id or str(app.get("id")) == app_id]
	have = {field_name(field) for app in ours for field in app.get("subscribed_fields") or ()}
	return [field for field in needed if field not in have]


def other_apps(apps: Iterable[Mapping[str, Any]], app_id: str) -> list[str]:
	"""Names of other apps that get this page's events: one of them may own conversations."""
	return [str(app.get("name") or app.get("id")) for app in apps if app_id and str(app.get("id")) != app_id]


def field_name(field: object) -> str:
	"""Graph gives a name, or an object with one."""
	return str(field.get("name") or "") if isinstance(field, Mapping) else str(field)


def judge_silence(last_event_ms: int, since_ms: int, hours: int, now_ms: int) -> list[Finding]:
	"""A page that used to be heard of, or was set up long enough ago, and isn't."""
	if hours <= 0 or now_ms - max(last_event_ms, since_ms) < hours * 3600 * 1000:
		return []
	action = "If customers did write: press Check now, run the doctor, look for another app on the page."
	if not last_event_ms:
		return [Finding("Warning", "silent", "Nothing has come from this page yet.", action)]
	template = "Nothing has come from this page for {0} hours."
	return [Finding("Warning", "silent", template, action, (str(hours),))]


def _error(code: str, template: str, action: str, *args: str) -> Finding:
	return Finding("Error", code, template, action, args)


def seconds(value: object) -> int:
	"""A Unix time of Graph as a number; 0 when there is none (0 means "never" there)."""
	try:
		return int(value)  # type: ignore[call-overload]
	except (TypeError, ValueError):
		return 0
