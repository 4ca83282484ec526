"""The Graph client: what it asks, what it answers, and what it never shows."""

from __future__ import annotations

import json
import pickle
import traceback
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from fb_care.facebook import errors
from fb_care.facebook.graph import GraphClient
from fb_care.facebook.secret import Bearer, mask
from fb_care.facebook.signature import appsecret_proof
from tests.unit.facebook.fake_session import GRAPH, FakeSession, answer

TOKEN, SECRET = "EAATOKENOFTHEPAGE0123456789", "test-app-secret"
PROOF = appsecret_proof(TOKEN, SECRET)
PSID, AD = "24680135790001", "120210000000000101"


def client(*answers: requests.Response | Exception, **settings: Any) -> tuple[GraphClient, FakeSession]:
	session = FakeSession(*answers)
	facts = {"base_url": "https://graph.example/", "version": "v26.0", "token": TOKEN, "app_secret": SECRET}
	return GraphClient(session, **{**facts, **settings}), session


def query(request: requests.PreparedRequest) -> dict[str, str]:
	text = request.body if request.method == "POST" else urlsplit(request.url).query
	return {name: values[0] for name, values in parse_qs(text).items()}


def loaded(name: str) -> Any:
	return json.loads((GRAPH / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
	("ask", "path", "fixture"),
	[
		(lambda graph: graph.profile(PSID), f"/v26.0/{PSID}", "profile__ok"),
		(lambda graph: graph.ad(AD), f"/v26.0/{AD}", "ad__ok"),
		(lambda graph: graph.ad(AD), f"/v26.0/{AD}", "ad__without_creative"),
		(lambda graph: graph.post("1_2"), "/v26.0/1_2", "post__ok"),
		(lambda graph: graph.post("1_2"), "/v26.0/1_2", "post__of_ad"),
		(lambda graph: graph.comment("2_3"), "/v26.0/2_3", "comment__ok"),
		(lambda graph: graph.page(), "/v26.0/me", "page__ok"),
	],
)
def test_what_is_asked_and_answered(ask: Any, path: str, fixture: str) -> None:
	graph, session = client(answer(fixture))
	assert ask(graph) == loaded(fixture)
	(request,) = session.asked
	assert (request.method, urlsplit(request.url).path) == ("GET", path)
	assert query(request)["fields"].startswith("id,")
	assert query(request)["appsecret_proof"] == PROOF
	assert request.headers["Authorization"] == f"Bearer {TOKEN}"
	assert TOKEN not in request.url


def test_timeouts_are_set_and_redirects_are_not_followed() -> None:
	graph, session = client(answer(b"", 302, {"Location": "https://elsewhere.example/"}), timeout=(1, 2))
	with pytest.raises(errors.GraphError, match="redirect"):
		graph.page()
	assert len(session.asked) == 1
	assert session.settings[0]["allow_redirects"] is False and session.settings[0]["timeout"] == (1, 2)


def test_no_proof_without_an_app_secret() -> None:
	graph, session = client(answer("page__ok"), app_secret="")
	graph.page()
	assert "appsecret_proof" not in query(session.asked[0])


def test_an_id_from_outside_cannot_leave_its_place_in_the_path() -> None:
	graph, session = client(answer("page__ok"))
	graph.post("1/../me?fields=access_token#")
	assert urlsplit(session.asked[0].url).path == "/v26.0/1%2F..%2Fme%3Ffields%3Daccess_token%23"


def test_without_a_token_nothing_is_asked() -> None:
	graph, session = client(token="")
	with pytest.raises(errors.TokenDead, match="no token"):
		graph.page()
	assert session.asked == []


@pytest.mark.parametrize("name", ["profile__empty", "profile__id_only"])
def test_an_empty_profile_is_none(name: str) -> None:
	graph, _session = client(answer(name))
	with pytest.raises(errors.ProfileUnavailable):
		graph.profile(PSID)


def test_subscription() -> None:
	graph, session = client(answer("subscribed_apps__ok"), answer("success__true"), answer("success__true"))
	assert graph.subscribed_apps()[0]["id"] == "4242"
	graph.subscribe(["feed", "messages"])
	graph.unsubscribe()
	assert [request.method for request in session.asked] == ["GET", "POST", "DELETE"]
	assert query(session.asked[1]) == {"subscribed_fields": "feed,messages", "appsecret_proof": PROOF}
	assert "appsecret_proof" not in session.asked[1].url


def test_a_subscription_that_is_not_confirmed_is_unclear() -> None:
	graph, _session = client(answer("success__false"))
	with pytest.raises(errors.Unclear):
		graph.subscribe(["feed"])


def test_nothing_subscribed() -> None:
	graph, _session = client(answer("subscribed_apps__none"))
	assert graph.subscribed_apps() == []


def test_paging_follows_the_cursor_never_the_address() -> None:
	graph, session = client(answer("subscribed_apps__first_of_two"), answer("subscribed_apps__second_of_two"))
	assert [app["id"] for app in graph.subscribed_apps()] == ["4242", "1517776481860111"]
	assert query(session.asked[1])["after"] == "QVFI2"
	assert session.asked[1].url.startswith("https://graph.example/v26.0/me/subscribed_apps")


def test_paging_without_cursors_takes_the_parameters_but_no_token() -> None:
	following = "https://elsewhere.example/x?access_token=EAASTOLEN&until=17&appsecret_proof=1"
	graph, session = client(answer({"data": [], "paging": {"next": following}}), answer({"data": []}))
	assert list(graph.pages("me/feed")) == []
	assert query(session.asked[1]) == {"until": "17", "appsecret_proof": PROOF}


def test_paging_ends() -> None:
	endless = {"data": [{"id": "1"}], "paging": {"cursors": {"after": "x"}, "next": "https://x.example/"}}
	graph, session = client(*[answer(endless) for _number in range(9)])
	assert len(list(graph.pages("me/feed", max_pages=3))) == len(session.asked) == 3


def test_a_token_is_looked_up_as_the_app() -> None:
	graph, session = client(answer("debug_token__ok"), answer("debug_token__invalid"))
	assert graph.debug_token("4242", SECRET)["is_valid"] is True
	assert graph.debug_token("4242", SECRET)["error"]["subcode"] == 460
	assert session.asked[0].headers["Authorization"] == f"Bearer 4242|{SECRET}"
	proof = appsecret_proof(f"4242|{SECRET}", SECRET)
	assert query(session.asked[0]) == {"input_token": TOKEN, "appsecret_proof": proof}


@pytest.mark.parametrize(
	("fixture", "expected"),
	[
		("error__190_460", errors.TokenDead),
		("error__190_492", errors.RoleLost),
		("error__190_malformed", errors.TokenDead),
		("error__100_2018218", errors.ProfileUnavailable),
		("error__100_33", errors.ObjectMissing),
		("error__200", errors.PermissionMissing),
		("error__10", errors.PermissionMissing),
		("error__10_2018278", errors.OutsideWindow),
		("error__551_1545041", errors.PersonUnavailable),
		("error__368", errors.PageRestricted),
		("error__2_transient", errors.Temporary),
		("error__1_1357046", errors.Unclear),
		("error__unknown_code", errors.GraphError),
		("rate_limited__613", errors.RateLimited),
		("rate_limited__80006", errors.RateLimited),
	],
)
@pytest.mark.parametrize("status", [400, 200])
def test_refusals(fixture: str, expected: type[errors.GraphError], status: int) -> None:
	graph, _session = client(answer(fixture, status))
	with pytest.raises(errors.GraphError) as caught:
		graph.page()
	assert type(caught.value) is expected
	assert TOKEN not in str(caught.value)


def test_every_graph_fixture_is_used() -> None:
	source = __file__
	with open(source, encoding="utf-8") as file:
		text = file.read()
	assert [path.stem for path in GRAPH.glob("*.json") if f'"{path.stem}"' not in text] == []


def test_limits_are_read_from_the_headers() -> None:
	business = {
		"100200300400500": [{"type": "messenger", "call_count": 97, "estimated_time_to_regain_access": 6}]
	}
	headers = {
		"X-App-Usage": '{"call_count":28,"total_time":81.5}',
		"X-Business-Use-Case-Usage": json.dumps(business),
	}
	graph, _session = client(answer("page__ok", headers=headers), answer("rate_limited__613", 400, headers))
	graph.page()
	assert (graph.usage.percent, graph.usage.regain_minutes, graph.usage.slow_down) == (97, 6, True)
	with pytest.raises(errors.RateLimited) as caught:
		graph.page()
	assert caught.value.retry_after == 360 and caught.value.retry


@pytest.mark.parametrize("value", ["", "{", "[]", "null", '{"call_count":"x"}', '{"a":[1,{}]}', "[" * 9000])
def test_strange_limit_headers_do_no_harm(value: str) -> None:
	headers = {"X-App-Usage": value, "X-Business-Use-Case-Usage": value, "Retry-After": "soon"}
	graph, _session = client(answer("page__ok", headers=headers))
	graph.page()
	assert graph.usage.percent == 0 and not graph.usage.slow_down


@pytest.mark.parametrize("body", [b"", b"<html>Bad gateway</html>", b"\xff", b"[" * 100_000])
def test_answers_that_are_not_json(body: bytes) -> None:
	graph, _session = client(*[answer(body, status) for status in (200, 502, 200)])
	with pytest.raises(errors.Temporary, match="not JSON"):
		graph.page()
	with pytest.raises(errors.Unclear):
		graph.page()
	with pytest.raises(errors.Unclear):
		graph.subscribe(["feed"])


def test_answers_of_other_shapes() -> None:
	graph, _session = client(answer(b"true"), answer(b"[]"), answer(b'{"data":"x"}'))
	graph.unsubscribe()
	with pytest.raises(errors.GraphError):
		graph.profile(PSID)
	assert graph.subscribed_apps() == []


def refused() -> requests.ConnectionError:
	return requests.ConnectionError(MaxRetryError(None, "/", NewConnectionError(None, "refused")))


@pytest.mark.parametrize(
	("failure", "reading", "writing"),
	[
		(requests.ReadTimeout(), errors.Temporary, errors.Unclear),
		(requests.ConnectionError("reset by peer"), errors.Temporary, errors.Unclear),
		(requests.ConnectTimeout(), errors.Temporary, errors.Temporary),
		(refused(), errors.Temporary, errors.Temporary),
	],
)
def test_no_answer(failure: Exception, reading: type[Exception], writing: type[Exception]) -> None:
	graph, _session = client(failure, failure)
	with pytest.raises(reading):
		graph.page()
	with pytest.raises(writing):
		graph.subscribe(["feed"])


@pytest.mark.parametrize(
	"failure",
	[
		requests.ConnectionError(
			f"https://graph.example/v26.0/me?access_token={TOKEN}&appsecret_proof={PROOF}"
		),
		answer("error__190_malformed", 400),
		answer({"error": {"code": 100, "message": f"bad {SECRET} and {TOKEN}"}}, 400),
		answer(b"<html>", 200),
	],
)
def test_secrets_are_nowhere_in_what_is_raised(failure: Any) -> None:
	graph, _session = client(failure)
	with pytest.raises(errors.GraphError) as caught:
		graph.page()
	shown = [str(caught.value), repr(caught.value), "".join(traceback.format_exception(caught.value))]
	step = caught.tb
	while step:
		if (
			step.tb_frame.f_code.co_filename.endswith("graph.py")
			and "unit" not in step.tb_frame.f_code.co_filename
		):
			shown += [repr(value) for value in step.tb_frame.f_locals.values()]
		step = step.tb_next
	for hidden in (TOKEN, SECRET, PROOF):
		assert hidden not in " ".join(shown)
	assert caught.value.__context__ is None


def test_a_client_shows_and_pickles_no_secret() -> None:
	graph, _session = client()
	shown = repr(graph) + repr(vars(graph)) + repr(Bearer(graph._token))
	assert TOKEN not in shown and SECRET not in shown
	with pytest.raises(TypeError):
		pickle.dumps(graph._token)


def test_masking() -> None:
	said = "token EAAabcdefghijk12 at ?access_token=plain&appsecret_proof=deadbeef&x=1"
	assert mask(said) == "token *** at ?access_token=***&appsecret_proof=***&x=1"
