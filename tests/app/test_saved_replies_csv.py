"""Saved replies out to CSV and in again."""

from __future__ import annotations

import csv
import io

import frappe
import pytest

from fb_care.api import saved_replies as api
from tests.app.hosts import AGENT, MANAGER, PAGE_ID
from tests.app.saved_data import reply

HEADER = "title,scope,page,user,folder,shortcut,enabled,language,text,text:fr\n"


def load(text: str, user: str = MANAGER, **more) -> dict:
	frappe.set_user(user)
	try:
		return api.import_csv(text, **more)
	finally:
		frappe.set_user("Administrator")


def exported(user: str = MANAGER) -> list[dict]:
	frappe.set_user(user)
	try:
		content = api.export_csv()["content"]
	finally:
		frappe.set_user("Administrator")
	return list(csv.DictReader(io.StringIO(content.lstrip("\ufeff"))))


def done(result: dict) -> tuple[int, int, int]:
	return result["created"], result["updated"], result["unchanged"]


def test_out_and_in_again_changes_nothing(host):
	host.page()
	reply("Late", 'Sorry, "friend"\n{{ contact.name }}; a < b', text_language="en", variants={"fr": "Désolé"})
	reply("Page's", "- one\n- two", scope="Page", page=PAGE_ID, folder="F", shortcut="hi", enabled=0)
	with host.as_user(MANAGER):
		reply("Mine", "=1+1", scope="Person")
		content = api.export_csv()["content"]
	assert [row["title"] for row in exported()] == ["Late", "Page's", "Mine"]
	result = load(content)
	assert (done(result), result["problems"]) == ((0, 0, 3), [])
	with host.as_user(MANAGER):
		for name in frappe.get_list("FB Saved Reply", pluck="name"):
			frappe.delete_doc("FB Saved Reply", name)
	assert done(load(content)) == (3, 0, 0)
	with host.as_user(MANAGER):
		assert api.export_csv()["content"] == content


def test_no_cell_goes_out_as_a_formula(host):
	reply("=HYPERLINK(1)", "@SUM(1)", folder="+1")
	row = exported()[0]
	assert (row["title"], row["text"], row["folder"]) == ("'=HYPERLINK(1)", "'@SUM(1)", "'+1")


def test_only_what_one_may_see_goes_out(host):
	with host.as_user(AGENT):
		reply("Mine", scope="Person")
	assert exported() == []
	assert [row["title"] for row in exported(AGENT)] == ["Mine"]


def test_good_lines_are_taken_and_bad_ones_told(host):
	host.page()
	reply("Old", "Old text", folder="F", shortcut="old")
	result = load(
		HEADER
		+ "Old,Everyone,,,,,,,New text,Nouveau\n"
		+ f"New,Page,{PAGE_ID},,Folder,new,0,en,Hello {{{{ contact.name }}}},Bonjour\n"
		+ ",Everyone,,,,,,,No title,\n"
		+ "No text,Everyone,,,,,,,,\n"
		+ '"Two\nlines",Everyone,,,,,,,{% for %},\n'
		+ "No page,Page,123,,,,,,x,\n"
		+ "No scope,All of you,,,,,,,x,\n"
		+ "Taken,Everyone,,,,OLD,,,x,\n"
		+ "No yes,Everyone,,,,,maybe,,x,\n"
		+ "No language,Everyone,,,,,,xx,x,\n"
		+ "Too,many,cells,,,,,,,,,,\n"
		+ f"{'x' * 141},Everyone,,,,,,,x,\n"
		+ f"Long,Everyone,,,,,,,{'x' * 2001},\n"
		+ "Last,Everyone,,,,,,,Fine,\n"
	)
	assert done(result) == (2, 1, 0)
	assert [problem["line"] for problem in result["problems"]] == [4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15]
	assert all(problem["reason"] and "<" not in problem["reason"] for problem in result["problems"])
	assert "line 1, column 1: there are no loops" in result["problems"][2]["reason"]
	old = frappe.get_doc("FB Saved Reply", {"title": "Old"})
	assert (old.text, old.folder, old.shortcut, old.variants[0].text) == ("New text", "F", "old", "Nouveau")
	new = frappe.get_doc("FB Saved Reply", {"title": "New"})
	assert (new.enabled, new.page, new.text_language, new.shortcut) == (0, PAGE_ID, "en", "new")
	assert set(frappe.get_all("FB Saved Reply", pluck="title")) == {"Old", "New", "Last"}


def test_a_look_before_changes_nothing(host):
	result = load(HEADER + "New,Everyone,,,,,,,Hello,\n,,,,,,,,x,\n", check_only=1)
	assert (done(result), len(result["problems"])) == ((1, 0, 0), 1)
	assert frappe.get_all("FB Saved Reply") == []


def test_agents_import_their_own_only(host):
	reply("All", "For everyone")
	with host.as_user(MANAGER):
		reply("Hers", "Of the manager", scope="Person")
	lines = f"All,Everyone,,,,,,,Changed,\nHers,Person,,{MANAGER},,,,,Changed,\nMine,Person,,,,,,,Good,\n"
	result = load(HEADER + lines, user=AGENT)
	assert (done(result), [one["line"] for one in result["problems"]]) == ((1, 0, 0), [2, 3])
	assert frappe.db.get_value("FB Saved Reply", {"title": "Mine"}, ["scope", "user"]) == ("Person", AGENT)
	assert frappe.get_all("FB Saved Reply", filters={"text": "Changed"}) == []


def test_columns_in_any_order_and_separator(host):
	assert done(load("Text;Title\nHello;A\n")) == (1, 0, 0)
	found = frappe.db.get_value("FB Saved Reply", {"title": "A"}, ["scope", "user", "text_language"])
	assert found == ("Person", MANAGER, None)


@pytest.mark.parametrize(
	("text", "line", "words"),
	[
		("", 1, "empty"),
		("PK\x03\x04\x00\x00", 1, "no CSV file"),
		("Titel,Text\nA,b\n", 1, "missing: title"),
		("title,text,colour\nA,b,c\n", 1, "no column colour"),
		("title,text,title\nA,b,c\n", 1, "twice"),
		('title,text\nA,b\nB,"c\n', 3, "quotation mark"),
		("<html><b>\x01</b></html>", 1, "missing: title, text"),
	],
)
def test_what_is_no_file_of_replies(host, text, line, words):
	problem = load(text)["problems"][0]
	assert problem["line"] == line and words in problem["reason"]


def test_the_hosts_own_data_import_takes_them_too(host, tmp_path):
	if host.name != "bench":
		pytest.skip("the sandbox has no Data Import")
	from frappe.core.doctype.data_import.data_import import import_file

	path = tmp_path / "replies.csv"
	table = "Texts in other languages"
	header = f"Title,For,Text,Language ({table}),Text ({table})"
	lines = (header, "Late,Everyone,Sorry,fr,Désolé", "Bad,Everyone,{% for %},,")
	path.write_text("\n".join(lines), encoding="utf-8")
	try:
		import_file("FB Saved Reply", str(path), "Insert", console=True)
		doc = frappe.get_doc("FB Saved Reply", {"title": "Late"})
		assert (doc.scope, doc.text, doc.variants[0].text) == ("Everyone", "Sorry", "Désolé")
		assert frappe.get_all("FB Saved Reply", pluck="title") == ["Late"]
	finally:
		frappe.db.delete("Data Import", {"reference_doctype": "FB Saved Reply"})
		frappe.db.commit()


def test_who_has_no_role_moves_nothing(host):
	for method, kind in (("export_csv", "GET"), ("import_csv", "POST")):
		answer = host.request(kind, f"/api/method/fb_care.api.saved_replies.{method}", {"content": "x"})
		assert answer.status == 403
