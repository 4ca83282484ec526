"""What Facebook tells us, in this app's own words.

`parse.parse_delivery` turns one webhook body into a list of these. Every event is a frozen dataclass
that says what happened, on which page, when by Meta's clock, and keeps the raw part it came from.
The names of events follow Meta's webhook fields, so that they can be looked up in Meta's reference:
https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks and
https://developers.facebook.com/docs/graph-api/webhooks/reference/page

Pure: never imports frappe. All times are UTC, in milliseconds since 1970-01-01; ids are strings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fb_care.facebook.event_base import Attachment, Event, EventKind, PlainEvent, Referral
from fb_care.facebook.event_public import Comment, FeedEvent, FeedReaction, Mention, Post, Rating

__all__ = [
	"Attachment",
	"Comment",
	"Event",
	"EventKind",
	"FeedEvent",
	"FeedReaction",
	"Handover",
	"Mention",
	"Message",
	"MessageDelivery",
	"MessageEdit",
	"MessageReaction",
	"MessageRead",
	"MessageUnsend",
	"PlainEvent",
	"PolicyEnforcement",
	"Post",
	"Postback",
	"Rating",
	"Referral",
	"ReferralEvent",
	"ThreadEvent",
	"ThreadFact",
]


@dataclass(frozen=True, kw_only=True)
class ThreadEvent(Event):
	"""An event in the message thread with one person."""

	#: Page-scoped id of the person, whichever way the message went; "" when Meta gives only a user_ref.
	psid: str
	user_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class Message(ThreadEvent):
	"""MESSAGE from the person, or MESSAGE_ECHO of what the page sent (`app_id`, `metadata` tell by what)."""

	#: Meta's message id; where Meta leaves it out, one made from the content that begins with "no-mid.".
	mid: str
	text: str = ""
	attachments: tuple[Attachment, ...] = ()
	quick_reply_payload: str = ""
	reply_to_mid: str = ""
	referral: Referral | None = None
	#: Echo only: the app that sent it; "" when absent.
	app_id: str = ""
	#: Echo only: what the sending app put into `message.metadata`.
	metadata: str = ""
	#: Meta says that it can't show this message (is_unsupported).
	unsupported: bool = False
	commands: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Postback(ThreadEvent):
	"""The person pressed a button (Get Started, menu, template); in standby there is no payload."""

	#: As for `Message.mid`; a postback and a message can carry the same one.
	mid: str
	title: str = ""
	payload: str = ""
	referral: Referral | None = None


@dataclass(frozen=True, kw_only=True)
class ReferralEvent(ThreadEvent):
	"""The person came back into an existing thread through an ad or a link, without writing yet."""

	referral: Referral


@dataclass(frozen=True, kw_only=True)
class MessageEdit(ThreadEvent):
	"""The person changed a message; `num_edit` counts Meta's edits (5 at most)."""

	mid: str
	text: str
	num_edit: int = 0


@dataclass(frozen=True, kw_only=True)
class MessageUnsend(ThreadEvent):
	"""The person took a message back."""

	mid: str


@dataclass(frozen=True, kw_only=True)
class MessageReaction(ThreadEvent):
	"""Somebody put a reaction on a message, or took it away."""

	mid: str
	#: "react" or "unreact".
	action: str
	reaction: str = ""
	emoji: str = ""
	#: Who reacted: the psid, or the page id.
	actor_id: str = ""


@dataclass(frozen=True, kw_only=True)
class MessageRead(ThreadEvent):
	"""The person read the thread up to a time."""

	#: All that was sent at or before this time was read (UTC ms).
	watermark_ms: int


@dataclass(frozen=True, kw_only=True)
class MessageDelivery(ThreadEvent):
	"""Messages of the page reached the person, up to a time."""

	watermark_ms: int
	mids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Handover(ThreadEvent):
	"""Who owns the thread changed, or somebody asks for it."""

	#: "pass", "take", "request" or "app_roles".
	action: str
	previous_app_id: str = ""
	new_app_id: str = ""
	metadata: str = ""


@dataclass(frozen=True, kw_only=True)
class ThreadFact(ThreadEvent):
	"""A fact about the thread, for its timeline.

	OPTIN, OPTOUT, ACCOUNT_LINKING, RESPONSE_FEEDBACK, ORDER, CUSTOMER_INFORMATION or APPOINTMENT. `title` is
	a short English sentence, `details` the plain JSON of it without codes and tokens.
	"""

	title: str
	details: Mapping[str, Any] = field(default_factory=dict, hash=False)
	mid: str = ""


@dataclass(frozen=True, kw_only=True)
class PolicyEnforcement(Event):
	"""Meta warns, blocks or unblocks the page."""

	#: "warning", "block" or "unblock"; an open set.
	action: str
	reason: str = ""
