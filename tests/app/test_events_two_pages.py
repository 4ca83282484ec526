"""One comment or post told to two pages of the site: each has its own, neither is in the other's way."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.app.hosts import PAGE_ID
from tests.app.payloads import POST, T0, comment, delivery, feed

OTHER = "100200300400501"
TAIL = POST.rpartition("_")[2]


def rows(doctype: str) -> list[Any]:
	import frappe

	return frappe.get_all(doctype, fields=["*"], order_by="page")


def states() -> set[str]:
	import frappe

	found = frappe.get_all("FB Webhook Event", pluck="outcomes")
	return {outcome["state"] for one in found for outcome in json.loads(one)}


def mentioned(verb: str = "add") -> dict[str, Any]:
	value = {"item": "comment", "verb": verb, "post_id": POST, "comment_id": f"{TAIL}_801"}
	said = {"created_time": T0 // 1000, "message": "@Other, how long?"}
	return {"field": "mention", "value": {**value, **said}}


@pytest.mark.parametrize("order", [1, -1])
def test_a_comment_that_mentions_another_page_of_ours_is_kept_for_both(host, order: int) -> None:
	host.page()
	host.page(OTHER)
	told = [delivery(comment(801, "@Other, how long?")), delivery(mentioned(), page=OTHER)]
	for one in told[::order]:
		host.receive(one)
	assert states() == {"done"}
	assert [(row.page, row.kind, row.comment_count) for row in rows("FB Comment Thread")] == [
		(PAGE_ID, "Comment", 1),
		(OTHER, "Mention", 1),
	]
	assert [(row.page, row.comment_key) for row in rows("FB Comment")] == [
		(PAGE_ID, f"{PAGE_ID}:801"),
		(OTHER, f"{OTHER}:801"),
	]
	host.receive(delivery(comment(801, verb="remove"), at=T0 + 1000))
	assert [row.state for row in rows("FB Comment")] == ["Removed", "Visible"]


@pytest.mark.parametrize("order", [1, -1])
def test_a_post_of_another_page_of_ours_is_kept_for_both(host, order: int) -> None:
	host.page()
	host.page(OTHER)
	post = f"{OTHER}_888"
	own = feed("add", "status", T0, OTHER, "Hillside Bikes", post_id=post, message="New bikes")
	told = [delivery(own, page=OTHER), delivery(comment(801, "How long?", post=post))]
	for one in told[::order]:
		host.receive(one)
	assert states() == {"done"}
	assert [(row.name, row.post_id, row.page) for row in rows("FB Post")] == [
		(f"{PAGE_ID}_888", post, PAGE_ID),
		(post, post, OTHER),
	]
	assert rows("FB Comment")[0].post == f"{PAGE_ID}_888"


def test_one_comment_of_a_page_is_never_there_twice(host) -> None:
	import frappe

	from fb_care.inbound import rows as writing

	host.page()
	host.receive(delivery(comment(801, "How long?")))
	(known,) = rows("FB Comment")
	again = {key: known[key] for key in ("thread", "page", "comment_key", "direction")}
	with pytest.raises(Exception) as refused:
		writing.insert("FB Comment", {**again, "comment_id": "other_801"})
	assert frappe.db.is_duplicate_entry(refused.value)
	frappe.db.rollback()
