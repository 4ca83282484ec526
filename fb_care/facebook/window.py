"""Until when Meta lets the page write to a person, and why.

The inbound handlers keep the newest window on the conversation; the outbox asks before it sends. The
rules are data, read from https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages
Pure: times are UTC milliseconds, durations hours.
"""

from __future__ import annotations

from dataclasses import dataclass

from fb_care.facebook.constants import (
	HUMAN_AGENT_WINDOW_HOURS,
	PRIVATE_REPLY_WINDOW_HOURS,
	STANDARD_WINDOW_HOURS,
)
from fb_care.facebook.events import Event, EventKind, Message, MessageReaction, Postback, ReferralEvent

HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Window:
	"""The page may write until `until_ms` (UTC ms, exclusive); `reason` says what opened it, in English."""

	until_ms: int
	reason: str

	def is_open(self, now_ms: int) -> bool:
		"""Whether the page may still write at `now_ms`."""
		return now_ms < self.until_ms


#: What opens the standard window, and how it is called. A comment opens none: it allows one private reply.
_OPENED_BY = {
	EventKind.MESSAGE: "message",
	EventKind.POSTBACK: "button",
	EventKind.MESSAGE_REACTION: "reaction",
	EventKind.REFERRAL: "link",
}
_FROM_AD = "message from an ad"


def after(
	kind: EventKind,
	at_ms: int,
	now_ms: int | None = None,
	*,
	from_ad: bool = False,
	ad_hours: int | None = None,
) -> Window | None:
	"""The window that something of `kind` by the person opened at `at_ms`, or None if it opens none.

	A time after `now_ms` (a clock that is ahead) counts as `now_ms`. `from_ad`: it came from an ad; then
	`ad_hours`, where the page's longer window is known, replaces the standard one.
	"""
	reason = _OPENED_BY.get(kind)
	if reason is None or (from_ad and kind is EventKind.REFERRAL):
		return None  # the click on an ad alone opens nothing, the message after it does
	hours = STANDARD_WINDOW_HOURS
	if from_ad:
		reason, hours = _FROM_AD, max(hours, ad_hours or 0)
	start = at_ms if now_ms is None else min(at_ms, now_ms)
	return Window(start + hours * HOUR_MS, reason)


def opened_by(
	event: Event, at_ms: int, now_ms: int | None = None, ad_hours: int | None = None
) -> Window | None:
	"""The window that `event` opened at `at_ms`, or None. Reactions count when the person put them."""
	if isinstance(event, MessageReaction) and (event.action != "react" or event.actor_id != event.psid):
		return None
	source = event.referral if isinstance(event, (Message, Postback, ReferralEvent)) else None
	from_ad = source is not None and (source.source.upper() == "ADS" or bool(source.ad_id))
	return after(event.kind, at_ms, now_ms, from_ad=from_ad, ad_hours=ad_hours)


def longer(one: Window | None, other: Window | None) -> Window | None:
	"""The one of two windows that ends later; the first when they end together."""
	if one is None or other is None:
		return one or other
	return other if other.until_ms > one.until_ms else one


@dataclass(frozen=True)
class Permit:
	"""Whether and how the page may write now.

	`tag` is "" inside the window (RESPONSE) or HUMAN_AGENT; `until_ms` (UTC ms) is when this way ends, or
	ended: 0 where the person never wrote.
	"""

	may: bool
	tag: str = ""
	until_ms: int = 0


def permit(
	now_ms: int, window_until_ms: int, last_incoming_ms: int, *, human_agent: bool, by_person: bool
) -> Permit:
	"""How the page may write at `now_ms`, by the conversation's window and when the person last wrote.

	HUMAN_AGENT is only for what a person typed (`by_person`), only once the window is over, and only where
	the page has Meta's permission for it (`human_agent`).
	"""
	if now_ms < window_until_ms:
		return Permit(True, "", window_until_ms)
	if not (human_agent and by_person and last_incoming_ms):
		return Permit(False, "", window_until_ms)
	by_hand_ms = human_agent_until(last_incoming_ms)
	if now_ms < by_hand_ms:
		return Permit(True, "HUMAN_AGENT", by_hand_ms)
	return Permit(False, "HUMAN_AGENT", max(by_hand_ms, window_until_ms))


def human_agent_until(last_incoming_ms: int) -> int:
	"""Until when a person may answer by hand with the HUMAN_AGENT tag (UTC ms)."""
	return last_incoming_ms + HUMAN_AGENT_WINDOW_HOURS * HOUR_MS


def private_reply_until(comment_ms: int) -> int:
	"""Until when the one private reply to a comment may be sent (UTC ms)."""
	return comment_ms + PRIVATE_REPLY_WINDOW_HOURS * HOUR_MS
