"""What becomes of comments and of what changes them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.app.hosts import PAGE_ID
from tests.app.payloads import POST, T0, comment, delivery, feed, from_ad, message

SECOND = 1000
TAIL = POST.rpartition("_")[2]


def one(doctype: str, **filters: Any) -> Any:
	import frappe

	(row,) = frappe.get_all(doctype, filters=filters, fields=["*"])
	return row


def rows(doctype: str, order_by: str = "sent_ms", **filters: Any) -> list[Any]:
	import frappe

	return frappe.get_all(doctype, filters=filters, fields=["*"], order_by=order_by)


def get(number: int) -> Any:
	return one("FB Comment", comment_tail=str(number))


def states() -> list[str]:
	found = rows("FB Webhook Event", "received_ms")
	return [outcome["state"] for row in found for outcome in json.loads(row.outcomes)]


def receive(host, *items: dict[str, Any], at: int = T0) -> None:
	host.receive(delivery(*items, at=at))


def test_top_level_comment_makes_a_thread_with_its_post(host) -> None:
	host.page()
	receive(host, comment(801, "How long does it take?"))
	thread, said, post = one("FB Comment Thread"), get(801), one("FB Post")
	assert (thread.kind, thread.state, thread.unread_count) == ("Comment", "Open", 1)
	assert (thread.root_id, thread.post, thread.comment_count) == (f"{TAIL}_801", POST, 1)
	assert (thread.title, thread.author_name) == ("Eva Brandt: How long does it take?", "Eva Brandt")
	assert (said.thread, said.direction, said.text) == (thread.name, "Incoming", "How long does it take?")
	assert (said.sent_ms, said.comment_id, said.post) == (T0, f"{TAIL}_801", POST)
	assert (post.post_tail, post.page, post.details_state) == (TAIL, PAGE_ID, "Pending")
	assert post.name == POST


def test_what_comes_with_a_comment_completes_the_post(host) -> None:
	host.page()
	receive(host, comment(801, "First"))
	item = comment(802, "Second", at=T0 + SECOND)
	item["value"]["post"] = {"id": POST, "status_type": "added_photos", "permalink_url": "https://fb.com/p/1"}
	receive(host, item, at=T0 + SECOND)
	assert (one("FB Post").kind, one("FB Post").permalink) == ("added_photos", "https://fb.com/p/1")


def test_reply_stands_under_its_comment(host) -> None:
	host.page()
	receive(host, comment(801, "How long?"))
	receive(
		host,
		comment(802, "Two days", at=T0 + SECOND, parent="801", author="7700000000002", name="Jonas Weil"),
	)
	thread = one("FB Comment Thread")
	assert get(802).thread == thread.name
	assert get(802).parent_comment == get(801).name
	assert (thread.comment_count, thread.last_text, thread.author_name) == (2, "Two days", "Eva Brandt")


@pytest.mark.parametrize("prefix", ["27721710007482521", PAGE_ID, TAIL])
def test_ids_are_compared_by_their_last_part(host, prefix: str) -> None:
	host.page()
	receive(host, comment(801, "How long?"))
	item = comment(802, "Two days", at=T0 + SECOND)
	item["value"]["parent_id"] = f"{prefix}_801"
	receive(host, item)
	assert get(802).parent_comment == get(801).name
	assert len(rows("FB Comment Thread", "creation")) == 1


def test_reply_before_its_comment(host) -> None:
	host.page()
	receive(host, comment(802, "Two days", at=T0 + SECOND, parent="801"))
	assert one("FB Comment Thread").root_id == f"{TAIL}_801"
	receive(host, comment(801, "How long?"))
	thread = one("FB Comment Thread")
	assert (thread.comment_count, thread.title) == (2, "Eva Brandt: How long?")
	assert get(802).parent_comment == get(801).name


def test_replies_to_replies_that_come_first_are_brought_together(host) -> None:
	host.page()
	receive(host, comment(803, "Thanks", at=T0 + 2 * SECOND, parent="802"))
	receive(host, comment(802, "Two days", at=T0 + SECOND, parent="801"))
	receive(host, comment(801, "How long?"))
	thread = one("FB Comment Thread")
	assert (thread.comment_count, thread.unread_count, thread.root_id) == (3, 3, f"{TAIL}_801")
	assert get(803).parent_comment == get(802).name
	assert get(802).parent_comment == get(801).name


def test_own_comment_is_context_and_opens_no_ticket(host) -> None:
	host.page()
	receive(host, comment(801, "Ask us anything", author=PAGE_ID, name="Lakeside Bikes"))
	thread = one("FB Comment Thread")
	assert get(801).direction == "Outgoing"
	assert (thread.unread_count, thread.ticket_due, thread.ticket) == (0, 0, None)
	receive(host, comment(802, "How long?", at=T0 + SECOND, parent="801"))
	thread = one("FB Comment Thread")
	assert (thread.unread_count, bool(thread.ticket)) == (1, bool(host.helpdesk))


def test_comment_edits_are_kept_as_history(host) -> None:
	host.page()
	receive(host, comment(801, "one"))
	receive(host, comment(801, "three", verb="edited"), at=T0 + 20 * SECOND)
	receive(host, comment(801, "two", verb="edited"), at=T0 + 10 * SECOND)
	assert (get(801).text, get(801).edit_count) == ("three", 2)
	history = [(row.idx, row.old_text) for row in rows("FB Change", "idx")]
	assert history == [(1, "one"), (2, "two")]
	assert one("FB Comment Thread").last_text == "three"


def test_hide_and_unhide_by_metas_time(host) -> None:
	host.page()
	receive(host, comment(801, "Rude"))
	receive(host, comment(801, verb="unhide", author=PAGE_ID), at=T0 + 20 * SECOND)
	receive(host, comment(801, verb="hide", author=PAGE_ID), at=T0 + 10 * SECOND)
	assert get(801).state == "Visible"
	receive(host, comment(801, verb="hide", author=PAGE_ID), at=T0 + 30 * SECOND)
	assert get(801).state == "Hidden"
	assert [row.kind for row in rows("FB Change", "idx")] == ["Hide", "Unhide", "Hide"]
	assert get(801).author_name == "Eva Brandt", "who hid it did not write it"


@pytest.mark.parametrize("verb", ["remove", "delete"])
def test_removed_comment_leaves_no_words(host, verb: str) -> None:
	host.page()
	receive(host, comment(801, "My number is 555", photo="https://scontent.fbcdn.net/me.jpg"))
	receive(host, comment(801, "My number is 777", verb="edited"), at=T0 + 5 * SECOND)
	receive(host, comment(801, verb=verb), at=T0 + 10 * SECOND)
	assert (get(801).state, get(801).text or "") == ("Removed", "")
	assert not any(row.old_text for row in rows("FB Change", "idx"))
	assert not any(row.url for row in rows("FB Attachment", "idx"))
	assert "555" not in (one("FB Comment Thread").title + (one("FB Comment Thread").last_text or ""))


def test_changes_wait_for_their_comment(host) -> None:
	import frappe

	host.page()
	receive(host, comment(801, "better", verb="edited"), at=T0 + 10 * SECOND)
	receive(host, comment(801, verb="hide", author=PAGE_ID), at=T0 + 20 * SECOND)
	assert states() == ["waiting", "waiting"]
	receive(host, comment(801, "good"))
	assert (get(801).text, get(801).state, get(801).edit_count) == ("better", "Hidden", 1)
	assert frappe.db.count("FB Pending Change") == 0


def test_photo_of_a_comment_is_kept(host) -> None:
	host.page()
	receive(host, comment(801, photo="https://scontent.fbcdn.net/broken-chain.jpg"))
	(row,) = rows("FB Attachment", "idx")
	assert (row.parenttype, row.state, row.kind) == ("FB Comment", "Pending", "image")


@pytest.mark.parametrize("first", ["ad", "comment"])
def test_comment_on_an_ad_post_knows_its_ad(host, first: str) -> None:
	host.page()
	ad_post = f"{PAGE_ID}_122100000000000777"
	steps = {
		"ad": message("m_1", "From the ad", referral=from_ad()),
		"comment": comment(801, "How much?", post=ad_post),
	}
	receive(host, steps.pop(first))
	receive(host, *steps.values())
	assert one("FB Comment Thread").ad == "120200000000001"
	assert one("FB Post", name=ad_post).ad == "120200000000001"


def test_reactions_on_comments_are_counted_once_a_person(host) -> None:
	host.page()
	receive(host, comment(801, "Nice"))
	thing = {"post_id": POST, "comment_id": f"{TAIL}_801", "parent_id": POST}
	receive(host, feed("add", "reaction", T0, "7700000000002", reaction_type="like", **thing), at=T0 + SECOND)
	receive(
		host, feed("edit", "reaction", T0, "7700000000002", reaction_type="love", **thing), at=T0 + 2 * SECOND
	)
	receive(
		host, feed("add", "reaction", T0, "7700000000003", reaction_type="like", **thing), at=T0 + 3 * SECOND
	)
	assert get(801).reaction_count == 2
	receive(
		host,
		feed("remove", "reaction", T0, "7700000000003", reaction_type="like", **thing),
		at=T0 + 4 * SECOND,
	)
	assert get(801).reaction_count == 1


def test_comment_links_the_person_who_wrote_before(host) -> None:
	host.page()
	receive(host, message("m_1", "Hello", psid="7700000000001"))
	receive(host, comment(801, "Me again"))
	assert one("FB Comment Thread").contact == f"{PAGE_ID}-7700000000001"


def test_comment_links_the_person_who_writes_later(host) -> None:
	host.page()
	receive(host, comment(801, "Me first"))
	receive(host, message("m_1", "Hello", psid="7700000000001"))
	assert one("FB Comment Thread").contact == f"{PAGE_ID}-7700000000001"


@pytest.mark.parametrize(("state", "after"), [("Done", "Open"), ("Archived", "Open"), ("Spam", "Spam")])
def test_a_reply_reopens_unless_spam(host, state: str, after: str) -> None:
	import frappe

	host.page()
	receive(host, comment(801, "One"))
	frappe.db.set_value("FB Comment Thread", one("FB Comment Thread").name, "state", state)
	receive(host, comment(802, "Two", at=T0 + SECOND, parent="801"))
	assert one("FB Comment Thread").state == after


def test_same_comment_again_is_ignored(host) -> None:
	host.page()
	receive(host, comment(801, "One"))
	receive(host, comment(801, "One"), at=T0 + SECOND)
	assert states() == ["done", "ignored"]
	assert one("FB Comment Thread").unread_count == 1
