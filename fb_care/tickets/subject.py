"""The subject line of a ticket: who, from where, and what they said. Called by `sync` and `refresh`.

Pure: never imports frappe. Every function takes `_`, the host's translator, and text as people wrote it;
what comes out is plain text on one line, at most `LIMIT` characters, for a Data field.

The hosts show a subject as text in some places and as HTML in others, so what looks like a tag gets the
signs ‹ and ›: it reads the same everywhere and is never markup. The ticket's text has it as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

Translate = Callable[[str], str]

#: What fits a Data field of the host.
LIMIT = 140
TITLE_LIMIT = 50
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
#: Format characters that words and emoji are made of; everything else of category Cf is dropped.
_JOINERS = "\u200c\u200d"


_TAG = re.compile(r"<(?=[a-zA-Z/!?])([^<>]*)(>?)")


def plain(text: str) -> str:
	"""`text` on one line, without control characters and marks that turn the reading direction."""
	spaced = "".join(" " if char.isspace() else char for char in text)
	kept = "".join(char for char in spaced if char in _JOINERS or unicodedata.category(char) not in _HIDDEN)
	return " ".join(kept.split())


def shorten(text: str, limit: int) -> str:
	"""At most `limit` characters, cut between words where that loses little, with an ellipsis."""
	text = plain(text)
	if len(text) <= limit:
		return text
	cut = text[: limit - 1]
	word_end = cut.rfind(" ")
	if word_end > limit // 2:
		cut = cut[:word_end]
	return cut.rstrip(" ,;:.-") + "…"


def person(name: str, psid: str, _: Translate = str) -> str:
	"""The name, or words that say that Facebook hasn't told it: "Facebook user …8899"."""
	name = shorten(name or "", TITLE_LIMIT)
	if name:
		return name
	return _("Facebook user {0}").format(f"…{psid[-4:]}") if psid else _("Somebody on Facebook")


def message(who: str, text: str, ad_title: str = "", from_ad: bool = False, _: Translate = str) -> str:
	"""Subject of a conversation's ticket; `from_ad`: an ad brought it, though its title is unknown."""
	if ad_title:
		head = _('{0}, from the ad "{1}"').format(who, shorten(ad_title, TITLE_LIMIT))
	elif from_ad:
		head = _("{0}, from an ad").format(who)
	else:
		head = who
	return _joined(head, text)


def comment(who: str, text: str, post_title: str = "", _: Translate = str) -> str:
	"""Subject of a comment's ticket."""
	if post_title:
		head = _('{0} commented on "{1}"').format(who, shorten(post_title, TITLE_LIMIT))
	else:
		head = _("{0} commented").format(who)
	return _joined(head, text)


def visitor_post(who: str, text: str, _: Translate = str) -> str:
	"""Subject for what a visitor posted on the page."""
	return _joined(_("{0} posted on the page").format(who), text)


def mention(who: str, text: str, _: Translate = str) -> str:
	"""Subject for a mention of the page elsewhere; often neither author nor text is known."""
	return _joined(_("{0} mentioned the page").format(who), text)


def rating(who: str, text: str, recommendation: str = "", stars: int = 0, _: Translate = str) -> str:
	"""Subject for a recommendation: Meta's word POSITIVE or NEGATIVE, or stars of the old kind."""
	word = recommendation.upper()
	if word == "POSITIVE":
		head = _("{0} recommends the page").format(who)
	elif word == "NEGATIVE":
		head = _("{0} does not recommend the page").format(who)
	elif stars:
		head = _("{0} gave the page {1} of 5 stars").format(who, stars)
	else:
		head = _("{0} rated the page").format(who)
	return _joined(head, text)


def _joined(head: str, text: str) -> str:
	head = plain(head)
	text = plain(text)
	return shorten(_no_markup(f"{head}: {text}" if text else head), LIMIT)


def _no_markup(text: str) -> str:
	return _TAG.sub(lambda tag: f"‹{tag[1]}{'›' if tag[2] else ''}", text)
