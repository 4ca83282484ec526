"""Whatever order the events of a day arrive in, and however often, the end is the same.

The day holds every kind of change to the messages of two people and to the comments under two posts. Each
seed deals it out in another order, some of it twice, in deliveries of different sizes.
"""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.app.hosts import PAGE_ID
from tests.app.payloads import (
	OLE,
	POST,
	T0,
	comment,
	delivered,
	delivery,
	echo,
	edit,
	feed,
	from_ad,
	item,
	message,
	postback,
	reaction,
	read,
	unreact,
	unsend,
)

S = 1000
VISITOR_POST = f"{PAGE_ID}_900"
AD_POST = f"{PAGE_ID}_122100000000000777"
TAIL = POST.rpartition("_")[2]
#: Random names, times of processing, the first watermark that was seen; and what the tickets, which are made
#: in between, say of themselves.
PASSING = {
	"name",
	"creation",
	"modified",
	"reached_ms",
	"webhook_event",
	"parent",
	"delivered_ms",
	"read_ms",
	"ticket",
	"ticket_doctype",
	"ticket_due",
	"ticket_error",
	"ticket_shows",
	"communication",
}
DOCTYPES = {
	"FB Contact": "psid",
	"FB Conversation": "psid",
	"FB Message": "mid",
	"FB Comment Thread": "root_key",
	"FB Comment": "comment_tail",
	"FB Post": "post_tail",
	"FB Ad": "ad_id",
	"FB Pending Change": "dedupe_key",
}
CHILDREN = ("FB Attachment", "FB Reaction", "FB Change")


def talk() -> list[dict[str, Any]]:
	"""What happens in two conversations."""
	photo = {"type": "image", "payload": {"url": "https://scontent.fbcdn.net/chain.jpg"}}
	owner = {"pass_thread_control": {"previous_owner_app_id": "1", "new_owner_app_id": "88", "metadata": ""}}
	taken = {"take_thread_control": {"previous_owner_app_id": "88", "new_owner_app_id": "77", "metadata": ""}}
	return [
		delivery(postback("m_0", "Get started", at=T0, referral=from_ad())),
		delivery(echo("m_auto", "We answer soon", at=T0 + 2 * S)),
		delivery(message("m_1", "Is teh bike there?", at=T0 + 60 * S)),
		delivery(edit("m_1", "Is the bike there?", 1, T0 + 70 * S), at=T0 + 70 * S),
		delivery(edit("m_1", "Is the red bike there?", 2, T0 + 80 * S), at=T0 + 80 * S),
		delivery(echo("m_2", "Yes. Friday 2 pm?", at=T0 + 90 * S)),
		delivery(delivered(T0 + 91 * S)),
		delivery(read(T0 + 95 * S)),
		delivery(reaction("m_2", T0 + 100 * S)),
		delivery(reaction("m_2", T0 + 110 * S, "❤", "love")),
		delivery(echo("m_3", "Good", at=T0 + 120 * S)),
		delivery(delivered(T0 + 121 * S)),
		delivery(message("m_4", "my card is 1234", at=T0 + 130 * S, attachments=[photo])),
		delivery(edit("m_4", "my card is 5678", 1, T0 + 135 * S), at=T0 + 135 * S),
		delivery(unsend("m_4", T0 + 140 * S)),
		delivery(reaction("m_1", T0 + 150 * S, "😢", "sad")),
		delivery(unreact("m_1", T0 + 160 * S)),
		delivery(item(at=T0 + 170 * S, **owner)),
		delivery(item(at=T0 + 175 * S, **taken)),
		delivery(message("m_same_ms_b", "two at once", at=T0 + 180 * S)),
		delivery(message("m_same_ms_a", "one at once", at=T0 + 180 * S)),
		delivery(message("m_s", "aside", at=T0 + 190 * S), standby=True),
		delivery(message("o_1", "Hello", at=T0 + 5 * S, psid=OLE, referral=from_ad(ad_id="22", title="B"))),
		delivery(message("o_2", "Hello?", at=T0 + 500 * S, psid=OLE, referral=from_ad())),
		delivery(read(T0 + 600 * S, psid=OLE)),
	]


def square() -> list[dict[str, Any]]:
	"""What happens under two posts."""

	def at(seconds: int, *items: dict[str, Any]) -> dict[str, Any]:
		return delivery(*items, at=T0 + seconds * S)

	jonas = {"author": "7700000000002", "name": "Jonas Weil"}
	page = {"author": PAGE_ID, "name": "Lakeside Bikes"}
	thing = {"post_id": POST, "comment_id": f"{TAIL}_801", "parent_id": POST}
	visitor = {"post_id": VISITOR_POST, "author": "7700000000002", "name": "Jonas Weil"}
	return [
		at(0, feed("add", "status", T0, PAGE_ID, "Lakeside Bikes", post_id=POST, message="New bikes")),
		at(9, feed("edited", "status", T0, PAGE_ID, "Lakeside Bikes", post_id=POST, message="New red bikes")),
		at(10, comment(801, "How long?", at=T0 + 10 * S)),
		at(15, comment(801, "How long does it take?", at=T0 + 10 * S, verb="edited")),
		at(17, comment(801, "How long does it really take?", at=T0 + 10 * S, verb="edited")),
		at(20, comment(802, "Two days", at=T0 + 20 * S, parent="801", **jonas)),
		at(25, comment(803, "Three now", at=T0 + 25 * S, parent="802", **page)),
		at(30, comment(802, at=T0 + 20 * S, parent="801", verb="hide", **page)),
		at(40, comment(802, at=T0 + 20 * S, parent="801", verb="unhide", **page)),
		at(50, comment(802, at=T0 + 20 * S, parent="801", verb="hide", **page)),
		at(60, comment(804, "My number is 555", at=T0 + 60 * S, **jonas)),
		at(70, comment(804, at=T0 + 60 * S, verb="remove", **jonas)),
		at(80, feed("add", "reaction", T0 + 80 * S, "7700000000003", reaction_type="like", **thing)),
		at(85, feed("edit", "reaction", T0 + 80 * S, "7700000000003", reaction_type="love", **thing)),
		at(90, feed("add", "reaction", T0 + 90 * S, "7700000000004", reaction_type="like", **thing)),
		at(95, feed("remove", "reaction", T0 + 90 * S, "7700000000004", reaction_type="like", **thing)),
		at(100, feed("add", "post", T0 + 100 * S, message="My chain came off", **visitor)),
		at(105, feed("edited", "post", T0 + 100 * S, message="My chain came off again", **visitor)),
		at(110, comment(901, "Bring it in", at=T0 + 110 * S, post=VISITOR_POST, **page)),
		at(120, comment(902, "Thanks", at=T0 + 120 * S, post=VISITOR_POST, parent="901", **jonas)),
		at(130, comment(777, "How much?", at=T0 + 130 * S, post=AD_POST)),
	]


def dealt(day: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
	"""The deliveries of a day in another order, a few of them again in a delivery with others."""
	chance = random.Random(seed)
	order = [*day, *chance.sample(day, 5)]
	chance.shuffle(order)
	hands = []
	while order:
		take = min(chance.choice((1, 1, 2, 4)), len(order))
		hands.append({"object": "page", "entry": [one["entry"][0] for one in order[:take]]})
		order = order[take:]
	return hands


def stored() -> dict[str, Any]:
	"""Everything the app has stored, by Meta's ids."""
	import frappe

	found: dict[str, Any] = {}
	names: dict[str, str] = {}
	for doctype, key in DOCTYPES.items():
		rows = frappe.get_all(doctype, fields=["*"], order_by=f"{key} asc")
		names |= {row["name"]: f"{doctype}:{row[key]}" for row in rows}
		found[doctype] = {row[key]: row for row in rows}
	for doctype in CHILDREN:
		rows = frappe.get_all(doctype, fields=["*"], order_by="parent asc, idx asc")
		by_parent: dict[str, list[Any]] = {}
		for row in rows:
			by_parent.setdefault(names[row.parent], []).append(row)
		found[doctype] = by_parent
	return plain(found, names)


def plain(value: Any, names: dict[str, str]) -> Any:
	"""`value` with random names replaced by Meta's ids, and without what may differ."""
	if isinstance(value, dict):
		return {key: plain(inner, names) for key, inner in value.items() if key not in PASSING}
	if isinstance(value, list):
		if value and "actor" in value[0] and "emoji" in value[0]:
			value = sorted([{**row, "idx": 0} for row in value], key=lambda row: row["actor"])
		return [plain(inner, names) for inner in value]
	return names.get(value, value) if isinstance(value, str) else value


def differences(found: Any, expected: Any, path: str = "") -> list[str]:
	"""Where two ends differ, in a form one can read."""
	if isinstance(found, dict) and isinstance(expected, dict):
		keys = sorted({*found, *expected}, key=str)
		return [
			line
			for key in keys
			for line in differences(
				found.get(key, "(nothing)"), expected.get(key, "(nothing)"), f"{path}/{key}"
			)
		]
	if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
		pairs = enumerate(zip(found, expected, strict=True))
		return [line for number, pair in pairs for line in differences(*pair, f"{path}[{number}]")]
	return [] if found == expected else [f"{path}: {found!r} instead of {expected!r}"]


def live(host, hands: list[dict[str, Any]], replay: bool = False) -> dict[str, Any]:
	"""Deliver and process; what is stored then."""
	import json

	import frappe

	from fb_care import clock

	host.reset()
	host.page(automatic_within_s=3)
	with clock.at(T0 + 3600 * S):
		for number, hand in enumerate(hands):
			body = json.dumps(hand).encode() + b" " * number
			assert host.deliver(body).status == 200
			if number % 3 == 0:
				host.drain()
		host.drain()
		if replay:
			names = frappe.get_all("FB Webhook Event", pluck="name", order_by="body_hash")
			assert frappe.get_attr("fb_care.inbound.process.replay")(names) == len(names)
			frappe.db.commit()
			host.drain()
	assert {row.state for row in frappe.get_all("FB Webhook Event", fields=["state"])} == {"Done"}
	return stored()


@pytest.mark.parametrize("day", [talk, square], ids=["talk", "square"])
def test_any_order_gives_the_same_end(host, day) -> None:
	expected = live(host, day())
	assert expected["FB Pending Change"] == {}
	for seed in range(5):
		found = live(host, dealt(day(), seed))
		assert differences(found, expected) == [], f"seed {seed}"


@pytest.mark.parametrize("day", [talk, square], ids=["talk", "square"])
def test_replaying_everything_changes_nothing(host, day) -> None:
	expected = live(host, day())
	assert differences(live(host, day(), replay=True), expected) == []


@pytest.mark.parametrize("day", [talk, square], ids=["talk", "square"])
def test_the_end_is_what_metas_order_says(host, day) -> None:
	end = live(host, list(reversed(day())))
	if day is talk:
		talk_end = end["FB Conversation"]["24680135790001"]
		assert (talk_end["last_text"], talk_end["message_count"]) == ("aside", 9)
		assert (talk_end["unread_count"], talk_end["thread_owner_app"]) == (5, "77")
		assert end["FB Message"]["m_auto"]["sender_kind"] == "Automated"
		assert end["FB Message"]["m_1"]["text"] == "Is the red bike there?"
	else:
		assert {key: row["kind"] for key, row in end["FB Comment Thread"].items()} == {
			f"{PAGE_ID}:801": "Comment",
			f"{PAGE_ID}:804": "Comment",
			f"{PAGE_ID}:900": "Visitor Post",
			f"{PAGE_ID}:777": "Comment",
		}
		assert end["FB Post"][TAIL]["message"] == "New red bikes"
