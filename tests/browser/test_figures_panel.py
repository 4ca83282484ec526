"""The panel of figures on a page's form, drawn in a browser with a stand-in for what it uses of the host."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.test_list_scripts import SCRIPTS, STAND_IN
from tests.browser.test_people_scripts import DOCTYPES, MORE

EVIL = "<img src=x onerror=alert(1)>"
HERE = """
fb_care.figures = {};
window.cint = (value) => parseInt(value || 0);
frappe.realtime = {
	heard: {},
	on: (event, work) => (frappe.realtime.heard[event] = [...(frappe.realtime.heard[event] || []), work]),
	off: (event, work) =>
		(frappe.realtime.heard[event] = (frappe.realtime.heard[event] || []).filter((one) => one !== work)),
};
window.forms = {};
frappe.ui.form.on = (doctype, events) => (window.forms[doctype] = [...(window.forms[doctype] || []), events]);
frappe.model = { can_create: () => true };
"""
M = 60_000
BADGE = {
	"policy": "Badge, 7 days",
	"from_at": "2026-11-13 10:00:00",
	"to_at": "2026-11-20 10:00:00",
	"openings": 40,
	"answered": 35,
	"rate": 87.5,
	"mean_ms": 4 * M,
	"counted": 32,
	"earned": False,
	"rate_percent": 90,
	"time_ms": 5 * M,
	"trim_percent": 90,
	"left_out": {"Away": 3, "Spam": 1},
}
WAITS = {
	"conversation": "1-2",
	"title": EVIL.replace("<", "&lt;"),
	"opened_at": "2026-11-20 09:00:00",
	"costs": True,
	"by_ms": 1,
	"by_at": "2026-11-20 11:30:00",
	"too_late": False,
}
FOUND: dict[str, Any] = {
	"page": "100",
	"as_of_at": "2026-11-20 10:00:00",
	"badge": BADGE,
	"told": {
		**BADGE,
		"policy": "Response rate and time, 30 days",
		"mean_ms": 48 * M,
		"rate": 92,
		"answered": 92,
		"openings": 100,
	},
	"label": "Within an hour",
	"by_hand": False,
	"forecast": {
		"earned": False,
		"changes_at": "2026-11-21 08:00:00",
		"missing": 1,
		"to_win": {"waiting": 1, "new": 2},
		"waits": 5,
		"costs": 3,
		"too_late": 1,
		"waiting": [
			WAITS,
			{**WAITS, "conversation": "", "title": "", "too_late": True},
			{**WAITS, "conversation": "3-4", "title": "Ana Lima", "by_at": "", "by_ms": None},
			{**WAITS, "conversation": "5-6", "title": "Not costly", "costs": False},
		],
	},
	"comments": {"days": 7, "all": 9, "answered": 8, "mean_ms": 90 * M},
}
SHOW = "(found) => document.body.replaceChildren(fb_care.figures.panel(found, () => (window.pressed = true)))"


@pytest.fixture
def scripts(chromium: Any) -> Iterator[Any]:
	page = chromium.new_page()
	ran: list[str] = []
	page.on("dialog", lambda dialog: ran.append(dialog.message))
	page.on("pageerror", lambda error: ran.append(str(error)))
	page.add_script_tag(content=STAND_IN + MORE + HERE)
	for name in ("fb_care_desk.js", "fb_care_figures.js", "fb_care_figures_form.js"):
		page.add_script_tag(path=SCRIPTS / name)
	for path in ("fb_page/fb_page_list.js", "fb_response/fb_response_list.js"):
		page.add_script_tag(path=DOCTYPES / path)
	page.add_script_tag(path=DOCTYPES / "fb_response_policy/fb_response_policy.js")
	yield page
	page.close()
	assert ran == []


def shown(scripts: Any, **changes: Any) -> str:
	"""The panel's text, with these changes of what was found (`forecast__earned` reaches inside)."""
	found = copy.deepcopy(FOUND)
	for key, value in changes.items():
		part, _, field = key.partition("__")
		if field:
			found[part][field] = value
		else:
			found[part] = value
	scripts.evaluate(SHOW, found)
	return scripts.inner_text("body")


def test_badge_criteria_label_and_second_policy(scripts: Any) -> None:
	text = shown(scripts)
	for words in (
		"Badge not earned",
		"87.5 %",
		"at least 90 %",
		"35 of 40 openings answered",
		"4 min",
		"at most 5 min",
		"Mean of the fastest 32 of 35 answers",
		"People are told: Within an hour",
		"as measured",
		"response time 48 min",
		"response rate 92 % (92 of 100)",
		"Left out: Away 3, Spam 1",
		"8 of 9 answered, after 1 h 30 min on average",
		"not Meta's",
	):
		assert words in text
	assert "Very responsive" in shown(scripts, badge__earned=True)
	assert "set by hand" in shown(scripts, by_hand=True)


def test_the_bars_have_names_and_values_for_those_who_hear_them(scripts: Any) -> None:
	shown(scripts)
	bar = scripts.get_by_role("meter", name="Response rate")
	assert bar.get_attribute("aria-valuetext") == "87.5 %, at least 90 %"
	assert scripts.get_by_role("meter", name="Response time").get_attribute("aria-valuenow") == "40"
	assert scripts.get_by_role("list", name="Messages that cost the badge (3)").count() == 1


def test_who_waits_with_links_and_deadlines_and_nothing_of_theirs_runs(scripts: Any) -> None:
	text = shown(scripts)
	assert EVIL in text and "answer by 2026-11-20 11:30" in text
	assert "too late for the response time" in text and "at any time" in text
	assert "a conversation that you may not see" in text and "Not costly" not in text
	assert scripts.locator("img").count() == 0
	links = scripts.eval_on_selector_all("li a", "nodes => nodes.map((node) => node.getAttribute('href'))")
	assert links == ["/app/FB Conversation/1-2", "/app/FB Conversation/3-4"]


def test_more_than_are_named_are_counted(scripts: Any) -> None:
	assert "17 more" in shown(scripts, forecast__costs=20)
	text = shown(scripts, forecast__costs=0, forecast__waiting=[])
	assert "Waiting for an answer: 5; none costs the badge." in text


@pytest.mark.parametrize(
	("changes", "words"),
	[
		({}, "the badge comes back on 2026-11-21 08:00"),
		({}, "win it back: 1 to those who wait, given now, and 2 to new openings, within a minute"),
		({"to_win": {"waiting": 4, "new": 0}}, "win it back: 4 to those who wait, given now."),
		({"to_win": {"waiting": 0, "new": 6}}, "win it back: 6 to new openings, within a minute."),
		({"changes_at": ""}, "does not come back by itself"),
		({"earned": True}, "the badge is lost on 2026-11-21 08:00. Answers that are missing by then: 1."),
		({"earned": True, "changes_at": "", "missing": 0}, "the badge stays"),
	],
)
def test_what_will_be(scripts: Any, changes: dict[str, Any], words: str) -> None:
	text = shown(scripts, **{f"forecast__{key}": value for key, value in changes.items()})
	assert words in " ".join(text.split())


def test_a_page_without_messages_and_a_policy_without_forecast(scripts: Any) -> None:
	nothing = {"rate": None, "mean_ms": None, "openings": 0, "answered": 0, "left_out": {}}
	text = shown(
		scripts, badge={**BADGE, **nothing}, told={**BADGE, **nothing}, label="", forecast=None,
		comments={"days": 7, "all": 0, "answered": 0, "mean_ms": None},
	)  # fmt: skip
	assert "Nobody wrote in this time." in text and "People are told nothing" in text
	assert "as measured" not in text
	assert "earns the badge" in shown(scripts, badge={**BADGE, **nothing})
	assert "allows no forecast" in text and "Public comments" not in text and "Left out" not in text


def test_the_ways_to_what_is_behind(scripts: Any) -> None:
	shown(scripts)
	href = scripts.get_by_role("link", name="The messages behind this").get_attribute("href")
	assert href == "/app/query-report/Openings%20and%20Answers?page=100&policy=Badge%2C+7+days"
	assert scripts.get_by_role("link", name="Formula of the badge").count() == 1
	scripts.get_by_role("button", name="Bring up to date").click()
	assert scripts.evaluate("window.pressed") is True


FORM = """async (found) => {
	window.answers = { of_page: found, refresh: found };
	document.body.innerHTML = "<input id='typed'><div id='figures'></div>";
	window.frm = window.cur_frm = {
		doctype: "FB Page", doc: { name: "100" }, perm: [{ write: 1 }], is_new: () => false, hidden: [],
		toggle_display: (name, show) => show || frm.hidden.push(name), set_query: () => {},
		get_field: () => ({ $wrapper: [document.getElementById("figures")] }),
	};
	for (const events of forms["FB Page"]) await events.refresh(frm);
}"""


def test_news_draw_the_panel_anew_and_leave_what_is_typed(scripts: Any) -> None:
	scripts.evaluate(FORM, FOUND)
	scripts.fill("#typed", "half a sen")
	assert "very_responsive" in scripts.evaluate("frm.hidden")
	better = {**FOUND, "badge": {**BADGE, "earned": True}}
	scripts.evaluate("(found) => (window.answers.of_page = found)", better)
	news = "(page) => Promise.all(frappe.realtime.heard.fb_care_figures.map((work) => work({ page })))"
	scripts.evaluate(news, "999")
	assert "Badge not earned" in scripts.inner_text("#figures")
	scripts.evaluate(news, "100")
	scripts.wait_for_function("document.getElementById('figures').innerText.includes('Very responsive')")
	assert scripts.input_value("#typed") == "half a sen"


def test_the_form_listens_once_however_often_it_is_drawn(scripts: Any) -> None:
	scripts.evaluate(FORM, FOUND)
	scripts.evaluate(FORM, FOUND)
	assert scripts.evaluate("frappe.realtime.heard.fb_care_figures.length") == 1


def test_the_button_asks_the_server_and_only_who_may_write_has_it(scripts: Any) -> None:
	scripts.evaluate(FORM, FOUND)
	scripts.get_by_role("button", name="Bring up to date").click()
	assert scripts.evaluate("calls.at(-1)") == ["fb_care.api.figures.refresh", {"page": "100"}]
	scripts.evaluate(FORM.replace("write: 1", "write: 0"), FOUND)
	assert scripts.get_by_role("button").count() == 0


def test_lists_show_badge_away_and_waits(scripts: Any) -> None:
	pages = "([field, value, doc]) => frappe.listview_settings['FB Page'].formatters[field](value, {}, doc)"
	assert "Very responsive" in scripts.evaluate(pages, ["very_responsive", 1, {"response_label": EVIL}])
	assert EVIL not in scripts.evaluate(pages, ["very_responsive", 1, {"response_label": EVIL[:-1] + '">'}])
	assert "Away" in scripts.evaluate(pages, ["away", 1, {"away_until": "2026-11-20 12:00:00"}])
	assert "Available" in scripts.evaluate(pages, ["away", 0, {}])
	rates = ([0, {"response_openings": 3}], [0, {"response_openings": 0}], [66.7, {"response_openings": 3}])
	told = [scripts.evaluate(pages, ["response_rate", *one]) for one in rates]
	assert told == ["0 %", "–", "67 %"]
	assert "response_openings" in scripts.evaluate("frappe.listview_settings['FB Page'].add_fields")
	of = "(doc) => frappe.listview_settings['FB Response'].get_indicator(doc).slice(0, 2)"
	assert scripts.evaluate(of, {"state": "Open", "left_out": "Away"}) == ["Left out: Away", "gray"]
	assert scripts.evaluate(of, {"state": "Open", "left_out": ""}) == ["Waits", "orange"]
	assert scripts.evaluate(of, {"state": "Answered"}) == ["Answered", "green"]
	wait = "([ms, state]) => frappe.listview_settings['FB Response'].formatters.wait_ms(ms, {}, { state })"
	waits = ([0, "Open"], [0, "Answered"], [63_000, "Answered"])
	assert [scripts.evaluate(wait, one) for one in waits] == ["", "0 s", "1 min 3 s"]


def test_a_policy_explains_itself_with_its_numbers(scripts: Any) -> None:
	doc = {
		"window_days": 14, "window_until": "This moment", "least_openings": 0, "counts": "People",
		"rate_percent": 85, "time_minutes": 10, "trim_percent": 90,
		"label_minutes": 15, "label_hour": 60, "label_hours": 360, "label_day": 1440,
	}  # fmt: skip
	explained = "(doc) => in_words(doc).join(' ')"
	text = scripts.evaluate(explained, doc)
	assert "the openings of the last 14 days" in text and "needs 85 % of the openings answered" in text
	assert "of 20 openings 17 must be answered. Of 17 answers the fastest 16" in text
	assert "together they may take 160 minutes" in text
	text = scripts.evaluate(explained, {**doc, "window_until": "Newest opening", "least_openings": 10})
	assert "before the newest one" in text and "With fewer than 10 of them, at the last 10" in text
