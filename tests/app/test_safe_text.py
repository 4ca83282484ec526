"""What people write on Facebook can't run in the desk, which shows text fields as HTML."""

from __future__ import annotations

import re
from typing import Any

import frappe
import pytest

HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>hello'
#: Ways past a cleaner: text that is JSON, a tag without an end, odd spaces.
TRICKS = ('"<img src=x onerror=alert(1)>"', "hello <img src=x onerror=alert(1) ", "<svg\n\tonload=alert(1)>")
#: Words that people choose, by Meta's names of the fields.
WORDS = {
	"text",
	"message",
	"title",
	"name",
	"ad_title",
	"review_text",
	"reason",
	"ref",
	"payload",
	"reviewer_name",
}
RUNS = re.compile(r"<script|<[^>]+\son\w+\s*=|javascript:", re.I)
SHOWN_AS_CODE = {"Code", "JSON"}
FIXTURES = (
	"message__text",
	"message__from_ad",
	"message__fallback_link",
	"message_edit__text",
	"postback__button",
	"referral__link",
	"comment__add",
	"comment__reply",
	"post__visitor",
	"mention__post",
	"rating__positive",
	"policy_enforcement__warning",
	"order__cart",
	"customer_information__form",
	"unknown__game_play",
)


def hostile(value: Any, key: str = "", words: str = HOSTILE) -> Any:
	"""The same delivery with every word that people choose made hostile."""
	if isinstance(value, dict):
		return {name: hostile(one, name, words) for name, one in value.items()}
	if isinstance(value, list):
		return [hostile(one, key, words) for one in value]
	return words if isinstance(value, str) and key in WORDS else value


def stored(doctypes: list[str]) -> list[str]:
	"""Every "DocType.field: text" of these DocTypes that the desk shows as HTML and that could run."""
	found = []
	for doctype in doctypes:
		fields = [f.fieldname for f in frappe.get_meta(doctype).fields if f.fieldtype not in SHOWN_AS_CODE]
		for row in frappe.get_all(doctype, fields=["*"]):
			texts = {name: row.get(name) for name in fields if isinstance(row.get(name), str)}
			found += [f"{doctype}.{name}: {text[:80]}" for name, text in texts.items() if RUNS.search(text)]
	return found


@pytest.mark.parametrize(
	("fixture", "words"),
	[(fixture, HOSTILE) for fixture in FIXTURES]
	+ [(fixture, words) for fixture in ("message__from_ad", "comment__add") for words in TRICKS],
)
def test_no_field_holds_what_could_run(host, fixture, words):
	host.page()
	host.receive(hostile(host.fixture(fixture), words=words))
	ours = frappe.get_all("DocType", filters={"module": "FB Care", "issingle": 0}, pluck="name")
	hosts = [host.helpdesk, "Communication", "Comment", "File"] if host.helpdesk else ["Comment", "File"]
	assert frappe.db.count("FB Webhook Event") == 1
	assert stored([*ours, *hosts]) == []
