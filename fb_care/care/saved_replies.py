"""Saved replies: which fields a text may name, and how it is filled, in one pass.

	Hello {{ contact.first_name | "there" }}, your order {{ order.name }} is on its way.

A tag names one of `FIELDS`, with a text in quotes behind `|` for where there is no value; a text in quotes
alone stands for itself. That is all there is: no expression, attribute, call, filter, loop or condition.
What is filled in is never read again. Called by the DocType, by `fb_care.outbound` and by the import. Pure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from fb_care.care import reply_template
from fb_care.care.reply_template import MAX_TEXT, Allowed, Problem, Reason, Tag, Template, TemplateError

__all__ = ["MAX_TEXT", "Problem", "Reason", "Template", "TemplateError"]

#: A filled-in value is cut to this many characters.
MAX_VALUE = 300

#: Field -> what it tells about ("" is what the person knows anyway): the settings go by these topics.
FIELDS: Mapping[str, str] = {
	"contact.first_name": "",
	"contact.name": "",
	"page.name": "",
	"agent.first_name": "",
	"agent.full_name": "",
	"ticket.id": "ticket",
	"ticket.subject": "ticket",
	"customer.name": "customer",
	"order.name": "order",
	"order.date": "order",
	"order.state": "order_state",
	"order.delivery_date": "order_state",
	"invoices.unpaid_count": "invoices",
	"invoices.unpaid_total": "invoices",
}
#: Fields that have a value in automatic replies only, as `FIELDS`.
AUTOMATIC_FIELDS: Mapping[str, str] = {"away.until": ""}
#: Every published field with its topic.
ALL_FIELDS: Mapping[str, str] = {**FIELDS, **AUTOMATIC_FIELDS}
TOPICS = tuple(dict.fromkeys(topic for topic in FIELDS.values() if topic))

_SAVED = Allowed(FIELDS, dict.fromkeys(AUTOMATIC_FIELDS, Reason.ELSEWHERE))
_AGENT = [name for name in FIELDS if name.startswith("agent.")]
_AUTOMATIC = Allowed(
	[name for name in ALL_FIELDS if name not in _AGENT],
	dict.fromkeys(_AGENT, Reason.NO_AGENT),
	bare=("page.name",),  # the one that every page has; of the others nobody could fill the gap
)


@dataclass(frozen=True)
class Filled:
	"""The text to edit, and the fields without a value: `bare` ones show a gap, the others their default."""

	text: str
	bare: tuple[str, ...] = ()
	defaulted: tuple[str, ...] = ()


def parse(text: str) -> Template:
	"""The template. Raises `TemplateError`, which says where and why."""
	return reply_template.parse(text, _SAVED)


def parse_automatic(text: str) -> Template:
	"""The template of an automatic reply: nobody writes it or fills gaps. Raises `TemplateError`."""
	return reply_template.parse(text, _AUTOMATIC)


def fill(template: Template, values: Mapping[str, str | None], gaps: Mapping[str, str]) -> Filled:
	"""The template with its values. Never raises.

	A field without a value shows its default, else its gap: "[...]" around `gaps[field]`, for people to see.
	"""
	pieces: list[str] = []
	bare: list[str] = []
	defaulted: list[str] = []
	for part in template.parts:
		if isinstance(part, str):
			pieces.append(part)
		elif not part.name:
			pieces.append(part.default or "")
		elif value := tidy(values.get(part.name)):
			pieces.append(value)
		elif part.default is not None:
			pieces.append(part.default)
			defaulted.append(part.name)
		else:
			pieces.append(gap(gaps.get(part.name) or part.name))
			bare.append(part.name)
	return Filled("".join(pieces), tuple(dict.fromkeys(bare)), tuple(dict.fromkeys(defaulted)))


def without_defaults(template: Template) -> Template:
	"""The template with every field bare, to show which fields it has."""
	return Template(
		tuple(Tag(part.name) if isinstance(part, Tag) and part.name else part for part in template.parts)
	)


def gap(label: str) -> str:
	"""What stands in the text for a value that is not there."""
	return f"[{label}]"


def tidy(value: str | None) -> str:
	"""A value on one line, without control characters, of at most `MAX_VALUE` characters."""
	words = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in value or "")
	return " ".join(words.split())[:MAX_VALUE]
