"""What the client asks about comments: which call, with what, and how it reads the answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from fb_care.facebook import errors
from fb_care.facebook.graph import GraphClient
from fb_care.facebook.graph_comments import Standing, read_standing
from tests.unit.facebook.fake_session import FakeSession, answer

COMMENT = "122100000000000501_801"


def client(*answers: requests.Response | Exception) -> tuple[GraphClient, FakeSession]:
	session = FakeSession(*answers)
	facts = {"base_url": "https://graph.example/", "version": "v26.0", "token": "EAATOKEN"}
	return GraphClient(session, **facts), session


@pytest.mark.parametrize(
	("ask", "method", "path", "sent"),
	[
		(lambda graph: graph.set_hidden(COMMENT, True), "POST", "", {"is_hidden": ["true"]}),
		(lambda graph: graph.set_hidden(COMMENT, False), "POST", "", {"is_hidden": ["false"]}),
		(lambda graph: graph.set_liked(COMMENT, True), "POST", "/likes", {}),
		(lambda graph: graph.set_liked(COMMENT, False), "DELETE", "/likes", {}),
		(lambda graph: graph.delete_comment(COMMENT), "DELETE", "", {}),
	],
)
def test_what_is_asked(ask: Any, method: str, path: str, sent: dict[str, list[str]]) -> None:
	graph, session = client(answer({"success": True}))
	ask(graph)
	(request,) = session.asked
	assert (request.method, urlsplit(request.url).path) == (method, f"/v26.0/{COMMENT}{path}")
	assert parse_qs(request.body or "") == sent


@pytest.mark.parametrize("body", [{"success": False}, {}, {"success": "yes"}])
def test_what_is_not_confirmed_is_not_known(body: dict[str, Any]) -> None:
	graph, _session = client(answer(body))
	with pytest.raises(errors.Unclear):
		graph.set_hidden(COMMENT, True)


def test_a_reply_goes_under_the_comment_and_never_to_the_comment_itself() -> None:
	graph, session = client(answer({"id": "122100000000000501_802"}))
	assert graph.reply(COMMENT, "Two days & a bit") == "122100000000000501_802"
	(request,) = session.asked
	assert urlsplit(request.url).path == f"/v26.0/{COMMENT}/comments"
	assert parse_qs(request.body) == {"message": ["Two days & a bit"]}


def test_a_reply_without_an_id_may_have_been_written() -> None:
	graph, _session = client(answer({"success": True}))
	with pytest.raises(errors.Unclear):
		graph.reply(COMMENT, "Two days")


def test_an_id_cannot_leave_its_place_in_the_path() -> None:
	graph, session = client(answer({"success": True}))
	graph.delete_comment("1/../me?x#")
	assert urlsplit(session.asked[0].url).path == "/v26.0/1%2F..%2Fme%3Fx%23"


def test_how_a_comment_stands() -> None:
	told = {
		"id": COMMENT,
		"from": {"id": "7700", "name": "Eva Brandt"},
		"created_time": "2026-11-20T10:00:00+0000",
		"permalink_url": "https://www.facebook.com/1?comment_id=801",
		"is_hidden": True,
		"user_likes": False,
		"can_hide": True,
		"can_reply_privately": False,
		"private_reply_conversation": {"id": "t_1"},
	}
	graph, session = client(answer(told))
	assert graph.standing(COMMENT) == Standing(
		id=COMMENT,
		author_id="7700",
		created_ms=1795168800000,
		permalink="https://www.facebook.com/1?comment_id=801",
		hidden=True,
		can_hide=True,
		can_reply_privately=False,
		conversation="t_1",
	)
	assert "can_remove" in parse_qs(urlsplit(session.asked[0].url).query)["fields"][0]


def test_a_post_is_asked_for_what_posts_have() -> None:
	graph, session = client(answer({"id": "1_2", "can_reply_privately": True}))
	assert graph.standing("1_2", is_post=True).can_reply_privately is True
	assert "can_remove" not in session.asked[0].url


@pytest.mark.parametrize("told", [{}, {"from": None, "private_reply_conversation": None, "id": 5}])
def test_what_is_missing_is_not_known(told: dict[str, Any]) -> None:
	standing = read_standing(told)
	assert standing.can_reply_privately is None
	assert (standing.author_id, standing.conversation, standing.hidden) == ("", "", False)
