"""The switch on a page's form, run in a browser with a stand-in for what it uses of the host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.test_list_scripts import SCRIPTS, STAND_IN

EVIL = "<img src=x onerror=alert(1)>"
MORE = """
frappe.datetime.str_to_user = (value) => value;
window.events = {}; window.calls = []; window.lines = []; window.buttons = {}; window.asked = [];
frappe.ui = {
	form: { on: (doctype, events) => (window.events[doctype] = events) },
	Dialog: class {
		constructor(options) { window.dialog = this; this.options = options; this.open = false; }
		show() { this.open = true; }
		hide() { this.open = false; }
	},
};
frappe.show_alert = ({ message }) => window.asked.push(message);
frappe.confirm = (words, yes) => { window.asked.push(words); yes(); };
frappe.call = async ({ method, args, type }) => {
	window.calls.push([method.split(".").pop(), args, type]);
	return { message: window.answers[method.split(".").pop()] };
};
frappe.provide = (name) => name.split(".").reduce((at, part) => (at[part] = at[part] || {}), window);
window.frm = {
	doctype: "FB Page", doc: { name: "1" }, perm: [{ write: 1 }], dirty: false, reloads: 0,
	is_new: () => false, is_dirty() { return this.dirty; }, async reload_doc() { this.reloads += 1; },
	get_field: (name) => ({ set_data: (data) => (window.offered = [name, data]) }),
	dashboard: {
		set_headline: (html, colour) => {
			const line = document.body.appendChild(document.createElement("p"));
			line.innerHTML = html;
			window.lines.push([line.textContent, colour]);
		},
	},
	add_custom_button: (label, action, group) => (window.buttons[label] = action),
};
"""
STATE = {
	"page": "1",
	"away": False,
	"kind": "",
	"since": "",
	"until": "",
	"absent_since": "",
	"next": "",
	"back_until": "",
	"back_open": False,
	"by_name": "",
	"reason": "",
	"messages_off": False,
	"may_manage": True,
	"warnings": [],
}
SHOW = "async (state) => { window.answers = { state }; await fb_care.away.show(window.frm); return lines; }"


@pytest.fixture
def scripts(chromium: Any) -> Iterator[Any]:
	page = chromium.new_page()
	ran: list[str] = []
	page.on("dialog", lambda dialog: ran.append(dialog.message))
	page.on("pageerror", lambda error: ran.append(str(error)))
	page.add_script_tag(content=STAND_IN + MORE)
	page.add_script_tag(path=SCRIPTS / "fb_care_away.js")
	yield page
	page.close()
	assert ran == []


def shown(scripts: Any, **state: Any) -> list[str]:
	return [text for text, _colour in scripts.evaluate(SHOW, {**STATE, **state})]


def test_a_page_without_hours_says_nothing(scripts: Any) -> None:
	assert shown(scripts) == []
	assert scripts.evaluate("Object.keys(buttons)") == ["Away …", "Messages off"]


def test_it_says_since_when_until_when_by_whom_and_why(scripts: Any) -> None:
	facts = {"since": "11:00", "until": "12:30", "absent_since": "11:00", "by_name": EVIL, "reason": EVIL}
	words = shown(scripts, away=True, kind="By hand", **facts)
	assert words == [f"Away since 11:00, until 12:30, by {EVIL}. Reason: {EVIL}"]
	assert scripts.evaluate("document.images.length") == 0
	assert "Back" in scripts.evaluate("Object.keys(buttons)")


@pytest.mark.parametrize(
	("state", "words"),
	[
		({"next": "17:00"}, "Available until 17:00, by its hours."),
		({"back_until": "09:00"}, "Available until 09:00, when its hours begin again."),
		({"back_open": True}, "Available although it has no hours ahead."),
		(
			{"away": True, "kind": "Schedule", "since": "18:00", "until": "09:00", "absent_since": "16:00"},
			"Away by its hours since 18:00, until 09:00. Not available since 16:00.",
		),
		(
			{"away": True, "kind": "Schedule", "since": "18:00", "absent_since": "18:00"},
			"Away by its hours since 18:00; they don't begin again within a year.",
		),
	],
)
def test_in_words(scripts: Any, state: dict[str, Any], words: str) -> None:
	assert shown(scripts, **state) == [words]


def test_a_warning_stands_beside_it_in_orange(scripts: Any) -> None:
	lines = scripts.evaluate(SHOW, {**STATE, "next": "17:00", "warnings": ["The list is gone."]})
	assert lines == [["Available until 17:00, by its hours.", "blue"], ["The list is gone.", "orange"]]


def test_while_messages_are_off_only_managers_can_do_something(scripts: Any) -> None:
	off = {"away": True, "kind": "Messages off", "messages_off": True, "by_name": "Morgan"}
	assert "by Morgan" in shown(scripts, **off, since="11:00", absent_since="11:00")[0]
	assert scripts.evaluate("Object.keys(buttons)") == ["Messages on"]
	scripts.evaluate("window.buttons = {}")
	shown(scripts, **off, may_manage=False)
	assert scripts.evaluate("Object.keys(buttons)") == []


def test_the_dialog_sends_hours_or_a_time(scripts: Any) -> None:
	shown(scripts)
	scripts.evaluate("buttons['Away …']()")
	assert scripts.evaluate("dialog.open") and scripts.evaluate("dialog.options.fields.length") == 3
	scripts.evaluate("calls.length = 0; dialog.options.primary_action({ hours: 2, reason: 'Lunch' })")
	scripts.evaluate("dialog.options.primary_action({ hours: 2, until: '2027-06-07 12:00:00' })")
	made = [call[:2] for call in scripts.evaluate("calls")]
	assert made == [
		["set_away", {"page": "1", "hours": 2, "reason": "Lunch"}],
		["set_away", {"page": "1", "until": "2027-06-07 12:00:00", "reason": ""}],
	]
	assert scripts.evaluate("[dialog.open, frm.reloads]") == [False, 2]


def test_messages_are_switched_only_after_a_question(scripts: Any) -> None:
	shown(scripts)
	scripts.evaluate("calls.length = 0; buttons['Messages off']()")
	assert "no ticket" in scripts.evaluate("asked[0]")
	assert scripts.evaluate("calls[0]")[:2] == ["set_messages", {"page": "1", "on": 0}]


def test_a_form_with_changes_is_not_thrown_away(scripts: Any) -> None:
	shown(scripts, away=True, kind="By hand", since="1", absent_since="1")
	scripts.evaluate("frm.dirty = true; buttons['Back']()")
	assert scripts.evaluate("frm.reloads") == 0 and "Save your changes" in scripts.evaluate("asked[0]")


def test_lists_of_holidays_are_offered_to_who_may_write(scripts: Any) -> None:
	scripts.evaluate("window.answers = { holiday_lists: ['Bavaria'] }; events['FB Page'].onload(frm)")
	assert scripts.evaluate("offered") == ["holiday_list", ["Bavaria"]]
	scripts.evaluate("calls.length = 0; frm.perm = [{ write: 0 }]; events['FB Page'].onload(frm)")
	assert scripts.evaluate("calls") == []


def test_a_new_row_is_the_next_day_with_the_same_hours(scripts: Any) -> None:
	script = """(rows) => {
		frappe.meta = { get_docfield: () => ({ options: "Monday\\nTuesday\\nSunday" }) };
		window.locals = { "FB Page Hours": { new: { name: "new", from_time: "14:53:21" } } };
		const shown = { doc: { hours: [...rows, locals["FB Page Hours"].new] }, refresh_field: () => {} };
		events["FB Page Hours"].hours_add(shown, "FB Page Hours", "new");
		return locals["FB Page Hours"].new;
	}"""
	first = {"name": "new", "weekday": "Monday", "from_time": "09:00:00", "to_time": "17:00:00"}
	assert scripts.evaluate(script, []) == first
	row = {"name": "a", "weekday": "Monday", "from_time": "10:00:00", "to_time": "14:00:00"}
	assert scripts.evaluate(script, [row]) == {**row, "name": "new", "weekday": "Tuesday"}
