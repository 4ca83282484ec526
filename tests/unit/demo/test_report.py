"""What the demo says at the end."""

from __future__ import annotations

import io

import pytest

pytest.importorskip("rich")

from rich.console import Console

from sandbox.demo_report import counts, folded, show

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
	"received": 12,
	"people": 10,
	"wrong": [],
	"look_at": [
		["a VIP", "Issue", "ISS-7", "Mathilde", "Priority High: VIP\nFollow up: VIP"],
		["a hidden comment", "FB Comment Thread", "t9", "Nobody", ""],
	],
	"finished": True,
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
	"errors": {"fb_care.jobs.fetch.fetch_pending": 2},
	"media_trouble": [["Failed", "410 from the host", 1]],
}


def printed(told):
	console = Console(width=110, record=True, file=io.StringIO())
	show(console, told, {"1": "Blue Bicycle", "2": "Maison Tilleul"})
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
