"""The reading calls, tokens, proofs and faults of the fake."""

from __future__ import annotations

import hashlib
import hmac

import pytest
import requests

from tests.unit.fakebook.conftest import PAGE, PSID

POST = f"{PAGE}_300"


def code(answer):
	error = answer[1]["error"]
	return (error["code"], error.get("error_subcode"))


def test_profile_gives_only_what_was_asked(ask, facebook):
	facebook.world.pages[PAGE].scopes.add("pages_user_locale")
	status, body = ask("GET", f"/{PSID}", fields="name,locale")
	assert status == 200
	assert body == {"id": PSID, "name": "Ada Moreau", "locale": "en_GB"}


def test_further_fields_need_a_permission_each(ask):
	status, body = ask("GET", f"/{PSID}", fields="name,gender")
	assert status == 403 and body["error"]["code"] in (10, 200)


def test_unknown_field_is_refused(ask):
	assert code(ask("GET", f"/{PSID}", fields="shoe_size")) == (100, None)


def test_profile_without_the_feature_is_an_empty_object(ask, facebook):
	facebook.world.pages[PAGE].profile_access = False
	assert ask("GET", f"/{PSID}") == (200, {})


def test_profile_of_a_phone_account(ask, facebook):
	facebook.add_person(PAGE, "7002", "", no_profile=True)
	assert code(ask("GET", "/7002")) == (100, 2018218)


def test_a_person_of_another_page_is_missing(ask, facebook):
	facebook.add_page("200", "Other")
	facebook.add_person("200", "8001", "Bo")
	assert code(ask("GET", "/8001")) == (100, 33)


def test_ad_with_nested_fields_and_its_scope(ask, facebook):
	facebook.add_ad("23850", PAGE, "Spring", POST, campaign=("99", "Spring campaign"))
	_, body = ask("GET", "/23850", fields="name,campaign{id,name},creative{effective_object_story_id}")
	assert body["campaign"] == {"id": "99", "name": "Spring campaign"}
	assert body["creative"] == {"effective_object_story_id": POST, "id": "238501"}
	facebook.world.pages[PAGE].scopes.discard("ads_read")
	assert code(ask("GET", "/23850")) == (200, None)


def test_post_and_comment_by_another_prefix(ask, facebook):
	facebook.add_post(POST, "New racks", picture="http://x/p.png")
	facebook.add_comment("300_900", POST, (PSID, "Ada Moreau"), "Nice")
	assert ask("GET", f"/{POST}", fields="full_picture")[1]["full_picture"] == "http://x/p.png"
	assert ask("GET", "/77777_900", fields="message")[1] == {"id": "300_900", "message": "Nice"}
	assert code(ask("GET", "/300_901")) == (100, 33)


def test_tokens_and_proofs(ask, facebook):
	assert code(ask("GET", f"/{PSID}", access_token="")) == (104, None)
	assert code(ask("GET", f"/{PSID}", access_token="nonsense")) == (190, None)
	assert code(ask("GET", f"/{PSID}", appsecret_proof="00")) == (100, None)
	token = facebook.world.pages[PAGE].token
	proof = hmac.new(b"test-app-secret", token.encode(), hashlib.sha256).hexdigest()
	facebook.require_proof = True
	assert code(ask("GET", f"/{PSID}")) == (100, None)
	assert ask("GET", f"/{PSID}", appsecret_proof=proof)[0] == 200
	facebook.world.pages[PAGE].token_dead_subcode = 460
	assert code(ask("GET", f"/{PSID}", appsecret_proof=proof)) == (190, 460)


def test_debug_token_describes_a_dead_token(ask, facebook):
	page = facebook.world.pages[PAGE]
	page.token_dead_subcode = 463
	app = f"{facebook.app_id}|{facebook.app_secret}"
	data = ask("GET", "/debug_token", input_token=page.token, access_token=app)[1]["data"]
	assert (data["is_valid"], data["expires_at"], data["profile_id"]) == (False, 0, PAGE)


def test_paths_need_a_version(facebook):
	for path in ("/7001", "/v9.0/7001", "/v26.0/7001/friends", "/v26.0/1/2/3"):
		answer = requests.get(facebook.graph_url + path, params={"access_token": "x"}, timeout=5)
		assert answer.json()["error"]["code"] == 2500


def test_subscribing(ask, facebook):
	assert code(ask("POST", f"/{PAGE}/subscribed_apps", subscribed_fields="messages,typo")) == (100, None)
	assert ask("POST", f"/{PAGE}/subscribed_apps", subscribed_fields="feed,messages")[1] == {"success": True}
	(app,) = ask("GET", f"/{PAGE}/subscribed_apps")[1]["data"]
	assert (app["id"], app["subscribed_fields"]) == ("4242", ["feed", "messages"])
	ask("DELETE", f"/{PAGE}/subscribed_apps")
	assert ask("GET", f"/{PAGE}/subscribed_apps")[1] == {"data": []}


def test_conversations_come_in_parts(ask, facebook, clock):
	for number in range(3):
		facebook.add_person(PAGE, f"71{number}", "P", str(number))
		facebook.person_writes(PAGE, f"71{number}", "hello")
		clock.forward(minutes=1)
	_, first = ask("GET", f"/{PAGE}/conversations", fields="id,snippet", limit=2)
	assert [row["id"] for row in first["data"]] == ["t_712", "t_711"]
	rest = requests.get(first["paging"]["next"], timeout=5).json()
	assert [row["id"] for row in rest["data"]] == ["t_710"]
	assert "next" not in rest["paging"]


def test_only_the_newest_messages_can_be_read(ask, facebook, clock):
	mids = []
	for number in range(21):
		mids.append(facebook.person_writes(PAGE, PSID, f"message {number}"))
		clock.forward(seconds=1)
	assert ask("GET", f"/{mids[-1]}", fields="message")[1]["message"] == "message 20"
	assert code(ask("GET", f"/{mids[0]}")) == (9000001, None)


def test_faults_are_used_up_and_wildcards_hold(ask, facebook):
	facebook.faults.add("GET profile", code=4, status=403, times=2)
	facebook.faults.add("GET *", raw_body="<html>502</html>", status=502)
	assert code(ask("GET", f"/{PSID}")) == (4, None)
	assert code(ask("GET", f"/{PSID}")) == (4, None)
	with pytest.raises(requests.JSONDecodeError):
		ask("GET", f"/{PSID}")
	assert ask("GET", f"/{PSID}")[0] == 200
	assert len(facebook.asked("GET profile")) == 4


def test_a_broken_connection_and_a_time_out(facebook):
	facebook.faults.add("GET profile", drop=True)
	facebook.faults.add("GET profile", delay_s=30)
	address = f"{facebook.graph_url}/v26.0/{PSID}"
	with pytest.raises(requests.ConnectionError):
		requests.get(address, timeout=5)
	with pytest.raises(requests.Timeout):
		requests.get(address, timeout=0.2)


def test_usage_headers(facebook):
	facebook.usage_percent = 100
	answer = requests.get(f"{facebook.graph_url}/v26.0/{PSID}", timeout=5)
	assert '"call_count":100' in answer.headers["X-App-Usage"]
	assert '"estimated_time_to_regain_access":7' in answer.headers["X-Business-Use-Case-Usage"]


def test_media_host(facebook):
	good = requests.get(facebook.media_url("a.png"), timeout=5)
	assert (good.headers["Content-Type"], good.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
	private = requests.get(facebook.media_url("redirect-metadata"), timeout=5, allow_redirects=False)
	assert (private.status_code, private.headers["Location"][:23]) == (302, "http://169.254.169.254/")
	with requests.get(facebook.media_url("too-large"), timeout=5, stream=True) as large:
		assert int(large.headers["Content-Length"]) > 100_000_000
	assert requests.get(facebook.media_url("missing"), timeout=5).status_code == 404
	assert facebook.media_calls == ["a.png", "redirect-metadata", "too-large", "missing"]
