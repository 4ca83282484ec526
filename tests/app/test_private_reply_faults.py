"""Faults while a private reply is sent, each with the number of messages that the person really got."""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from fb_care import clock
from fb_care.jobs import comment_jobs
from fb_care.outbound import private_replies, private_sending
from tests.app import tickets_data as data
from tests.app.comments_data import COMMENT_ID, EVA, commented, deliver_all
from tests.app.hosts import AGENT, MANAGER, PAGE_ID, Host
from tests.app.test_comment_actions import refused
from tests.app.test_private_replies import ledger, received, reply, rows, ticket
from tests.app.test_process_workers import side_by_side


@pytest.fixture
def comment(host: Host, facebook: Any) -> str:
	"""A comment of Eva's under the page's post, with its ticket."""
	return commented(host, facebook)


@pytest.mark.parametrize(
	"fault",
	[
		{"drop": True, "after_send": True},
		{"code": 1, "subcode": 1357046, "status": 500, "after_send": True},
		{"code": 2, "status": 500, "after_send": True},
		{"raw_body": "<html>", "status": 502, "after_send": True},
	],
)
def test_no_clear_answer_after_it_was_sent(host: Host, facebook: Any, comment: str, fault: dict[str, Any]):
	facebook.faults.add("POST messages", **fault)
	assert reply(host, comment).state == "Unknown"
	assert len(received(facebook)) == 1
	assert refused(lambda: private_replies.send(comment, "Again", MANAGER)) == "not_known"
	comment_jobs.sweep()
	host.run_jobs()
	assert len(facebook.asked("POST messages")) == 1, "it is never sent again by itself"
	deliver_all(host, facebook)
	found = ledger()
	assert (found.state, found.problem or "", bool(found.message)) == ("Sent", "", True)
	assert (len(received(facebook)), len(rows("FB Message"))) == (1, 1)
	assert rows("FB Message")[0].sent_by == AGENT
	if host.helpdesk:
		assert sum("Two days." in (one.content or "") for one in data.timeline(ticket(host))) == 1
		assert data.notes(ticket(host))[0].startswith("It is not known")
		assert "privately" in data.notes(ticket(host))[-1]


def test_no_answer_before_it_was_sent(host: Host, facebook: Any, comment: str):
	facebook.faults.add("POST messages", drop=True)
	assert reply(host, comment).state == "Unknown"
	assert received(facebook) == []
	comment_jobs.sweep()
	host.run_jobs()
	assert received(facebook) == []
	state = private_replies.state(comment, look=True)
	assert state["state"] == "Unknown", "Facebook may still be at work"
	with clock.at(clock.now_ms() + 3 * 60_000):
		state = private_replies.state(comment, look=True)
		assert (state["state"], state["may"]) == ("Failed", True)
		private_replies.send(comment, "Two days, again", MANAGER)
	host.run_jobs()
	assert len(received(facebook)) == 1 and ledger().state == "Sent" and ledger().sent_by == MANAGER


def test_looking_at_facebook_settles_what_was_sent(host: Host, facebook: Any, comment: str):
	facebook.faults.add("POST messages", drop=True, after_send=True)
	facebook.webhooks.clear()
	reply(host, comment)
	state = private_replies.state(comment, look=True)
	assert (state["state"], state["problem"]) == ("Sent", "already_replied")
	assert frappe.db.get_value("FB Comment", comment, "private_reply") == ledger().name
	deliver_all(host, facebook)
	assert ledger().message and len(rows("FB Message")) == 1


def test_the_echo_comes_before_the_call_returns(host: Host, facebook: Any, comment: str, monkeypatch):
	real = private_sending.comment_standing.ask

	def slow(page: str, call: Any) -> Any:
		answer = real(page, call)
		deliver_all(host, facebook)
		assert ledger().state == "Sent"
		return answer

	private_replies.send(comment, "Two days.", AGENT)
	host.drop_jobs()
	monkeypatch.setattr(private_sending.comment_standing, "ask", slow)
	assert private_sending.send(ledger().name) == "Sent"
	assert (len(received(facebook)), len(rows("FB Message")), len(rows("FB Conversation"))) == (1, 1, 1)
	if host.helpdesk:
		assert sum("Two days." in (one.content or "") for one in data.timeline(ticket(host))) == 1
		assert len(data.notes(ticket(host))) == 1


def test_limits_are_waited_for(host: Host, facebook: Any, comment: str):
	facebook.faults.add("POST messages", code=613, status=429, times=3)
	start = clock.now_ms()
	found = reply(host, comment)
	assert (found.state, found.problem) == ("Reserved", "rate_limited")
	assert refused(lambda: private_replies.send(comment, "Again", MANAGER)) == "being_sent"
	for minute in range(1, 61):
		with clock.at(start + minute * 60_000):
			comment_jobs.sweep()
			host.drop_jobs()
			private_sending.send(found.name)
	assert ledger().state == "Sent"
	assert (len(received(facebook)), len(facebook.asked("POST messages"))) == (1, 4)


def test_limits_that_outlast_the_seven_days_end_in_words(host: Host, facebook: Any, comment: str):
	facebook.faults.add("POST messages", code=613, status=429)
	reply(host, comment)
	with clock.at(clock.now_ms() + 7 * 24 * 3600 * 1000):
		private_sending.send(ledger().name)
	assert (ledger().state, ledger().problem) == ("Failed", "too_old")
	assert received(facebook) == []


@pytest.mark.parametrize(
	("fault", "problem"),
	[
		({"code": 190, "subcode": 463}, "token_dead"),
		({"code": 200, "status": 403}, "permission_missing"),
		({"code": 10, "subcode": 1893063, "status": 403}, "page_restricted"),
		({"code": 10904}, "messages_off"),
		({"code": 551, "subcode": 1545041}, "person_unavailable"),
		({"code": 100}, "refused"),
	],
)
def test_after_a_clear_refusal_a_person_may_try_again(
	host: Host, facebook: Any, comment: str, fault: dict[str, Any], problem: str
):
	facebook.faults.add("POST messages", **fault)
	found = reply(host, comment)
	assert (found.state, found.problem) == ("Failed", problem) and found.error
	assert private_replies.state(comment)["may"]
	if problem in ("token_dead", "permission_missing", "page_restricted"):
		frappe.get_doc("FB Page", PAGE_ID)
		frappe.get_attr("fb_care.health.solve")(PAGE_ID)
		frappe.db.set_value("FB Page", PAGE_ID, "blocked_until_fixed", 0)
	reply(host, comment, "Once more", by=MANAGER)
	assert len(received(facebook)) == 1 and ledger().state == "Sent"


@pytest.mark.parametrize(("code", "problem"), [(10903, "not_allowed"), (10900, "already_replied")])
def test_after_a_refusal_for_good_nobody_may(
	host: Host, facebook: Any, comment: str, code: int, problem: str
):
	facebook.faults.add("POST messages", code=code)
	assert reply(host, comment).problem == problem
	assert refused(lambda: private_replies.send(comment, "Again", MANAGER)) == problem
	assert received(facebook) == []


def test_a_comment_deleted_meanwhile(host: Host, facebook: Any, comment: str):
	facebook.world.comments[COMMENT_ID].removed = True
	assert refused(lambda: private_replies.send(comment, "Two days", AGENT)) == "comment_gone"
	facebook.world.comments[COMMENT_ID].removed = False
	private_replies.send(comment, "Two days", AGENT)
	facebook.world.comments[COMMENT_ID].removed = True
	host.run_jobs()
	assert (ledger().state, ledger().problem) == ("Failed", "comment_gone")
	assert received(facebook) == []


def test_two_agents_at_once(host: Host, facebook: Any, comment: str):
	said: list[str] = []
	facebook.faults.add("GET comment", delay_s=0.2, times=2)
	users = iter([AGENT, MANAGER])

	def work() -> None:
		by = next(users)
		frappe.set_user(by)
		try:
			private_replies.send(comment, f"From {by}", by, link=False)
			said.append("sent")
		except frappe.ValidationError as error:
			said.append(str(error))

	side_by_side(host, 2, work)
	host.run_jobs()
	assert len(said) == 2 and said.count("sent") == 1
	[words] = [one for one in said if one != "sent"]
	assert "privately" in words
	assert len(received(facebook)) == 1
	deliver_all(host, facebook)
	assert len(rows("FB Message")) == 1 and len(rows("FB Private Reply")) == 1


def test_two_jobs_at_once_send_it_once(host: Host, facebook: Any, comment: str):
	private_replies.send(comment, "Two days", AGENT)
	host.drop_jobs()
	name = ledger().name

	def work() -> None:
		frappe.set_user("Administrator")
		private_sending.send(name)

	side_by_side(host, 2, work)
	assert len(received(facebook)) == 1 and len(facebook.asked("POST messages")) == 1
	assert (ledger().state, EVA[0]) == ("Sent", ledger().psid)


def test_a_worker_that_died_leaves_it_unknown(host: Host, facebook: Any, comment: str):
	private_replies.send(comment, "Two days", AGENT)
	host.drop_jobs()
	assert private_sending._take(ledger().name)
	frappe.db.commit()
	with clock.at(clock.now_ms() + 11 * 60_000):
		comment_jobs.sweep()
	host.run_jobs()
	assert ledger().state == "Unknown" and received(facebook) == []
