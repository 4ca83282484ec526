"""The picker of saved replies, run in a browser with a stand-in for what it uses of the host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "fb_care" / "public" / "js"
EVIL = '<img src=x onerror="document.title=1">'
STAND_IN = """
window.calls = []; window.picked = []; window.alerts = []; window.waiting = {};
window.fb_care = {};
window.__ = (text, values) => text.replace(/\\{(\\d)\\}/g, (_, i) => values[i]);
const rows = [
	{ name: "r1", title: "Refund", folder: "Money", shortcut: "", language: "en", preview: "We pay back" },
	{ name: "r2", title: "Late EVIL", folder: "Orders", shortcut: "late", language: "fr", preview: "EVIL" },
	{ name: "r3", title: "Hours", folder: "", shortcut: "open", language: "", preview: "9 to 6" },
];
const gap = { field: "order.name", label: "Number of the last order", gap: "[Number of the last order]" };
const filled = {
	r1: { text: "We pay back", missing: [], withheld: [], files: [{ name: "f1", file_name: "form.pdf" }] },
	r2: {
		text: "Désolé EVIL, [Number of the last order]!", files: [],
		missing: [{ field: "contact.first_name", label: "First name", gap: "", reason: "not known" }],
		withheld: [{ ...gap, reason: "nobody has confirmed who this person is" }],
	},
	r3: { text: "9 to 6", missing: [], withheld: [], files: [] },
};
const answer = {
	suggest: () => [{ ...rows[1], score: 80 }],
	search: ({ query }) => {
		const typed = query.replace("/", "").toLowerCase();
		return rows.filter((row) => `${row.title} ${row.shortcut}`.toLowerCase().includes(typed));
	},
	fill: ({ saved_reply, language }) => ({
		...filled[saved_reply],
		...(language === "en" ? { text: "Sorry" } : {}),
		title: saved_reply, language: language || "fr",
		languages: saved_reply === "r2" ? ["fr", "en"] : ["fr"],
	}),
};
window.frappe = {
	provide: (name) => name.split(".").reduce((at, part) => (at[part] = at[part] || {}), window),
	show_alert: (alert) => window.alerts.push(alert.message),
	call: async ({ method, args, type }) => {
		const name = method.split(".").pop();
		window.calls.push([name, type, args]);
		if (window.waiting[args.query]) await window.waiting[args.query];
		return { message: JSON.parse(JSON.stringify(answer[name](args))) };
	},
	ui: {
		Dialog: class {
			constructor(options) {
				this.options = options;
				this.node = document.createElement("div");
				this.place = document.createElement("div");
				const button = document.createElement("button");
				button.textContent = options.primary_action_label;
				button.addEventListener("click", () => options.primary_action());
				this.node.append(this.place, button);
			}
			get_field() { return { $wrapper: [this.place] }; }
			show() {
				document.body.append(this.node);
				setTimeout(() => this.on_page_show && this.on_page_show());
			}
			hide() { this.node.remove(); }
		},
	},
};
"""
PICK = """fb_care.saved_replies.pick({ doctype: "Issue", name: "ISS-1", on_pick: (it) => picked.push(it) })"""


@pytest.fixture
def picker(chromium: Any) -> Iterator[Any]:
	"""A page with the picker open and its rows there."""
	page = chromium.new_page()
	page.set_default_timeout(5000)
	page.add_script_tag(content=STAND_IN.replace("EVIL", EVIL.replace('"', '\\"')))
	for name in ("fb_care_desk.js", "fb_care_saved_replies.js"):
		page.add_script_tag(path=SCRIPTS / name)
	page.evaluate(f"() => {{ {PICK} }}")
	page.locator(".fb-care-picker-row .badge").wait_for()
	yield page
	assert page.locator("img").count() == 0 and page.title() != "1"
	page.close()


def chosen(page: Any) -> str:
	return page.locator("[aria-selected=true]").get_attribute("data-name")


def names(page: Any) -> list[str]:
	return page.locator(".fb-care-picker-row").evaluate_all("rows => rows.map((row) => row.dataset.name)")


def search_box(page: Any) -> Any:
	return page.get_by_label("Search saved replies")


def test_what_fits_the_message_comes_first(picker: Any) -> None:
	assert names(picker) == ["r2", "r1", "r3"]
	picker.wait_for_function("document.activeElement.type === 'search'")


def test_arrows_and_enter_hand_the_text_over_and_send_nothing(picker: Any) -> None:
	search_box(picker).press("ArrowDown")
	picker.locator(".fb-care-reply-text", has_text="We pay back").wait_for()
	assert "Attachment: form.pdf" in picker.locator(".fb-care-picker-preview").inner_text()
	search_box(picker).press("Enter")
	picker.locator(".fb-care-picker").wait_for(state="detached")
	assert picker.evaluate("picked") == [
		{
			"text": "We pay back",
			"files": [{"name": "f1", "file_name": "form.pdf"}],
			"saved_reply": "r1",
			"missing": [],
			"withheld": [],
		}
	]
	called = picker.evaluate("calls")
	assert {name for name, _, _ in called} == {"suggest", "search", "fill"}
	assert {kind for _, kind, _ in called} == {"GET"}
	assert all(args["doctype"] == "Issue" and args["name"] == "ISS-1" for _, _, args in called)
	assert picker.evaluate("alerts") == []


def test_missing_and_withheld_values_are_shown_before_it_is_taken(picker: Any) -> None:
	preview = picker.locator(".fb-care-picker-preview")
	preview.locator("mark").wait_for()
	assert preview.locator("mark").inner_text() == "[Number of the last order]"
	assert "Missing: First name (not known)" in preview.inner_text()
	assert "Not told: Number of the last order (nobody has confirmed" in preview.inner_text()
	assert EVIL in preview.inner_text()


def test_a_text_with_gaps_warns(picker: Any) -> None:
	picker.get_by_role("button", name="Take over to edit").click()
	picker.wait_for_function("picked.length")
	assert picker.evaluate("alerts") == ["Fill in the gaps before you send."]
	gaps = "(text) => fb_care.saved_replies.gaps(text, picked[0].withheld).map((row) => row.field)"
	assert picker.evaluate(gaps, picker.evaluate("picked[0].text")) == ["order.name"]
	assert picker.evaluate(gaps, "SAL-1") == []


def test_a_shortcut_and_enter_at_once(picker: Any) -> None:
	search_box(picker).fill("/open")
	search_box(picker).press("Enter")
	picker.wait_for_function("picked.length")
	assert picker.evaluate("picked[0].saved_reply") == "r3"


def test_a_late_answer_does_not_replace_a_newer_one(picker: Any) -> None:
	picker.evaluate("() => { waiting.ref = new Promise((done) => { window.release = done; }); }")
	search_box(picker).fill("ref")
	picker.wait_for_function("calls.some(([name, , args]) => name === 'search' && args.query === 'ref')")
	search_box(picker).fill("hours")
	picker.wait_for_function("document.querySelectorAll('.fb-care-picker-row').length === 1")
	picker.evaluate("() => release()")
	picker.evaluate("() => new Promise((done) => setTimeout(done, 50))")
	assert names(picker) == ["r3"]


def test_folders(picker: Any) -> None:
	folder = picker.get_by_label("Folder")
	assert folder.locator("option").all_inner_texts() == ["All folders", "Money", "Orders"]
	folder.select_option("Money")
	assert names(picker) == ["r1"]
	assert chosen(picker) == "r1"


def test_another_language(picker: Any) -> None:
	picker.get_by_label("Language").select_option("en")
	picker.locator(".fb-care-reply-text", has_text="Sorry").wait_for()
	picker.get_by_role("button", name="Take over to edit").click()
	picker.wait_for_function("picked.length")
	assert picker.evaluate("picked[0].text") == "Sorry"


def test_nothing_found(picker: Any) -> None:
	search_box(picker).fill("nonsense")
	picker.get_by_text("No saved reply fits.").wait_for()
	search_box(picker).press("Enter")
	picker.evaluate("() => new Promise((done) => setTimeout(done, 50))")
	assert picker.evaluate("picked") == []
	assert picker.locator(".fb-care-picker-preview").inner_text() == ""
