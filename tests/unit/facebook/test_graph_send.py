"""The calls that write to people: what is asked, and when nobody can know whether it was done."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from fb_care.facebook import errors
from fb_care.facebook.graph import GraphClient
from fb_care.facebook.graph_send import Sent
from tests.unit.facebook.fake_session import answer
from tests.unit.facebook.test_graph import PROOF, PSID, client, query

SENT = {"recipient_id": PSID, "message_id": "m_AbC-123"}


def asked(session: Any) -> dict[str, str]:
	(request,) = session.asked
	assert (request.method, request.path_url) == ("POST", "/v26.0/me/messages")
	return query(request)


def test_a_message_goes_out_as_a_response_with_our_metadata() -> None:
	graph, session = client(answer(SENT))
	assert graph.send_message({"id": PSID}, {"text": "Hi"}, metadata="fb_care:7") == Sent("m_AbC-123", PSID)
	params = asked(session)
	assert json.loads(params["recipient"]) == {"id": PSID}
	assert json.loads(params["message"]) == {"text": "Hi", "metadata": "fb_care:7"}
	assert (params["messaging_type"], params["appsecret_proof"]) == ("RESPONSE", PROOF)
	assert "tag" not in params


def test_the_human_agent_tag_makes_it_a_tagged_message() -> None:
	graph, session = client(answer(SENT))
	graph.send_message({"id": PSID}, {"text": "Hi"}, tag="HUMAN_AGENT")
	params = asked(session)
	assert (params["messaging_type"], params["tag"]) == ("MESSAGE_TAG", "HUMAN_AGENT")


@pytest.mark.parametrize(
	"failure",
	[
		requests.ReadTimeout("slow"),
		requests.ConnectionError("reset"),
		answer(b"<h1>Bad gateway</h1>", status=502),
		answer({"recipient_id": PSID}),
		answer({"error": {"code": 1, "error_subcode": 1357046}}, status=400),
	],
)
def test_what_may_have_been_sent_is_unclear(failure: Any) -> None:
	graph, _session = client(failure)
	with pytest.raises(errors.Unclear):
		graph.send_message({"id": PSID}, {"text": "Hi"})


def test_metadata_beyond_facebooks_limit_is_an_error_of_ours() -> None:
	graph, session = client()
	with pytest.raises(ValueError, match="1001"):
		graph.send_message({"id": PSID}, {"text": "Hi"}, metadata="x" * 1001)
	assert session.asked == []


def test_a_file_is_uploaded_with_its_bytes_and_named() -> None:
	graph, session = client(answer({"attachment_id": 1745504518999123}))
	assert graph.upload("image", "a.png", b"\x89PNG", "image/png") == "1745504518999123"
	(request,) = session.asked
	assert request.path_url == "/v26.0/me/message_attachments"
	assert request.headers["Content-Type"].startswith("multipart/form-data")
	assert b'filename="a.png"' in request.body and b"\x89PNG" in request.body
	assert session.settings[0]["timeout"] == (5.0, 90.0)


def test_an_action_is_sent_without_a_message() -> None:
	graph, session = client(answer({"recipient_id": PSID}))
	graph.act(PSID, "typing_on")
	params = asked(session)
	assert params["sender_action"] == "typing_on" and "message" not in params


def test_no_token_shows_in_what_is_raised() -> None:
	graph, _session = client(requests.ReadTimeout("https://graph.example/?access_token=EAATOKEN"))
	with pytest.raises(errors.Unclear) as caught:
		graph.send_message({"id": PSID}, {"text": "Hi"})
	assert "EAATOKEN" not in f"{caught.value!r} {caught.value} {caught.value.__cause__}"
	assert isinstance(graph, GraphClient)
