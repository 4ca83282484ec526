"""What the words of a message or comment say of it, when it is stored and when rules ask.

Called by the handlers of messages and comments, and by `tickets.triage_facts`. The lists come with the app
(`care.vocabulary`); FB Care Settings add a site's own words.
"""

from __future__ import annotations

import frappe

from fb_care import settings
from fb_care.care.texts import lines
from fb_care.care.vocabulary import OwnWords, Vocabulary, vocabulary

#: Site -> the settings' version and the lists made from them.
_made: dict[str, tuple[str, Vocabulary]] = {}


def words() -> Vocabulary:
	"""The lists with this site's own words."""
	doc = settings.get()
	version = str(doc.modified)
	known = _made.get(frappe.local.site)
	if known and known[0] == version:
		return known[1]
	own = (doc.complaint_words, doc.question_words, doc.praise_words)
	made = vocabulary(OwnWords(*(tuple(lines(text)) for text in own)))
	_made[frappe.local.site] = (version, made)
	return made


def flags(text: str | None, negative: bool = False) -> dict[str, int]:
	"""The fields of a message or comment that say what it is; `negative`: a recommendation that is none."""
	reading = words().read(text)
	return {"is_question": int(reading.is_question), "is_complaint": int(reading.is_complaint or negative)}


def is_negative(recommendation: str | None, stars: int | None) -> bool:
	"""Whether a rating speaks against the page: Meta's word, or at most two stars of the old kind."""
	return (recommendation or "").upper() == "NEGATIVE" or 0 < (stars or 0) <= 2
