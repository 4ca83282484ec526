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
from enum import Enum
from typing import Any


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
	#: The item as received (one element of `messaging`, `standby` or `changes`).
	raw: Mapping[str, Any]
	#: True when it came under `standby`: another app owns the thread.
	standby: bool = False


@dataclass(frozen=True, kw_only=True)
class Attachment:
	"""One attachment of a message, comment or post. `kind` is Meta's word and an open set."""

	kind: str
	url: str = ""
	title: str = ""
	meta_id: str = ""
	#: What else the payload holds (product elements, booking, coordinates), as plain JSON.
	details: Mapping[str, Any] = field(default_factory=dict)


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
	raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ThreadEvent(Event):
	"""An event in the message thread with one person."""

	#: Page-scoped id of the person, whichever way the message went; "" when Meta gives only a user_ref.
	psid: str
	user_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class Message(ThreadEvent):
	"""MESSAGE from the person, or MESSAGE_ECHO of what the page sent (`app_id`, `metadata` tell by what)."""

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
	mid: str
	text: str
	num_edit: int = 0


@dataclass(frozen=True, kw_only=True)
class MessageUnsend(ThreadEvent):
	mid: str


@dataclass(frozen=True, kw_only=True)
class MessageReaction(ThreadEvent):
	mid: str
	#: "react" or "unreact".
	action: str
	reaction: str = ""
	emoji: str = ""
	#: Who reacted: the psid, or the page id.
	actor_id: str = ""


@dataclass(frozen=True, kw_only=True)
class MessageRead(ThreadEvent):
	#: All that was sent at or before this time was read (UTC ms).
	watermark_ms: int


@dataclass(frozen=True, kw_only=True)
class MessageDelivery(ThreadEvent):
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
	"""OPTIN, OPTOUT, ACCOUNT_LINKING, RESPONSE_FEEDBACK, ORDER, CUSTOMER_INFORMATION, APPOINTMENT: a fact about the thread.

	`title` is a short English sentence for the timeline, `details` the plain JSON of it.
	"""

	title: str
	details: Mapping[str, Any] = field(default_factory=dict)
	mid: str = ""


@dataclass(frozen=True, kw_only=True)
class PolicyEnforcement(Event):
	"""Meta warns, blocks or unblocks the page."""

	#: "warning", "block" or "unblock"; an open set.
	action: str
	reason: str = ""


@dataclass(frozen=True, kw_only=True)
class FeedEvent(Event):
	"""Something public under a page: who did it to what."""

	#: Meta's verb with its spellings folded: "add", "edit", "remove", "hide", "unhide", or Meta's own word.
	verb: str
	post_id: str = ""
	author_id: str = ""
	author_name: str = ""
	#: True when the page itself did it (author_id == page_id).
	by_page: bool = False
	text: str = ""
	attachments: tuple[Attachment, ...] = ()
	permalink: str = ""


@dataclass(frozen=True, kw_only=True)
class Comment(FeedEvent):
	comment_id: str
	parent_id: str = ""
	#: True when it stands directly under the post (compared by the last part of the ids).
	top_level: bool = True
	#: `value.post` as received: type, status_type, permalink_url, promotion_status ...
	post: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Post(FeedEvent):
	"""A post of the page or of a visitor. `item` is Meta's word: status, photo, video, post ..."""

	item: str = ""
	title: str = ""
	published: bool | None = None
	recipient_id: str = ""


@dataclass(frozen=True, kw_only=True)
class FeedReaction(FeedEvent):
	reaction: str = ""
	comment_id: str = ""
	parent_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Mention(FeedEvent):
	"""The page was named elsewhere; often neither author nor text can be read."""

	item: str = ""
	comment_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Rating(FeedEvent):
	"""A recommendation of the page, or a comment or reaction on one (`item`)."""

	item: str = ""
	#: Names the recommendation; all events on it share it.
	open_graph_story_id: str = ""
	#: "POSITIVE", "NEGATIVE" or "".
	recommendation: str = ""
	#: Stars of the old kind, 0 when absent.
	stars: int = 0
	comment_id: str = ""
	parent_id: str = ""
	reaction: str = ""


@dataclass(frozen=True, kw_only=True)
class PlainEvent(Event):
	"""PAGE_LIKE, GROUP_FEED, CHANGED_FIELDS, TEST, UNKNOWN: counted, kept raw, nothing more.

	`what` says what it was ("field messages", "changed_fields: feed, mention", "messaging keys: foo"),
	`reason` why it could not be understood (UNKNOWN only).
	"""

	what: str
	reason: str = ""
