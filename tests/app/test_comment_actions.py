"""Liking, hiding, showing and deleting comments: once at Facebook, once in the history, with a name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
import pytest

from fb_care.outbound import comment_actions
from fb_care.outbound.refusal import Refusal
from tests.app import tickets_data as data
from tests.app.comments_data import COMMENT_ID, commented, deliver_all
from tests.app.hosts import AGENT, MANAGER, PAGE_ID, Host
from tests.app.payloads import POST


@pytest.fixture
def comment(host: Host, facebook: Any) -> str:
	"""A comment of Eva's under the page's post, with its ticket."""
	return commented(host, facebook)


def row(name: str) -> Any:
	return frappe.db.get_value("FB Comment", name, ["*"], as_dict=True)


def history(name: str) -> list[tuple[str, str]]:
	found = frappe.get_all("FB Change", filters={"parent": name}, fields=["kind", "user"], order_by="idx")
	return [(one.kind, one.user or "") for one in found]


def at_facebook(facebook: Any) -> Any:
	return facebook.world.comments[COMMENT_ID]


def ticket_notes(host: Host) -> list[str]:
	name = frappe.db.get_value("FB Comment Thread", {}, "ticket")
	return data.notes(frappe.get_doc(host.helpdesk, name)) if host.helpdesk else []


def who(user: str) -> str:
	return frappe.db.get_value("User", user, "full_name")


def refused(work: Callable[[], Any]) -> str:
	"""The problem for which `work` is refused."""
	with pytest.raises(Refusal) as caught:
		work()
	return caught.value.problem


def test_hiding_is_done_once_and_says_who_did_it(host: Host, facebook: Any, comment: str):
	comment_actions.hide(comment, AGENT)
	assert at_facebook(facebook).hidden and row(comment).state == "Hidden"
	deliver_all(host, facebook)
	assert history(comment) == [("Hide", AGENT)]
	assert row(comment).action is None
	if host.helpdesk:
		assert ticket_notes(host) == [f"{who(AGENT)} hid a comment of Eva Brandt on Facebook."]
	comment_actions.unhide(comment, MANAGER)
	deliver_all(host, facebook)
	assert history(comment) == [("Hide", AGENT), ("Unhide", MANAGER)]
	assert (row(comment).state, at_facebook(facebook).hidden) == ("Visible", False)
	assert len(facebook.asked("POST comment")) == 2


def test_the_report_may_come_before_the_call_returns(host: Host, facebook: Any, comment: str, monkeypatch):
	real = comment_actions.comment_standing.ask

	def slow(page: str, call: Any) -> Any:
		answer = real(page, call)
		deliver_all(host, facebook)
		return answer

	monkeypatch.setattr(comment_actions.comment_standing, "ask", slow)
	comment_actions.hide(comment, AGENT)
	assert history(comment) == [("Hide", AGENT)]
	assert row(comment).state == "Hidden"
	if host.helpdesk:
		assert ticket_notes(host) == [f"{who(AGENT)} hid a comment of Eva Brandt on Facebook."]


def test_what_is_done_already_counts_as_done(host: Host, facebook: Any, comment: str):
	comment_actions.hide(comment, AGENT)
	deliver_all(host, facebook)
	assert comment_actions.hide(comment, MANAGER)["state"] == "Hidden"
	deliver_all(host, facebook)
	assert history(comment) == [("Hide", AGENT)]
	assert len(facebook.asked("POST comment")) == 1
	at_facebook(facebook).removed = True
	comment_actions.delete(comment, MANAGER)
	assert comment_actions.delete(comment, MANAGER)["state"] == "Removed"
	assert history(comment) == [("Hide", AGENT), ("Remove", MANAGER)]


def test_likes(host: Host, facebook: Any, comment: str):
	assert comment_actions.like(comment, AGENT)["liked"] == 1
	comment_actions.like(comment, AGENT)
	assert at_facebook(facebook).liked
	assert comment_actions.unlike(comment, AGENT)["liked"] == 0
	assert not at_facebook(facebook).liked
	if host.helpdesk:
		assert ticket_notes(host) == [
			f"{who(AGENT)} liked a comment of Eva Brandt on Facebook.",
			f"{who(AGENT)} took back the like of a comment of Eva Brandt on Facebook.",
		]


def test_only_managers_delete_what_others_wrote(host: Host, facebook: Any, comment: str):
	assert refused(lambda: comment_actions.delete(comment, AGENT)) == "not_own_comment"
	assert not at_facebook(facebook).removed and facebook.asked("DELETE comment") == []
	comment_actions.delete(comment, MANAGER)
	deliver_all(host, facebook)
	assert at_facebook(facebook).removed
	assert (row(comment).state, row(comment).text or "") == ("Removed", "")
	assert history(comment) == [("Remove", MANAGER)]
	if host.helpdesk:
		[note] = ticket_notes(host)
		assert note.startswith(f"{who(MANAGER)} deleted a comment of Eva Brandt on Facebook")


def test_agents_delete_the_pages_own_and_by_setting_others(host: Host, facebook: Any, comment: str):
	own = facebook.add_comment("501_900", POST, (PAGE_ID, "Lakeside Bikes"), "Two days", parent_id=COMMENT_ID)
	facebook_comment = commented(host, facebook, own)
	assert refused(lambda: comment_actions.hide(facebook_comment, AGENT)) == "own_comment"
	comment_actions.delete(facebook_comment, AGENT)
	assert own.removed
	frappe.db.set_single_value("FB Care Settings", "agents_delete_comments", 1)
	host.fresh()
	comment_actions.delete(comment, AGENT)
	assert at_facebook(facebook).removed


def test_a_comment_deleted_meanwhile(host: Host, facebook: Any, comment: str):
	at_facebook(facebook).removed = True
	for work in (comment_actions.hide, comment_actions.like):
		assert refused(lambda work=work: work(comment, AGENT)) == "comment_gone"
	assert row(comment).action is None
	assert history(comment) == []


@pytest.mark.parametrize(
	("fault", "problem"),
	[
		({"code": 200, "status": 403}, "permission_missing"),
		({"code": 190, "subcode": 463}, "token_dead"),
		({"code": 4, "status": 429}, "rate_limited"),
		({"code": 368, "status": 400}, "page_restricted"),
		({"code": 2, "status": 500}, "not_done"),
		({"code": 100}, "refused"),
	],
)
def test_refusals_in_words(host: Host, facebook: Any, comment: str, fault: dict[str, Any], problem: str):
	facebook.faults.add("POST comment", **fault)
	assert refused(lambda: comment_actions.hide(comment, AGENT)) == problem
	assert (row(comment).state, row(comment).action) == ("Visible", None)
	assert not at_facebook(facebook).hidden


def test_a_timeout_after_it_was_done_is_seen_at_facebook(host: Host, facebook: Any, comment: str):
	facebook.faults.add("POST comment", drop=True, after_send=True)
	assert comment_actions.hide(comment, AGENT)["state"] == "Hidden"
	deliver_all(host, facebook)
	assert history(comment) == [("Hide", AGENT)]


def test_a_timeout_before_it_was_done(host: Host, facebook: Any, comment: str):
	facebook.faults.add("POST comment", drop=True)
	assert refused(lambda: comment_actions.hide(comment, AGENT)) == "not_done"
	assert row(comment).state == "Visible"
	assert comment_actions.hide(comment, AGENT)["state"] == "Hidden"


def test_when_facebook_cannot_be_asked_it_is_not_known_until_its_report(
	host: Host, facebook: Any, comment: str
):
	facebook.faults.add("POST comment", drop=True, after_send=True)
	facebook.faults.add("GET comment", drop=True)
	assert refused(lambda: comment_actions.hide(comment, AGENT)) == "not_known"
	assert (row(comment).state, row(comment).action) == ("Visible", "Hide")
	deliver_all(host, facebook)
	assert (row(comment).state, history(comment)) == ("Hidden", [("Hide", AGENT)])


def test_looking_again_settles_what_was_not_known(host: Host, facebook: Any, comment: str):
	facebook.faults.add("POST comment", drop=True, after_send=True)
	facebook.faults.add("GET comment", drop=True)
	assert refused(lambda: comment_actions.hide(comment, AGENT)) == "not_known"
	found = comment_actions.look_again(comment)
	assert (found["state"], found["known"]) == ("Hidden", True)
	assert history(comment) == [("Hide", AGENT)]


def test_the_network_is_never_asked_inside_a_transaction(
	host: Host, facebook: Any, comment: str, monkeypatch
):
	from fb_care.facebook.graph import GraphClient

	real = GraphClient._request
	seen: list[str] = []

	def watched(self: Any, *args: Any, **more: Any) -> Any:
		seen.append(str(args[0]))
		if host.name == "sandbox":
			assert not frappe.db._conn.in_transaction
		return real(self, *args, **more)

	monkeypatch.setattr(GraphClient, "_request", watched)
	comment_actions.like(comment, AGENT)
	comment_actions.hide(comment, AGENT)
	comment_actions.delete(comment, MANAGER)
	assert seen == ["POST", "POST", "DELETE"]
