"""The texts of automatic replies: checked when a page is saved, filled in when one goes out.

They are templates as saved replies are (`care.saved_replies.parse_automatic`), with `away.until`. Nobody is
there to fill a gap, so every field that may be empty has a text for that case.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html

from fb_care.care import automatic as rules
from fb_care.care import reply_words, saved_replies
from fb_care.inbound import rows
from fb_care.outbound import merge_fields
from fb_care.outbound.saved_replies import languages_of
from fb_care.outbound.template_words import in_words

#: Kind -> its switch and its text in FB Page; "" for no switch: what is written is said.
_FIELDS = {
	rules.AWAY: ("away_message_on", "away_message"),
	rules.INSTANT: ("instant_reply_on", "instant_reply"),
	rules.OFF: ("", "messages_off_text"),
}
PAGE_FIELDS = [field for pair in _FIELDS.values() for field in pair if field] + ["quiet_minutes"]


def switched_on(page: Any) -> frozenset[str]:
	"""The kinds that the page's row (`PAGE_FIELDS`) has a text for, switched on."""
	return frozenset(
		kind
		for kind, (switch, text) in _FIELDS.items()
		if (page[text] or "").strip() and (not switch or page[switch])
	)


def filled(kind: str, holder: Any, away_until_ms: int) -> str:
	"""The text for the person of a conversation, "" where nothing is left of it.

	`away_until_ms` (UTC ms): when the page is meant to be back, 0 if that is open. Of tickets, customers and
	orders it tells what the settings let the page tell, and only to somebody who was confirmed.
	"""
	text = rows.as_written(frappe.db.get_value("FB Page", holder.page, _FIELDS[kind][1]))
	template = saved_replies.parse_automatic(text)
	of = merge_fields.about("FB Conversation", holder.name, "Administrator", away_until_ms)
	# Dates in the language of the words around them, whatever the person speaks.
	language = reply_words.language(text) or next((one for one in languages_of(of) if one), "")
	found = merge_fields.gather(template.fields(), of, language)
	result = saved_replies.fill(template, found.values, {})
	# Only a page without a name could leave a gap; no customer is to see one.
	return "" if result.bare else result.text.strip()


def check(page: Any) -> None:
	"""Tidy the texts of an FB Page that is being saved; refuse those that can't be sent, with the reasons."""
	said: list[str] = []
	for switch, field in _FIELDS.values():
		text = rows.as_written(page.get(field)).replace("\r\n", "\n").strip()
		page.update(rows.clean("FB Page", {field: text}))
		label = _(page.meta.get_label(field))
		said += [f"{label}: {reason}" for reason in _problems(text, bool(switch and page.get(switch)))]
	if said:
		frappe.throw("<br>".join(escape_html(one) for one in said), title=_("This text can't be used"))


def _problems(text: str, needed: bool) -> list[str]:
	if needed and not text:
		return [_("write a text, or switch it off.")]
	try:
		saved_replies.parse_automatic(text)
	except saved_replies.TemplateError as refused:
		return [in_words(problem) for problem in refused.problems]
	return []
