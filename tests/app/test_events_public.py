"""What becomes of posts, mentions and ratings."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.app.hosts import PAGE_ID
from tests.app.payloads import POST, T0, comment, delivery, feed

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


def test_post_of_an_unknown_author_is_no_visitors(host) -> None:
	"""Meta withholds the author of the page's own posts as well."""
	host.page()
	post = feed("add", "post", T0, "", post_id=POST, message="New bikes")
	receive(host, post)
	assert (one("FB Post").author, one("FB Post").message) == ("Unknown", "New bikes")
	assert rows("FB Comment Thread", "creation") == []
	receive(host, visitor_post())
	receive(host, feed("add", "post", T0, "", post_id=f"{PAGE_ID}_900", message="My chain came off"))
	assert one("FB Post", post_tail="900").author == "Visitor"
	assert one("FB Comment Thread").kind == "Visitor Post"
