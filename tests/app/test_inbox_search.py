"""Looking for words in the inbox: in what was said, in names, with filters, whatever is typed."""

from __future__ import annotations

import json

import frappe
import pytest

from fb_care.api import inbox
from fb_care.inbound import rows
from fb_care.inbox import changes, search, search_query, words
from fb_care.prepared import family
from tests.app.hosts import AGENT
from tests.app.inbox_thread_data import COMMENTS, TALK
from tests.app.label_index_data import labelled
from tests.app.operating_data import OTHER_PAGE, PAGE, conversation, insert, thread

T0 = 1_795_168_800_000


def say(name, text, at=T0, page=PAGE):
	values = {
		"conversation": name,
		"page": page,
		"contact": frappe.db.get_value("FB Conversation", name, "contact"),
		"direction": "Incoming",
		"sender_kind": "Customer",
		"kind": "Message",
		"mid": frappe.generate_hash(length=12),
		"text": text,
		"sent_ms": at,
	}
	rows.insert("FB Message", values)


@pytest.fixture(params=["near", "long", "walk", "long walk", "index"])
def way(request, monkeypatch):
	"""Found among the newest threads, walking further ones, and through the index alone; what was said has
	more words than are kept, or not."""
	if "long" in request.param:
		monkeypatch.setattr(words, "MOST_KEPT", 0)
	if request.param not in ("near", "long"):
		monkeypatch.setattr(search, "NEAR", 1 if request.param == "index" else 2)
	if "walk" in request.param:
		monkeypatch.setattr(search._Near, "further", lambda near, size: 1000)
		monkeypatch.setattr(search.full_text.Form, "is_indexed", False)
	return request.param


@pytest.fixture
def talks(host):
	"""Three conversations and a comment thread on two pages, the newest last."""
	host.page(PAGE)
	host.page(OTHER_PAGE, page_name="Hill Tools")
	first = conversation(PAGE, "7301", last_ms=T0)
	say(first, "Do you repair <b>saddles</b> made of leather? Zürich calling")
	second = conversation(PAGE, "7302", last_ms=T0 + 1)
	say(second, "A leather bag, and an old lamp", T0 + 1)
	comments = thread(PAGE, "1_2", last_ms=T0 + 2, author_name="Eva Brandt")
	frappe.db.set_value(
		"FB Comment", {"thread": comments}, "text", "Leather smells so good!", update_modified=False
	)
	other = conversation(OTHER_PAGE, "7303", last_ms=T0 + 3)
	say(other, "leather on the other page", T0 + 3, OTHER_PAGE)
	frappe.db.commit()
	return first, second, comments, other


def look(host, query, user=AGENT, before="", limit=50, **filters):
	with host.as_user(user):
		return inbox.rows(json.dumps({"query": query, **filters}), before, limit)


def names(answer):
	return [row["name"] for row in answer["items"]]


def test_words_newest_thread_first(host, talks, way):
	first, second, comments, other = talks
	assert names(look(host, "leather")) == [other, comments, second, first]
	assert names(look(host, "LEATHER sad")) == [first]
	assert names(look(host, "leather lamp")) == [second]
	assert names(look(host, "bicycle")) == []


def test_page_by_page(host, talks, way):
	first, second, comments, other = talks
	found, before = [], ""
	while before is not None:
		answer = look(host, "leather", before=before, limit=1)
		found += names(answer)
		before = answer["older"]
	assert found == [other, comments, second, first]


def test_names_of_people(host, talks, way):
	assert names(look(host, "Eva bra")) == [talks[2]]
	assert set(names(look(host, "nora"))) == {talks[0], talks[1], talks[3]}


def test_with_other_filters(host, talks, way):
	first, second, comments, other = talks
	assert names(look(host, "leather", pages=[PAGE], kinds=["Message"])) == [second, first]
	assert names(look(host, "leather", kinds=["Comment"])) == [comments]
	assert names(look(host, "leather", pages=[PAGE, OTHER_PAGE])) == [other, comments, second, first]
	assert names(look(host, "leather", tab="Done")) == []
	assert names(look(host, "leather", sort="oldest")) == [first, second, comments, other]


def test_with_a_label_and_another_filter(host, talks, way):
	first, _second, comments, other = talks
	insert("FB Label", label="Press")
	for doctype, name in ((TALK, first), (COMMENTS, comments), (TALK, other)):
		labelled(doctype, name, "Press")
	changes.set_follow_up(frappe.get_doc(TALK, first), True)
	frappe.db.commit()
	assert names(look(host, "leather", label="Press")) == [other, comments, first]
	assert names(look(host, "leather", label="Press", pages=[PAGE])) == [comments, first]
	assert names(look(host, "leather", label="Press", tab="Follow-up")) == [first]


def test_what_was_found_is_shown_as_it_was_written(host, talks, way):
	found = look(host, "saddles")["items"][0]["found"]
	assert found["text"].startswith("Do you repair <b>saddles</b> made")
	assert found["at_ms"] == T0
	assert frappe.db.get_value("FB Message", found["message"], "conversation") == talks[0]


def test_accents_and_short_words(host, talks, way):
	assert names(look(host, "zürich")) == [talks[0]]
	assert names(look(host, "an old la")) == [talks[1]]
	assert names(look(host, "the leather")) == [talks[3]]


@pytest.mark.parametrize(
	"query",
	['"', "'", "+", "-", "+-", "*", "(", ")", "@", "~<>", "a", "é", "%", "_", "\\", "😀", "leather*",
	 "-leather", '"leather', "+leather -bag", "x' OR '1'='1", "leather & !bag | :*", "\x00", "a" * 200,
	 "of the", "* * *",
	 "leather@3", "%s %(a)s {0}"],
)  # fmt: skip
def test_nothing_that_is_typed_is_an_error(host, talks, way, query):
	assert isinstance(look(host, query)["items"], list)


def test_signs_without_words_are_found_as_they_are(host, talks):
	say(talks[0], "so nice 😀", T0 + 9)
	frappe.db.commit()
	assert names(look(host, "😀")) == [talks[0]]


def test_which_way_is_the_cheaper_one(host, talks, monkeypatch):
	monkeypatch.setattr(search, "NEAR", 2)
	walked, asked = [], []
	select = search.listing.select

	def watch(*args, **kwargs):
		besides = args[5] if len(args) > 5 else ()
		walked.extend([1] if len(besides) == 1 else [])
		asked.extend([1] if len(besides) == 2 else [])
		return select(*args, **kwargs)

	monkeypatch.setattr(search.listing, "select", watch)
	for many, ways in ((1_000_000, (1, 0)), (0, (0, 1))):  # threads in all
		walked.clear(), asked.clear()
		monkeypatch.setattr(frappe.db, "count", lambda *_args, many=many, **_more: many)
		# Both of the newest two hold it: a third is near, a hundred are far.
		assert names(look(host, "leather", limit=2)) == [talks[3], talks[2]]
		assert (len(walked), len(asked)) == ways


@pytest.mark.parametrize("text", ["Le vélo", " ".join(map(str, range(200))) + " vélo"], ids=["short", "long"])
def test_what_came_over_the_webhook_is_found_however_long_it_is(host, way, text):
	host.page(PAGE)
	name = conversation(PAGE, "7301", last_ms=T0)
	written = {
		"mid": "m1",
		"conversation": name,
		"page": PAGE,
		"kind": "Message",
		"sent_ms": T0,
		"text": text,
	}
	message = rows.insert("FB Message", written)
	frappe.db.commit()
	assert names(look(host, "vélo")) == names(look(host, "vél")) == [name]
	assert names(look(host, "élo")) == []
	rows.update("FB Message", message, {"text": "Une chaise <b"})
	frappe.db.commit()
	assert (names(look(host, "vélo")), names(look(host, "chaise b"))) == ([], [name])


@pytest.mark.parametrize("query", ["😀", "ok"])
def test_what_no_index_can_answer_is_walked_as_far_as_it_goes(host, monkeypatch, query):
	host.page(PAGE)
	monkeypatch.setattr(search, "NEAR", 4)
	day = 86_400_000
	# A busy moment, then one a day: how dense it was says nothing of what is older.
	for number, at in enumerate([T0, T0 - 1000, T0 - 2000, T0 - 3000, *(T0 - n * day for n in range(1, 6))]):
		name = conversation(PAGE, f"74{number:02}", last_ms=at)
		say(name, "thanks 😀 ok" if number not in (1, 2, 3) else "hello", at)
	frappe.db.commit()
	found = look(host, query, limit=3)
	while found["older"]:
		more = look(host, query, limit=3, before=found["older"])
		found = {**more, "items": found["items"] + more["items"]}
	assert len(found["items"]) == len(set(names(found))) == 6


def test_the_index_reads_all_of_each_of_several_words(host, monkeypatch):
	monkeypatch.setattr(frappe.db, "count", lambda *_args, **_more: 1_000_000)
	one_in_200 = search._Near(None, None, hits=[None], over=False)
	assert not search._walking_pays(one_in_200, 15_000, 1)
	assert search._walking_pays(one_in_200, 15_000, 2)


@pytest.mark.parametrize("query", ["😀", "thanks"])
def test_more_texts_than_are_read_at_once_lose_no_thread(host, monkeypatch, query):
	host.page(PAGE)
	texts_of = search_query.texts_of
	few = family(lambda *shape: texts_of(*shape).build().limit(7))
	monkeypatch.setattr(search, "texts_of", few)
	monkeypatch.setattr(search, "MOST_TEXTS", 7)
	talks = [conversation(PAGE, f"74{number:02}", last_ms=T0 + number) for number in range(6)]
	for name in talks:
		for number in range(3):
			say(name, "thanks 😀", T0 - number)
	frappe.db.commit()
	found = look(host, query, limit=2)
	while found["older"]:
		more = look(host, query, limit=2, before=found["older"])
		found = {**more, "items": found["items"] + more["items"]}
	assert names(found) == talks[::-1]


def test_the_newest_text_is_shown_whether_its_words_are_kept_or_not(host, monkeypatch):
	host.page(PAGE)
	name = conversation(PAGE, "7401", last_ms=T0)
	say(name, "A saddle", T0 - 1000)
	monkeypatch.setattr(words, "MOST_KEPT", 0)
	say(name, "Another saddle", T0)
	frappe.db.commit()
	assert look(host, "saddle")["items"][0]["found"]["at_ms"] == T0
