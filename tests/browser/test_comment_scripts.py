"""The scripts by which agents act on comments, in a browser with a stand-in for what they use of the host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_list_scripts import SCRIPTS, STAND_IN

LIST = Path(__file__).resolve().parents[2] / "fb_care/fb_care/doctype/fb_comment/fb_comment_list.js"
#: A comment of a visitor, as the timeline tells it.
FACTS = {
	"there": True,
	"direction": "Incoming",
	"state": "Visible",
	"liked": False,
	"unread": True,
	"deletable": False,
	"private": {"may": True, "state": ""},
}


@pytest.fixture
def scripts(chromium: Any) -> Iterator[Any]:
	page = chromium.new_page()
	own = "frappe.user = { has_role: (role) => role === window.role }; fb_care.comment_actions = {};"
	page.add_script_tag(content=STAND_IN + own)
	for path in (SCRIPTS / "fb_care_desk.js", SCRIPTS / "fb_care_comment_actions.js", LIST):
		page.add_script_tag(path=path)
	yield page
	page.close()


def offered(scripts: Any, role: str = "FB Care Agent", **facts: Any) -> list[str]:
	call = "([f, role]) => (window.role = role, fb_care.comment_actions.possible(f).map((one) => one[0]))"
	return scripts.evaluate(call, [{**FACTS, **facts}, role])


def test_what_is_offered_for_a_visitors_comment(scripts: Any) -> None:
	assert offered(scripts) == ["reply", "private_reply", "like", "hide", "mark_read"]
	assert "remove" in offered(scripts, role="FB Care Manager")
	assert "remove" in offered(scripts, deletable=True)
	changed = offered(scripts, state="Hidden", liked=True, unread=False, private={"may": False, "state": ""})
	assert changed == ["reply", "unlike", "unhide", "mark_unread"]


def test_what_is_offered_for_the_pages_own_and_for_what_is_gone(scripts: Any) -> None:
	own = offered(scripts, direction="Outgoing", private={"may": False, "state": ""}, deletable=True)
	assert own == ["like", "remove"]
	assert offered(scripts, there=False) == []


def test_the_words_of_a_comment_in_the_list_are_harmless(scripts: Any) -> None:
	call = """(value) => {
		const row = document.createElement("div");
		const { text } = frappe.listview_settings["FB Comment"].formatters;
		row.innerHTML = text(value, {}, { is_complaint: 1 });
		return [row.textContent, row.querySelectorAll("b").length];
	}"""
	assert scripts.evaluate(call, "It's &lt;b>big</b>") == ["Complaint · It's <b>big</b>", 0]
	assert scripts.evaluate(call, '"><b>raw</b>') == ['Complaint · "><b>raw</b>', 0]


def test_each_button_under_a_comment_does_what_it_says(scripts: Any) -> None:
	call = """(facts) => {
		const asked = [];
		frappe.call = async (call) => (asked.push([call.method, call.args]), { message: {} });
		frappe.show_alert = () => {};
		const bar = fb_care.comment_actions.bar({ name: "c1", comment: facts }, "t1", () => {});
		[...bar.children].find((one) => one.textContent === "Hide").click();
		return asked;
	}"""
	assert scripts.evaluate(call, FACTS) == [["fb_care.api.comments.hide", {"comment": "c1"}]]
