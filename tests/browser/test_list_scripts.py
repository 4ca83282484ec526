"""The scripts of the host's desk, run in a browser with a stand-in for what they use of the host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "fb_care" / "public" / "js"
STAND_IN = """
window.frappe = {
	provide: (name) => (window[name.split(".")[0]] = window[name.split(".")[0]] || {}),
	listview_settings: {},
	datetime: { prettyDate: () => "2 h" },
	utils: {
		escape_html: (text) => {
			const node = document.createElement("i");
			node.textContent = text;
			return node.innerHTML.replace(/"/g, "&quot;");
		},
	},
};
window.fb_care = { timeline: {} };
window.__ = (text, values) => text.replace(/\\{(\\d)\\}/g, (_, i) => values[i]);
"""


@pytest.fixture
def scripts(chromium: Any) -> Iterator[Any]:
	page = chromium.new_page()
	page.add_script_tag(content=STAND_IN)
	for name in ("fb_care_desk.js", "fb_care_timeline.js"):
		page.add_script_tag(path=SCRIPTS / name)
	yield page
	page.close()


@pytest.mark.parametrize("doctype", ["FB Conversation", "FB Comment Thread"])
@pytest.mark.parametrize(
	("stored", "shown"),
	[("Maeve O'Rourke", "⚑ Maeve O'Rourke"), ("C'est &lt;b>ça</b> & plus", "⚑ C'est <b>ça</b> & plus")],
)
def test_the_title_in_a_list_is_plain_text(scripts: Any, doctype: str, stored: str, shown: str) -> None:
	call = "([d, v]) => frappe.listview_settings[d].formatters.title(v, {}, {follow_up: 1})"
	assert scripts.evaluate(call, [doctype, stored]) == shown


def test_the_last_words_in_a_list_are_harmless(scripts: Any) -> None:
	call = """(value) => {
		const row = document.createElement("div");
		const { last_text } = frappe.listview_settings["FB Conversation"].formatters;
		row.innerHTML = last_text(value, {}, { last_at: "x" });
		return [row.textContent, row.querySelectorAll("b").length];
	}"""
	assert scripts.evaluate(call, "It's &lt;b>big</b>") == ["2 h · It's <b>big</b>", 0]
	assert scripts.evaluate(call, "<b>raw</b>") == ["2 h · <b>raw</b>", 0]


@pytest.mark.parametrize(
	("ms", "words"),
	[(-5, "0 s"), (420, "0.4 s"), (61_977_893, "17 h 12 min"), (3_600_000, "1 h"), (303_000, "5 min 3 s")],
)
def test_milliseconds_in_words(scripts: Any, ms: int, words: str) -> None:
	assert scripts.evaluate("(ms) => fb_care.duration(ms)", ms) == words


def test_the_timeline_says_what_was_sent_automatically(scripts: Any) -> None:
	said = {
		"at": "",
		"direction": "Outgoing",
		"sender": "Lakeside Bikes",
		"sender_kind": "Automated",
		"text": "Hi",
	}
	items = [{**said, "automatic": "Away message", "state": "Sent"}, {**said, "automatic": ""}]
	shown = scripts.evaluate(
		"""async (items) => {
			const wrapper = document.createElement("div");
			window.cur_frm = null;
			frappe.call = async () => ({ message: { items } });
			const field = { $wrapper: [wrapper] };
			const frm = { doc: { name: "x" }, is_new: () => false, get_field: () => field };
			await fb_care.timeline.show(frm, "conversation");
			return [...wrapper.querySelectorAll(".fb-care-head span")].map((node) => node.textContent.trim());
		}""",
		items,
	)
	assert shown == ["Away message, automatic · Sent", "Automated"]
