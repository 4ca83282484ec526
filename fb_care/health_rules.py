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
	"pages_show_list": "the list of pages",
}
#: Without these nothing arrives at all.
VITAL = frozenset({"pages_messaging", "pages_manage_metadata"})
RECONNECT = "Make a new page token (docs/facebook-app-setup.md, step 5) and paste it into the page's form."


@dataclass(frozen=True)
class Finding:
	"""Something wrong. `severity` Warning or Error; `code` names the kind."""

	severity: str
	code: str
	message: str
	action: str


def judge_token(data: Mapping[str, Any], page_id: str, app_id: str, now_s: float) -> list[Finding]:
	"""What is wrong with a token, by `data` of Graph's debug_token. Decides by fields, never by text."""
	if not data.get("is_valid"):
		code = (data.get("error") or {}).get("subcode") or (data.get("error") or {}).get("code") or ""
		return [
			_error("token_dead", f"Facebook no longer accepts this page's token{_code(code)}.", RECONNECT)
		]
	found = _judge_owner(data, page_id, app_id)
	found += _judge_scopes(data, page_id)
	found += _judge_times(data, now_s)
	return found


def _judge_owner(data: Mapping[str, Any], page_id: str, app_id: str) -> list[Finding]:
	found = []
	kind = str(data.get("type") or "")
	if kind and kind != "PAGE":
		message = f"The token is a {kind.lower()} token, not a page token."
		found.append(_error("token_not_page", message, RECONNECT))
	owner = str(data.get("profile_id") or "")
	if owner and owner != page_id and kind == "PAGE":
		message = f"The token belongs to page {owner}, not to this one."
		found.append(_error("token_other_page", message, "Paste the token of this page."))
	app = str(data.get("app_id") or "")
	if app and app_id and app != app_id:
		message = f"The token was made for app {app}; the settings name app {app_id}."
		found.append(
			_error("token_other_app", message, "Make the token with the app named in FB Care Settings.")
		)
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
	action = "Grant it again for this page when making the token; customers' events need Advanced Access."
	severity = "Error" if VITAL & set(missing) else "Warning"
	return [Finding(severity, "permission_missing", f"The token lacks permissions: {words}.", action)]


def _judge_times(data: Mapping[str, Any], now_s: float) -> list[Finding]:
	found = []
	for key, what in (("expires_at", "The token"), ("data_access_expires_at", "Access to people's data")):
		ends = seconds(data.get(key))
		if not ends:
			continue
		days = (ends - now_s) / DAY_S
		if days <= 0:
			found.append(_error(f"{key}_past", f"{what} has expired.", RECONNECT))
		elif days < WARN_DAYS:
			message = f"{what} ends in {max(1, int(days))} days."
			found.append(Finding("Warning", f"{key}_near", message, RECONNECT))
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
	what = f"Nothing has come from this page for {hours} hours" if last_event_ms else "Nothing has come yet"
	action = "If customers did write: press Check now, run the doctor, look for another app on the page."
	return [Finding("Warning", "silent", f"{what}.", action)]


def _error(code: str, message: str, action: str) -> Finding:
	return Finding("Error", code, message, action)


def _code(code: object) -> str:
	return f" (code {code})" if code else ""


def seconds(value: object) -> int:
	"""A Unix time of Graph as a number; 0 when there is none (0 means "never" there)."""
	try:
		return int(value)  # type: ignore[call-overload]
	except (TypeError, ValueError):
		return 0
