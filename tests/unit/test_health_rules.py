"""What makes a page's token and subscription healthy, decided by fields and codes, never by text."""

from __future__ import annotations

import pytest

from fb_care import health_rules
from fb_care.facebook import constants

PAGE = "100200300400500"
APP = "4242"
NOW_S = 1_795_000_000


def token(**changes: object) -> dict:
	data = {
		"app_id": APP,
		"type": "PAGE",
		"is_valid": True,
		"expires_at": 0,
		"data_access_expires_at": NOW_S + 60 * health_rules.DAY_S,
		"profile_id": PAGE,
		"scopes": list(health_rules.SCOPES),
		"granular_scopes": [{"scope": "pages_messaging", "target_ids": [PAGE]}],
	}
	return {**data, **changes}


def codes(data: dict) -> list[str]:
	return [finding.code for finding in health_rules.judge_token(data, PAGE, APP, NOW_S)]


def test_a_good_token_has_no_findings():
	assert codes(token()) == []


@pytest.mark.parametrize(
	("changes", "code"),
	[
		({"is_valid": False, "error": {"code": 190, "subcode": 460, "message": "anything"}}, "token_dead"),
		({"is_valid": False}, "token_dead"),
		({"type": "USER", "profile_id": None}, "token_not_page"),
		({"profile_id": "999"}, "token_other_page"),
		({"app_id": "777"}, "token_other_app"),
		({"scopes": ["pages_messaging", "pages_manage_metadata"]}, "permission_missing"),
		({"granular_scopes": [{"scope": "pages_messaging", "target_ids": ["999"]}]}, "permission_missing"),
		({"expires_at": NOW_S - 1}, "expires_at_past"),
		({"expires_at": NOW_S + 2 * health_rules.DAY_S}, "expires_at_near"),
		({"data_access_expires_at": NOW_S - 1}, "data_access_expires_at_past"),
	],
)
def test_what_is_wrong_is_named(changes: dict, code: str):
	assert codes(token(**changes)) == [code]


def test_a_dead_token_names_the_code_and_what_to_do():
	(finding,) = health_rules.judge_token({"is_valid": False, "error": {"subcode": 460}}, PAGE, APP, NOW_S)
	assert "460" in finding.message
	assert "token" in finding.action


def test_losing_messages_is_an_error_losing_the_page_list_is_not():
	def severity(lost: str) -> str:
		scopes = [scope for scope in health_rules.SCOPES if scope != lost]
		return health_rules.judge_token(token(scopes=scopes), PAGE, APP, NOW_S)[0].severity

	assert severity("pages_messaging") == "Error"
	assert severity("pages_show_list") == "Warning"


def test_missing_fields_looks_at_our_app_only():
	apps = [
		{"id": APP, "subscribed_fields": ["messages"]},
		{"id": "1", "name": "Other", "subscribed_fields": list(constants.SUBSCRIBED_FIELDS)},
	]
	missing = health_rules.missing_fields(apps, APP, constants.SUBSCRIBED_FIELDS)
	assert "messages" not in missing
	assert "feed" in missing
	assert health_rules.other_apps(apps, APP) == ["Other"]


def test_fields_may_come_as_objects():
	apps = [{"id": APP, "subscribed_fields": [{"name": "messages", "version": "v26.0"}]}]
	assert health_rules.missing_fields(apps, APP, ["messages"]) == []


HOUR = 3600 * 1000


@pytest.mark.parametrize(
	("last", "since", "hours", "alarm"),
	[
		(0, 0, 24, True),
		(0, 90 * HOUR, 24, False),
		(77 * HOUR, 0, 24, False),
		(75 * HOUR, 0, 24, True),
		(0, 0, 0, False),
	],
)
def test_the_silent_page_alarm(last: int, since: int, hours: int, alarm: bool):
	assert bool(health_rules.judge_silence(last, since, hours, now_ms=100 * HOUR)) is alarm
