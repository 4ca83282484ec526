"""An agent of the demo at the web server of a host."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("rich")

from sandbox.demo_agent import Agent, Refused, spoken
from sandbox.demo_host import HostError


class Answer:
	def __init__(self, status: int, **body: object):
		self.status_code, self.ok, self.text = status, status < 400, json.dumps(body)

	def json(self):
		return json.loads(self.text)


@pytest.fixture
def asked(monkeypatch):
	"""What was posted, and the answers to come."""
	calls, answers = [], [Answer(200)]

	def post(_session, url, data, timeout):
		calls.append((url, data))
		return answers.pop(0)

	monkeypatch.setattr("requests.Session.post", post)
	return calls, answers


def messages(*texts):
	return json.dumps([json.dumps({"message": text}) for text in texts])


def test_it_logs_in_and_calls_the_apps_methods(asked):
	calls, answers = asked
	answers.append(Answer(200, message={"rows": ["a"]}))
	agent = Agent("http://h", {}, "alex@example.com", "secret")
	assert agent.api("answers.send", name="c1", text="Hi") == {"rows": ["a"]}
	assert calls[0] == ("http://h/api/method/login", {"usr": "alex@example.com", "pwd": "secret"})
	assert calls[1] == ("http://h/api/method/fb_care.api.answers.send", {"name": "c1", "text": "Hi"})


def test_a_refusal_comes_with_its_words_and_an_error_ends_the_demo(asked):
	_calls, answers = asked
	answers += [Answer(417, _server_messages=messages("Too <b>late</b>.")), Answer(500)]
	agent = Agent("http://h", {}, "alex@example.com", "secret")
	with pytest.raises(Refused, match=r"^Too late\.$"):
		agent.api("answers.send")
	with pytest.raises(HostError, match=r"answered 500 to alex@example\.com"):
		agent.api("answers.send")


@pytest.mark.parametrize(
	("doctype", "method"),
	[("HD Ticket", "run_doc_method"), ("Issue", "frappe.core.doctype.communication.email.make")],
)
def test_each_helpdesk_has_its_own_composer(asked, doctype, method):
	calls, answers = asked
	answers.append(Answer(200))
	Agent("http://h", {}, "alex@example.com", "x").type_in_ticket(doctype, "7", "a@b.invalid", "<p>Hi</p>")
	assert calls[1][0].endswith(f"/api/method/{method}")


def test_what_is_no_json_is_told_as_it_is():
	assert spoken("<h1>502</h1>") == "<h1>502</h1>"
