"""The form of a person, drawn in a browser with a stand-in for what it uses of the host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.test_list_scripts import SCRIPTS, STAND_IN

DOCTYPES = SCRIPTS.parents[1] / "fb_care" / "doctype"
EVIL = "<img src=x onerror=alert(1)>"
MORE = """
fb_care.people = {};
frappe.ui = { form: { on: (doctype, events) => (window.form = events) } };
frappe.session = { user: "agent@example.com" };
frappe.user = { has_role: () => false, full_name: (name) => name };
frappe.utils.get_form_link = (doctype, name) => `/app/${doctype}/${encodeURIComponent(name)}`;
frappe.datetime.str_to_user = (value) => value;
frappe.call = async ({ method, args }) => {
	window.calls.push([method, args]);
	return { message: window.answers[method.split(".").pop()] };
};
frappe.confirm = (words, yes) => yes();
frappe.prompt = (field, done) => done({ [field.fieldname]: "typed" });
window.calls = [];
"""
FOUND = {
	"vip": 1,
	"blocked": 0,
	"labels": [{"label": EVIL, "color": "#ffd54f"}, {"label": "Press", "color": "url(x)"}],
	"contacts": [
		{"name": "1-2", "display_name": "Ana", "page_name": "Lakeside"},
		{"name": "3-4", "display_name": EVIL, "page_name": "Hill"},
	],
	"counts": {"messages_in": 4, "complaints": 1, "orders": None},
	"threads": [
		{"doctype": "FB Conversation", "name": "1-2", "title": EVIL, "state": "Open", "last_text": EVIL}
	],
	"tickets": [],
	"notes": [
		{"name": "n1", "contact": "1-2", "author": "agent@example.com", "at": "2026-11-20", "text": EVIL},
		{"name": "n2", "contact": "1-2", "author": "boss@example.com", "at": "2026-11-19", "text": "Old"},
	],
}
FORM = """([found, suggestions]) => {
	window.answers = { overview: found, suggestions };
	const fields = {};
	window.buttons = {};
	window.frm = {
		doctype: "FB Contact", doc: { name: "1-2", customer: "C-1" }, perm: [{ write: 1 }],
		is_new: () => false, reload_doc: async () => {}, scroll_to_field: () => {},
		get_field: (name) => {
			fields[name] = fields[name] || document.body.appendChild(document.createElement("div"));
			return { $wrapper: [fields[name]] };
		},
		add_custom_button: (label, action) => (window.buttons[label] = action),
	};
	window.fields = fields;
	return form.refresh(window.frm);
}"""


@pytest.fixture
def scripts(chromium: Any) -> Iterator[Any]:
	page = chromium.new_page()
	ran: list[str] = []
	page.on("dialog", lambda dialog: ran.append(dialog.message))
	page.on("pageerror", lambda error: ran.append(str(error)))
	page.add_script_tag(content=STAND_IN + MORE)
	for path in (SCRIPTS / "fb_care_desk.js", SCRIPTS / "fb_care_people.js"):
		page.add_script_tag(path=path)
	for path in ("fb_contact/fb_contact.js", "fb_contact/fb_contact_list.js"):
		page.add_script_tag(path=DOCTYPES / path)
	yield page
	page.close()
	assert ran == []


def test_the_form_shows_the_person_and_runs_nothing_of_theirs(scripts: Any) -> None:
	scripts.evaluate(FORM, [FOUND, {}])
	shown = scripts.evaluate("fields.overview.innerText")
	assert "VIP" in shown and "4" in shown and "Complaints" in shown and "Orders" not in shown
	assert EVIL in shown and "Hill" in shown
	assert scripts.evaluate("document.querySelectorAll('img').length") == 0
	notes = scripts.evaluate("fields.notes_list.innerText")
	assert EVIL in notes and "Old" in notes
	assert scripts.evaluate("fields.notes_list.querySelectorAll('button').length") == 1


def test_the_buttons_do_what_they_say(scripts: Any) -> None:
	scripts.evaluate(FORM, [FOUND, {}])
	assert {"Add note", "Block …", "Merge with …", "Split", "Suggest links", "Not this Customer"} <= set(
		scripts.evaluate("Object.keys(buttons)")
	)
	scripts.evaluate("calls.length = 0")
	pressed = ["Add note", "Block …", "Merge with …", "Split", "Not this Customer"]
	scripts.evaluate("async (names) => { for (const name of names) await buttons[name](); }", pressed)
	made = [(method.rpartition(".")[2], args) for method, args in scripts.evaluate("calls")]
	assert made == [
		("add_note", {"contact": "1-2", "text": "typed"}),
		("block", {"contact": "1-2", "reason": "typed"}),
		("merge", {"contact": "1-2", "other": "typed"}),
		("split", {"contact": "1-2"}),
		("unlink", {"contact": "1-2", "doctype": "Customer"}),
	]


def test_who_may_only_read_gets_no_buttons(scripts: Any) -> None:
	script = FORM.replace("perm: [{ write: 1 }]", "perm: [{ write: 0 }]")
	scripts.evaluate(script, [FOUND, {}])
	assert scripts.evaluate("Object.keys(buttons)") == []


def test_suggestions_are_confirmed_by_a_click(scripts: Any) -> None:
	suggestion = {
		"doctype": "Customer",
		"name": "C-2",
		"title": EVIL,
		"linked": False,
		"reasons": [f"e-mail {EVIL}"],
	}
	found = {"suggestions": [suggestion], "found": [], "unread": ["Lead"]}
	scripts.evaluate(FORM, [FOUND, found])
	scripts.evaluate("fb_care.people.suggest(frm)")
	assert scripts.evaluate("document.querySelectorAll('img').length") == 0
	assert "You may not read Lead" in scripts.evaluate("fields.suggestions.innerText")
	scripts.evaluate("fields.suggestions.querySelector('button').click()")
	method, args = scripts.evaluate("calls.at(-1)")
	assert method == "fb_care.api.people.link"
	assert args == {"contact": "1-2", "doctype": "Customer", "name": "C-2"}


def test_nothing_found_is_said(scripts: Any) -> None:
	scripts.evaluate(FORM, [FOUND, {"suggestions": [], "found": [], "unread": []}])
	scripts.evaluate("fb_care.people.suggest(frm)")
	assert "wrote no phone number" in scripts.evaluate("fields.suggestions.innerText")


def test_labels_in_the_list_are_harmless_and_blocked_comes_before_vip(scripts: Any) -> None:
	assert scripts.evaluate(
		"""(value) => {
			const box = document.createElement("div");
			box.innerHTML = frappe.listview_settings["FB Contact"].formatters.label_words(value);
			return [box.querySelectorAll("img").length, box.children.length, box.textContent];
		}""",
		f"Press, {EVIL}",
	) == [0, 2, f"Press{EVIL}"]
	indicator = "doc => (frappe.listview_settings['FB Contact'].get_indicator(doc) || [''])[0]"
	assert scripts.evaluate(indicator, {"blocked": 1, "vip": 1}) == "Blocked"
	assert scripts.evaluate(indicator, {"blocked": 0, "vip": 1}) == "VIP"
	assert scripts.evaluate(indicator, {"blocked": 0, "vip": 0}) == ""
