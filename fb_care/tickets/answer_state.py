"""The block of a ticket's entry that says what became of an answer. Called by `answers` and `entries`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from frappe import _

from fb_care.outbound import problems
from fb_care.tickets import answer_words, cards
from fb_care.times import site_datetime


def words() -> answer_words.Words:
	"""How to say it: in the language and time zone at hand."""
	return answer_words.Words(translate=_, problem=problems.words, time=site_datetime)


def block(doctype: str, parts: Sequence[Any]) -> str:
	"""HTML for the rows (FB Message or FB Comment) of one answer."""
	return cards.state_block(lines(doctype, parts))


def lines(doctype: str, parts: Sequence[Any]) -> list[str]:
	"""What became of an answer and by which way it went, in plain words."""
	return answer_words.lines(parts, channel(doctype, parts[0]), words())


def channel(doctype: str, row: Any) -> str:
	"""By which way a message goes out, so that nobody takes public for private."""
	if doctype == "FB Comment":
		return _("Public reply on Facebook")
	if row.get("private_reply"):
		return _("Private reply on Facebook")
	return _("Message on Facebook")
