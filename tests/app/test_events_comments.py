"""What becomes of comments, visitors' posts, mentions and ratings."""

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


def test_own_post_is_context_only(host) -> None:
	host.page()
	receive(
		host,
		feed(
			"add",
			"status",
			T0,
			PAGE_ID,
			"Lakeside Bikes",
			post_id=POST,
			message="New bikes\nin red",
			published=1,
		),
	)
	post = one("FB Post")
	assert (post.author, post.message, post.title, post.published) == (
		"Page",
		"New bikes\nin red",
		"New bikes",
		1,
	)
	assert rows("FB Comment Thread", "creation") == []


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
	assert (row.parenttype, row.state, row.kind) == ("FB Comment", "Pending", "photo")


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


def visitor_post(
	text: str = "My chain came off", verb: str = "add", at: int = T0, **more: Any
) -> dict[str, Any]:
	return feed(
		verb, "post", at, "7700000000002", "Jonas Weil", post_id=f"{PAGE_ID}_900", message=text, **more
	)


def test_visitor_post_is_a_thread_of_its_own_kind(host) -> None:
	host.page()
	receive(host, visitor_post())
	thread, said, post = one("FB Comment Thread"), one("FB Comment"), one("FB Post")
	assert (thread.kind, thread.root_id, thread.unread_count) == ("Visitor Post", f"{PAGE_ID}_900", 1)
	assert (said.comment_id, said.direction, said.text) == (f"{PAGE_ID}_900", "Incoming", "My chain came off")
	assert (post.author, thread.post) == ("Visitor", post.name)


@pytest.mark.parametrize("order", ["post first", "comments first"])
def test_comments_under_a_visitor_post_are_in_its_thread(host, order: str) -> None:
	host.page()
	post = f"{PAGE_ID}_900"
	steps = [
		visitor_post(),
		comment(901, "Bring it in", at=T0 + SECOND, post=post, author=PAGE_ID, name="Lakeside Bikes"),
		comment(902, "Thanks", at=T0 + 2 * SECOND, post=post, parent="901"),
	]
	for step in steps if order == "post first" else reversed(steps):
		receive(host, step)
	thread = one("FB Comment Thread")
	assert (thread.kind, thread.comment_count, thread.unread_count) == ("Visitor Post", 3, 2)
	assert thread.title == "Jonas Weil: My chain came off"
	assert get(901).parent_comment == get(900).name
	assert get(902).parent_comment == get(901).name


def test_removed_visitor_post_leaves_no_words(host) -> None:
	host.page()
	receive(host, visitor_post("My number is 555"))
	receive(host, visitor_post("", verb="remove"), at=T0 + SECOND)
	assert (one("FB Comment").state, one("FB Comment").text or "") == ("Removed", "")
	assert (one("FB Post").state, one("FB Post").message or "", one("FB Post").title or "") == (
		"Removed",
		"",
		"",
	)


def test_edited_visitor_post(host) -> None:
	host.page()
	receive(host, visitor_post("one"))
	receive(host, visitor_post("two", verb="edited"), at=T0 + SECOND)
	assert (one("FB Comment").text, one("FB Post").message) == ("two", "two")


def test_page_post_texts_follow_metas_time(host) -> None:
	host.page()
	for text, verb, at in (("three", "edited", 30), ("two", "edited", 20), ("one", "add", 0)):
		receive(
			host,
			feed(verb, "status", T0, PAGE_ID, "Lakeside Bikes", post_id=POST, message=text),
			at=T0 + at * SECOND,
		)
	assert (one("FB Post").message, one("FB Post").author) == ("three", "Page")


def mention(**more: Any) -> dict[str, Any]:
	value = {"item": "comment", "verb": "add", "post_id": "555_666", "comment_id": "666_777", **more}
	return {
		"field": "mention",
		"value": {"message": "Ask Lakeside Bikes", "created_time": T0 // 1000, **value},
	}


def test_mention_is_a_thread_of_its_own_kind(host) -> None:
	host.page()
	receive(host, mention())
	thread = one("FB Comment Thread")
	assert (thread.kind, thread.root_id, thread.title) == (
		"Mention",
		"666_777",
		"Somebody: Ask Lakeside Bikes",
	)


@pytest.mark.parametrize("first", ["mention", "comment"])
def test_comment_that_mentions_the_page_is_one(host, first: str) -> None:
	host.page()
	both = {
		"mention": mention(post_id=POST, comment_id=f"{TAIL}_801"),
		"comment": comment(801, "Ask Lakeside Bikes"),
	}
	receive(host, both.pop(first))
	receive(host, *both.values())
	thread = one("FB Comment Thread")
	assert (thread.kind, thread.author_name, thread.unread_count) == ("Comment", "Eva Brandt", 1)
	assert (get(801).author_name, thread.post) == ("Eva Brandt", POST)


def rating(item: str = "rating", verb: str = "add", **more: Any) -> dict[str, Any]:
	value = {
		"item": item,
		"verb": verb,
		"open_graph_story_id": "904801",
		"reviewer_id": "7700000000001",
		"reviewer_name": "Eva Brandt",
		"created_time": T0 // 1000,
		**more,
	}
	return {"field": "ratings", "value": value}


@pytest.mark.parametrize("order", ["rating first", "comment first"])
def test_rating_and_what_is_said_about_it_are_one_thread(host, order: str) -> None:
	host.page()
	steps = [
		rating(recommendation_type="NEGATIVE", review_text="Never again"),
		rating("comment", comment_id="904801_55", message="We are sorry", created_time=T0 // 1000 + 5),
	]
	for step in steps if order == "rating first" else reversed(steps):
		receive(host, step)
	thread = one("FB Comment Thread")
	assert (thread.kind, thread.recommendation, thread.comment_count) == ("Rating", "NEGATIVE", 2)
	assert thread.title == "Eva Brandt: Never again"


def test_changed_rating(host) -> None:
	host.page()
	receive(host, rating(recommendation_type="NEGATIVE", review_text="Never again"))
	receive(host, rating(verb="edit", recommendation_type="POSITIVE", review_text="All well"), at=T0 + SECOND)
	assert (one("FB Comment Thread").recommendation, one("FB Comment").text) == ("POSITIVE", "All well")


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
