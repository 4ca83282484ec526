"""What the demo says at the end."""

from __future__ import annotations

import io

import pytest

pytest.importorskip("rich")

from rich.console import Console

from sandbox.demo_report import counts, folded, show
from sandbox.demo_report_figures import lasted
from tests.fakebook import day

ANSWERS = {
	"answers": 9,
	"agents": 2,
	"messages": {"Read": 4, "Sent": 6},
	"how": {"through the API": 6, "saved replies": 2, "typed in the ticket": 1},
	"inbox": 1,
	"private": {"Sent": 1},
	"public": {"Sent": 1},
	"hidden": 1,
	"liked": 1,
	"one_ticket": True,
	"refused": [["Hana", "window", "The time is over."]],
	"settled_by_echo": 1,
	"in_the_inbox": [["a note for colleagues", True], ["that undone", True]],
	"received": 12,
	"people": 10,
	"wrong": [],
	"look_at": [
		["a VIP", "Issue", "ISS-7", "Mathilde", "Priority High: VIP\nFollow up: VIP"],
		["a hidden comment", "FB Comment Thread", "t9", "Nobody", ""],
	],
	"finished": True,
}
RESPONSIVENESS = {
	"100200300400500": {
		"policy": "Badge, 7 days",
		"earned": True,
		"kept": True,
		"label": "Within minutes",
		"openings": 50,
		"answered": 49,
		"rate": 98.0,
		"mean_ms": 130_000,
		"left_out": {"Done": 1},
		"lost_at": "",
		"changes_at": "2026-12-04 03:52",
		"to_win": [0, 0],
		"costly": [],
	},
	"100200300400501": {
		"policy": "Badge, 7 days",
		"earned": False,
		"kept": False,
		"label": "",
		"openings": 40,
		"answered": 33,
		"rate": 82.5,
		"mean_ms": 2_384_000,
		"left_out": {},
		"lost_at": "2026-11-26 14:11",
		"changes_at": "",
		"to_win": [1, 42],
		"costly": [
			{"who": "Rachid", "at": "2026-11-26 13:02", "wait_ms": 301_000, "too_late": False, "by": ""},
			{"who": "Noémie", "at": "2026-11-26 14:03", "wait_ms": None, "too_late": True, "by": ""},
			{"who": "Hugo", "at": "2026-11-26 14:12", "wait_ms": 24_480_000, "too_late": False, "by": ""},
			{
				"who": "Yann",
				"at": "2026-11-26 14:20",
				"wait_ms": None,
				"too_late": False,
				"by": "2026-11-27 09:00",
			},
			{"who": "Zélie", "at": "2026-11-26 14:21", "wait_ms": None, "too_late": False, "by": ""},
		],
	},
}
TOLD = {
	"deliveries": {"Done": 405, "Failed": 1},
	"duplicates": 16,
	"kinds": [["message", "done", 230], ["message", "failed", 1], ["unknown", "unknown", 2]],
	"trouble": [["ab12", "message", "failed", "mid m_1 belongs to another conversation [sic]"]],
	"tickets": {
		"doctype": "Issue",
		"made": 90,
		"by_page": {"1": 50, "2": 40},
		"with_ad": 29,
		"with_comment": 41,
		"from_messages": 78,
		"timeline": {"Received": 210, "Sent": 100},
		"files": 30,
	},
	"rows": {"FB Message": 300},
	"profiles": {"Known": 70},
	"media": {"Stored": 12, "Failed": 1},
	"answers": ANSWERS,
	"responsiveness": RESPONSIVENESS,
	"rebuilt": [],
	"errors": {"fb_care.jobs.fetch.fetch_pending": 2},
	"media_trouble": [["Failed", "410 from the host", 1]],
}


def printed(told):
	console = Console(width=110, record=True, file=io.StringIO())
	show(console, told, {"1": "Blue Bicycle", "2": "Maison Tilleul", **day.PAGES})
	return console.export_text()


def test_the_summary_names_what_the_issue_asks_for():
	text = printed(TOLD)
	assert "406 kept: 405 Done, 1 Failed; 16 came again" in text
	assert "90 of Issue: 50 Blue Bicycle, 40 Maison Tilleul" in text
	assert "41 carry a comment, 29 carry an ad" in text
	assert "failed: message in ab12: mid m_1 belongs to another conversation [sic]" in text
	assert "2x in the Error Log: fb_care.jobs.fetch.fetch_pending" in text
	row = next(line for line in text.splitlines() if " message " in line and "230" in line)
	assert row.split("│")[2].strip() == "230"


def test_the_summary_says_what_was_done_in_the_inbox():
	assert "in the inbox: a note for colleagues, that undone" in printed(TOLD)
	wrong = {**ANSWERS, "in_the_inbox": [["away", False]]}
	assert "NOT as the inbox shows it: away" in printed({**TOLD, "answers": wrong})


def test_a_site_without_a_helpdesk_says_why():
	text = printed(
		{**TOLD, "tickets": {"doctype": "", "reason": "Neither ERPNext nor Helpdesk is installed."}}
	)
	assert "none: Neither ERPNext nor Helpdesk is installed." in text


def test_what_the_team_did_and_where_to_look_at_it():
	text = printed(TOLD)
	assert "9: 6 through the API, 2 saved replies, 1 typed in the ticket" in text
	assert "as messages 4 Read, 6 Sent, by 2 agents" in text
	assert "private replies: 1 Sent; the person goes on in the comment's ticket" in text
	assert "public replies: 1 Sent" in text
	assert "1 hidden, 1 liked" in text
	assert "refused before sending, to Hana: The time is over." in text
	assert "10 people received 12 messages, each exactly what was sent" in text
	assert "a VIP:                  Issue ISS-7 (Mathilde)" in text
	assert text.count("Follow up: VIP") == 1
	assert "FB Comment Thread t9 (Nobody)" in text


def test_what_people_received_wrongly_is_said():
	text = printed({**TOLD, "answers": {**ANSWERS, "wrong": ["Tom received 3 messages, not 2"]}})
	assert "NOT what was sent:" in text and "Tom received 3 messages, not 2" in text


def test_which_page_has_its_badge_and_what_cost_it_the_other():
	text = printed(TOLD)
	assert "Blue Bicycle has the badge (Badge, 7 days)" in text
	assert (
		"49 of 50 answered (98 %), after 2 min 10 s on average; label: Within minutes; left out: 1 Done"
		in text
	)
	assert "if nothing changes it is lost on 2026-12-04 03:52" in text
	assert "Maison Tilleul lost the badge on 2026-11-26 14:11" in text
	assert "label: none" in text
	assert "3 still wait, and 2 were answered too late" in text
	assert "14:03  Noémie: still waits; an answer to it alone comes too late" in text
	assert "14:20  Yann: still waits; answer by 2026-11-27 09:00" in text
	assert "14:21  Zélie: still waits; any answer helps" in text
	assert text.index("Hugo: answered after 6 h 48 min") < text.index("Rachid: answered after 5 min 1 s")
	assert "to win it back now, answer 1 of those who wait, and 42 new ones within a minute each" in text


def test_whether_a_rebuild_agrees():
	assert "A rebuild from all messages makes the same rows" in printed(TOLD)
	text = printed({**TOLD, "rebuilt": ["m1-0: answer was a, and is b"]})
	assert "A rebuild from all messages makes OTHER ROWS:" in text and "m1-0: answer was a" in text


def test_durations():
	assert [lasted(ms) for ms in (None, 900, 61_400, 3_600_000)] == [
		"no time",
		"1 s",
		"1 min 1 s",
		"1 h 0 min",
	]


def test_a_long_line_goes_on_under_its_beginning():
	long = "            refused, to Hana: " + "The time is over. " * 3
	first, second = folded(long, 60).splitlines()
	assert first == "            refused, to Hana: The time is over. The time is"
	assert second == "            over. The time is over."
	assert folded(f"Look {'x' * 70}", 60) == f"Look\n            {'x' * 70}"
	assert folded("", 60) == ""


def test_counts():
	assert counts({}) == "none"
	assert counts({"b": 2, "a": 1}) == "1 a, 2 b"
