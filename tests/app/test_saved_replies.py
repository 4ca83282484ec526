"""Saved replies as documents: what may be saved, and who may see and change which."""

from __future__ import annotations

import frappe
import pytest

from tests.app.hosts import AGENT, MANAGER, PAGE_ID
from tests.app.operating_data import OTHER_PAGE
from tests.app.saved_data import attach, limit, reply


@pytest.fixture
def pages(host):
	"""Two pages, with a reply for each, one for everyone, and one of each of two people."""
	host.page()
	host.page(OTHER_PAGE, page_name="Hill Tools")
	reply("All")
	reply("Lakeside", scope="Page", page=PAGE_ID)
	reply("Hill", scope="Page", page=OTHER_PAGE)
	for user in (AGENT, MANAGER):
		with host.as_user(user):
			reply(f"Of {user}", scope="Person")
	frappe.db.commit()


def seen(host, user: str) -> set[str]:
	with host.as_user(user):
		return set(frappe.get_list("FB Saved Reply", pluck="title", limit_page_length=0))


def test_nobody_sees_another_persons(host, pages):
	common = {"All", "Lakeside", "Hill"}
	assert seen(host, AGENT) == {*common, f"Of {AGENT}"}
	assert seen(host, MANAGER) == {*common, f"Of {MANAGER}"}
	own = frappe.db.get_value("FB Saved Reply", {"title": f"Of {AGENT}"})
	with host.as_user(MANAGER):
		for ptype in ("read", "write", "delete"):
			assert not frappe.has_permission("FB Saved Reply", ptype, own)
	assert host.request("GET", f"/api/resource/FB%20Saved%20Reply/{own}", user=MANAGER).status == 403


def test_people_limited_to_a_page_see_no_other_pages(host, pages):
	limit(AGENT)
	assert seen(host, AGENT) == {"All", "Lakeside", f"Of {AGENT}"}
	other = frappe.db.get_value("FB Saved Reply", {"title": "Hill"})
	assert host.request("GET", f"/api/resource/FB%20Saved%20Reply/{other}", user=AGENT).status == 403


def test_agents_make_and_change_their_own_only(host, pages):
	with host.as_user(AGENT):
		mine = reply("Mine", scope="Person")
		assert mine.user == AGENT
		mine.text = "Changed"
		mine.save()
		for values in ({}, {"scope": "Page", "page": PAGE_ID}, {"scope": "Person", "user": MANAGER}):
			with pytest.raises(frappe.PermissionError):
				reply("Not mine", **values)
		frappe.delete_doc("FB Saved Reply", mine.name)


def test_an_agent_takes_no_reply_of_everyone_by_changing_its_scope(host, pages):
	with host.as_user(AGENT):
		doc = frappe.get_doc("FB Saved Reply", {"title": "All"})
		doc.update({"scope": "Person", "user": AGENT})
		with pytest.raises(frappe.PermissionError):
			doc.save()


def test_managers_change_everyones_and_pages(host, pages):
	with host.as_user(MANAGER):
		for title in ("All", "Lakeside"):
			doc = frappe.get_doc("FB Saved Reply", {"title": title})
			doc.text = "Changed"
			doc.save()
		with pytest.raises(frappe.PermissionError):
			reply("For another", scope="Person", user=AGENT)


def test_texts_in_other_languages_are_listed_with_their_reply_only(host, pages):
	with host.as_user(AGENT):
		mine = reply("Mine", scope="Person", variants={"fr": "Bonjour"})
		rows = frappe.get_list("FB Saved Reply Text", parent_doctype="FB Saved Reply", pluck="parent")
		assert rows == [mine.name]
	with host.as_user(MANAGER):
		assert frappe.get_list("FB Saved Reply Text", parent_doctype="FB Saved Reply") == []
	limit(AGENT)
	with host.as_user(AGENT):
		assert frappe.get_list("FB Saved Reply Text", parent_doctype="FB Saved Reply") == []


def test_files_of_another_persons_reply_are_not_listed(host, pages):
	with host.as_user(AGENT):
		file = attach(reply("Mine", scope="Person").name, "saved-mine.txt")
		filters = {"file_name": ["like", "saved-%"]}
		assert frappe.get_list("File", filters=filters, pluck="name") == [file.name]
	with host.as_user(MANAGER):
		assert frappe.get_list("File", filters=filters, pluck="name") == []
		assert not frappe.has_permission("File", "read", file.name)


def test_files_of_another_pages_reply_are_not_listed(host, pages):
	for title in ("All", "Lakeside", "Hill"):
		attach(frappe.db.get_value("FB Saved Reply", {"title": title}), f"saved-{title}.txt")
	limit(AGENT)
	with host.as_user(AGENT):
		found = frappe.get_list("File", filters={"file_name": ["like", "saved-%"]}, pluck="file_name")
	assert set(found) == {"saved-All.txt", "saved-Lakeside.txt"}


def test_a_public_file_is_refused(host):
	with pytest.raises(frappe.ValidationError, match="private"):
		attach(reply().name, is_private=0)


@pytest.mark.parametrize(
	("text", "words"),
	[
		("Hi\n{% for o in orders %}{{ o }}{% endfor %}", ["line 2, column 1", "no loops"]),
		("{{ contact.__class__ }}", ["line 1, column 4", "nothing inside a field"]),
		("{{ contact.firstname }}", ["no field contact.firstname", "Did you mean contact.first_name?"]),
		("{{ contact.name | upper }}", ["column 19", "only a text in quotes"]),
		("x" * 2001, ["2001 characters", "2000 fit"]),
		("<b>{{ <img> }}</b>", ["line 1, column 7"]),
	],
)
def test_a_bad_text_is_refused_with_line_and_reason(host, text, words):
	with pytest.raises(frappe.ValidationError) as refused:
		reply(text=text)
	assert not [word for word in words if word not in str(refused.value)], str(refused.value)
	assert "<img" not in str(refused.value)


def test_a_bad_text_in_another_language_is_named(host):
	with pytest.raises(frappe.ValidationError, match="Text in fr"):
		reply(variants={"fr": "Bonjour {{ contact.prenom }}"})


def test_each_language_once(host):
	with pytest.raises(frappe.ValidationError, match="already"):
		reply(text_language="fr", variants={"fr": "Bonjour"})


@pytest.mark.parametrize("shortcut", ["two words", "é", "a/b", "x" * 41, "<b>"])
def test_what_is_no_shortcut(host, shortcut):
	with pytest.raises(frappe.ValidationError, match="only letters"):
		reply(shortcut=shortcut)


def test_shortcuts_are_unique_in_their_scope(host):
	host.page()
	reply("One", shortcut="/hi")
	reply("Two", scope="Page", page=PAGE_ID, shortcut="hi")
	with host.as_user(AGENT):
		reply("Three", scope="Person", shortcut="hi")
	with pytest.raises(frappe.UniqueValidationError, match="taken by the saved reply"):
		reply("Four", shortcut="HI")
	assert frappe.db.get_value("FB Saved Reply", {"title": "One"}, "shortcut") == "hi"


def test_titles_are_unique_in_their_scope(host):
	first = reply("A  title")
	with pytest.raises(frappe.UniqueValidationError, match="Choose another title"):
		reply("a Title")
	first.text = "Changed"
	first.save()


def test_two_at_once_can_not_take_the_same_shortcut(host):
	reply("One", shortcut="hi")
	other = reply("Two", shortcut="ho")
	key = frappe.db.get_value("FB Saved Reply", {"title": "One"}, "shortcut_key")
	with pytest.raises(Exception) as refused:
		frappe.db.set_value("FB Saved Reply", other.name, "shortcut_key", key)
	assert frappe.db.is_unique_key_violation(refused.value)
	frappe.db.rollback()


def test_text_is_kept_as_it_was_written_and_never_html(host):
	doc = reply(title="5 < 6 <b>", text="<script>1</script> a < b & c > d")
	doc.reload()
	assert doc.text == "&lt;script>1&lt;/script> a < b & c > d"
	assert doc.title == "5 < 6 &lt;b>"


def test_page_scope_needs_a_page(host):
	with pytest.raises(frappe.ValidationError, match="for which page"):
		reply(scope="Page")


def test_page_and_person_are_dropped_where_the_scope_asks_for_none(host):
	host.page()
	doc = reply(page=PAGE_ID, user=AGENT)
	assert (doc.page, doc.user) == (None, None)


def test_agents_do_not_set_how_often_a_reply_was_used(host):
	with host.as_user(AGENT):
		doc = reply("Mine", scope="Person", use_count=99)
	assert frappe.db.get_value("FB Saved Reply", doc.name, "use_count") == 0
