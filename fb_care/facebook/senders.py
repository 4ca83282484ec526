"""Who or what sent a message of the page: this app, a person in the page's inbox, another app, an automation.

The inbound handlers ask it for each echo, and again when a customer's message arrives late. Meta says only
which app sent a message; that an instant reply was automatic must be told from its text or timing. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum

from fb_care.facebook.constants import METADATA_PREFIX, PAGE_INBOX_APP_IDS


class SenderKind(str, Enum):
	"""Values of `FB Message.sender_kind`."""

	CUSTOMER = "Customer"
	THIS_APP = "This App"
	PAGE_INBOX = "Page Inbox"
	OTHER_APP = "Other App"
	AUTOMATED = "Automated"


#: Placeholders such as {{user_first_name}} that Meta fills in automatic texts.
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{[a-z_ ]+\}", re.IGNORECASE)


def classify_echo(
	*,
	app_id: str,
	metadata: str,
	text: str,
	sent_ms: int | None,
	known_mid: bool = False,
	own_app_id: str = "",
	automatic_texts: Iterable[str] = (),
	automatic_within_s: int = 0,
	last_incoming_ms: int | None = None,
) -> SenderKind:
	"""What sent the message that Meta reports.

	`known_mid`: the outbox knows the message id. `last_incoming_ms`: the newest message of the customer sent
	at or before `sent_ms` (both UTC ms). `automatic_within_s`: an answer from the page's inbox within so many
	seconds counts as automatic; 0 turns that off.
	"""
	if known_mid or metadata.startswith(METADATA_PREFIX) or (own_app_id and app_id == own_app_id):
		return SenderKind.THIS_APP
	if app_id and app_id not in PAGE_INBOX_APP_IDS:
		return SenderKind.OTHER_APP
	if is_automatic_text(text, automatic_texts) or answers_within(
		sent_ms, last_incoming_ms, automatic_within_s
	):
		return SenderKind.AUTOMATED
	return SenderKind.PAGE_INBOX


def answers_within(sent_ms: int | None, incoming_ms: int | None, seconds: int) -> bool:
	"""Whether a message was sent no later than `seconds` after the customer's (both UTC ms)."""
	if sent_ms is None or incoming_ms is None or seconds <= 0:
		return False
	return 0 <= sent_ms - incoming_ms <= seconds * 1000


def is_automatic_text(text: str, automatic_texts: Iterable[str]) -> bool:
	"""Whether `text` is an automatic text of the page, but for case, white space and filled placeholders."""
	said = _plain(text)
	return bool(said) and any(_pattern(known).fullmatch(said) for known in automatic_texts if _plain(known))


def _plain(text: str) -> str:
	return " ".join(text.split()).casefold()


def _pattern(known: str) -> re.Pattern[str]:
	parts = [re.escape(_plain(part)) for part in _PLACEHOLDER.split(_plain(known))]
	return re.compile(r"\s*.{0,200}?\s*".join(parts), re.DOTALL)
