"""What all events have in common, and the parts they are made of. Import them from `events`.

Pure: never imports frappe.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from fb_care.facebook.constants import MAX_AHEAD_MS


class EventKind(str, Enum):
	"""The kinds of event; the value is the word used in fixtures, counters and the ledger."""

	MESSAGE = "message"
	MESSAGE_ECHO = "message_echo"
	POSTBACK = "postback"
	REFERRAL = "referral"
	MESSAGE_EDIT = "message_edit"
	MESSAGE_UNSEND = "message_unsend"
	MESSAGE_REACTION = "message_reaction"
	MESSAGE_READ = "message_read"
	MESSAGE_DELIVERY = "message_delivery"
	OPTIN = "optin"
	OPTOUT = "optout"
	ACCOUNT_LINKING = "account_linking"
	POLICY_ENFORCEMENT = "policy_enforcement"
	HANDOVER = "handover"
	RESPONSE_FEEDBACK = "response_feedback"
	ORDER = "order"
	CUSTOMER_INFORMATION = "customer_information"
	APPOINTMENT = "appointment"
	GROUP_FEED = "group_feed"
	COMMENT = "comment"
	POST = "post"
	FEED_REACTION = "feed_reaction"
	PAGE_LIKE = "page_like"
	MENTION = "mention"
	RATING = "rating"
	CHANGED_FIELDS = "changed_fields"
	TEST = "test"
	UNKNOWN = "unknown"


def believed_ms(received_ms: int, *told_ms: int | None) -> int:
	"""The first of `told_ms` (UTC ms) that can be true of something received at `received_ms`, else that."""
	for ms in told_ms:
		if ms is not None and ms <= received_ms + MAX_AHEAD_MS:
			return ms
	return received_ms


@dataclass(frozen=True, kw_only=True)
class Event:
	"""What every event has.

	`key` tells two deliveries of the same event apart from two events: Meta gives deliveries no id,
	so it is built from what names the event (see `parse`); the same event always has the same key.
	"""

	kind: EventKind
	#: Facebook's id of the page the event belongs to (`entry.id`); "" when the delivery does not say.
	page_id: str
	#: When it happened by Meta's clock (UTC ms); None when Meta gives no time.
	at_ms: int | None
	#: When Meta says it sent the notification (`entry.time`, UTC ms); None when absent.
	notified_ms: int | None
	#: Where in the body it stood, for example "entry[0].messaging[2]".
	path: str
	key: str
	#: The item as received (one element of `messaging`, `standby` or `changes`), with what no database
	#: takes (NUL characters, lone surrogates, NaN) taken out.
	raw: Mapping[str, Any] = field(hash=False, repr=False)
	#: True when it came under `standby`: another app owns the thread.
	standby: bool = False

	def happened_ms(self, received_ms: int) -> int:
		"""The best known time of the event (UTC ms): its own, else Meta's notice, else `received_ms`.

		Nothing reaches us before it happens, so a time that is further ahead than clocks differ isn't taken.
		"""
		return believed_ms(received_ms, self.at_ms, self.notified_ms)


@dataclass(frozen=True, kw_only=True)
class Attachment:
	"""One attachment of a message, comment or post. `kind` is Meta's word and an open set."""

	kind: str
	url: str = ""
	title: str = ""
	meta_id: str = ""
	#: What else the payload holds (product elements, booking, coordinates), as plain JSON.
	details: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, kw_only=True)
class Referral:
	"""Where the person came from: an ad, an m.me link, a shop. Meta leaves any of it out."""

	source: str = ""
	type: str = ""
	ref: str = ""
	ad_id: str = ""
	ad_title: str = ""
	photo_url: str = ""
	video_url: str = ""
	#: As Meta sends it; in ads_context_data it has no page prefix.
	post_id: str = ""
	product_id: str = ""
	flow_id: str = ""
	referer_uri: str = ""
	#: Questions and answers of a lead-generation ad, in order.
	lead: tuple[tuple[str, str], ...] = ()
	raw: Mapping[str, Any] = field(default_factory=dict, hash=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class PlainEvent(Event):
	"""PAGE_LIKE, GROUP_FEED, CHANGED_FIELDS, TEST, UNKNOWN: counted, kept raw, nothing more.

	`what` says what it was ("field messages", "changed_fields: feed, mention", "messaging keys: foo"),
	`reason` why it could not be understood (UNKNOWN only).
	"""

	what: str
	reason: str = ""
