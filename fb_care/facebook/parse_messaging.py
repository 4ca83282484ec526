"""Items of `messaging` and `standby`: what happens in the message thread with one person.

`parse.parse_delivery` calls `parse_messaging` for each item. Which key of the item makes which event is one
table at the end; facts that only go into the timeline are in `parse_facts`. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fb_care.facebook.constants import MAX_EDITS, MAX_MID_CHARS
from fb_care.facebook.events import (
	Event,
	EventKind,
	Handover,
	Message,
	MessageDelivery,
	MessageEdit,
	MessageReaction,
	MessageRead,
	MessageUnsend,
	PolicyEnforcement,
	Postback,
	Referral,
	ReferralEvent,
)
from fb_care.facebook.item import Common, NotUnderstood, Spot, plain
from fb_care.facebook.parse_facts import FACTS, parse_fact
from fb_care.facebook.parse_parts import attachments, referral
from fb_care.facebook.people import person
from fb_care.facebook.reading import digest, flag, ident, items, make_key, mapping, text, time_ms, whole

Item = Mapping[str, Any]


def parse_messaging(item: Item, spot: Spot) -> Event:
	"""The event of one item. Raises `NotUnderstood` with the reason when it holds none."""
	if text(item.get("field")) == "group_feed":
		return _group_feed(item, spot)
	for name, (kind, read) in _EVENTS.items():
		if name in item:
			body = item[name]
			if not isinstance(body, Mapping) or not body:
				raise NotUnderstood(f"{name} is empty or not an object")
			return read(item, body, kind, spot)
	raise NotUnderstood("it holds no event this app knows")


def _thread(item: Item, spot: Spot, kind: EventKind, *named_by: object, need: bool = True) -> Common:
	"""The common fields of an event in a thread; `named_by` is what tells it apart from others."""
	who = person(item, spot.page_id, echo=kind is EventKind.MESSAGE_ECHO)
	if need and not (who.psid or who.user_ref):
		raise NotUnderstood("it does not say which person it is about")
	key = make_key(kind.value, spot.page_id, *named_by)
	common = spot.common(kind, time_ms(item.get("timestamp")), key, item)
	return {**common, "psid": who.psid, "user_ref": who.user_ref}


def _mid(body: Item, what: str) -> str:
	mid = ident(body.get("mid"), MAX_MID_CHARS)
	if not mid:
		raise NotUnderstood(f"{what} does not say which message it is about")
	return mid


def _made_mid(item: Item, body: Item, spot: Spot) -> str:
	"""A message id for what came without one, from its content, so that it is kept and kept once."""
	return f"no-mid.{digest([spot.page_id, item.get('sender'), item.get('timestamp'), body])}"


def _message(item: Item, body: Item, _kind: EventKind, spot: Spot) -> Event:
	sender = ident(item.get("sender"))
	echo = flag(body.get("is_echo")) or bool(sender and sender == spot.page_id)
	if flag(body.get("is_deleted")):
		return _unsend(item, body, echo, spot)
	kind = EventKind.MESSAGE_ECHO if echo else EventKind.MESSAGE
	mid = ident(body.get("mid"), MAX_MID_CHARS)
	if not mid and not ({"text", "attachments", "quick_reply", "referral"} & set(body)):
		raise NotUnderstood("the message has neither an id nor a content")
	mid = mid or _made_mid(item, body, spot)
	return Message(
		**_thread(item, spot, kind, mid),
		mid=mid,
		text=text(body.get("text")),
		attachments=attachments(body),
		quick_reply_payload=text(mapping(body.get("quick_reply")).get("payload")),
		reply_to_mid=ident(mapping(body.get("reply_to")).get("mid"), MAX_MID_CHARS),
		referral=referral(body.get("referral") or item.get("referral"), body, item),
		app_id=ident(body.get("app_id")),
		metadata=text(body.get("metadata")),
		unsupported=flag(body.get("is_unsupported")),
		commands=tuple(filter(None, (text(mapping(one).get("name")) for one in items(body.get("commands"))))),
	)


def _unsend(item: Item, body: Item, echo: bool, spot: Spot) -> Event:
	mid = _mid(body, "the unsending")
	common = _thread(item, spot, EventKind.MESSAGE_UNSEND, mid, need=False)
	who = person(item, spot.page_id, echo=echo)
	return MessageUnsend(**{**common, "psid": who.psid, "user_ref": who.user_ref}, mid=mid)


def _postback(item: Item, body: Item, kind: EventKind, spot: Spot) -> Event:
	mid = ident(body.get("mid"), MAX_MID_CHARS) or _made_mid(item, body, spot)
	return Postback(
		**_thread(item, spot, kind, mid),
		mid=mid,
		title=text(body.get("title")),
		payload=text(body.get("payload")),
		referral=referral(body.get("referral") or item.get("referral"), body, item),
	)


def _referral(item: Item, body: Item, kind: EventKind, spot: Spot) -> Event:
	came_from = referral(body, item) or Referral()
	named = (item.get("timestamp"), came_from.ad_id, came_from.ref, came_from.source)
	who = person(item, spot.page_id)
	named_by = digest([who.psid, who.user_ref, *named])
	return ReferralEvent(**_thread(item, spot, kind, named_by), referral=came_from)


def _edit(item: Item, body: Item, kind: EventKind, spot: Spot) -> Event:
	mid = _mid(body, "the edit")
	count = max(0, min(whole(body.get("num_edit")), 1000 * MAX_EDITS))
	# Without a count the text tells one edit from the next.
	named_by = count or digest([item.get("timestamp"), body])
	common = _thread(item, spot, kind, mid, named_by, need=False)
	return MessageEdit(**common, mid=mid, text=text(body.get("text")), num_edit=count)


def _reaction(item: Item, body: Item, kind: EventKind, spot: Spot) -> Event:
	mid = _mid(body, "the reaction")
	action = text(body.get("action")).strip().lower()[:20]
	if not action:
		raise NotUnderstood("the reaction does not say whether it was put or taken away")
	actor, emoji = ident(item.get("sender")), text(body.get("emoji"))[:20]
	reaction = text(body.get("reaction"))[:40]
	named_by = digest([actor, action, emoji or reaction, item.get("timestamp")])
	return MessageReaction(
		**_thread(item, spot, kind, mid, named_by, need=False),
		mid=mid,
		action=action,
		reaction=reaction,
		emoji=emoji,
		actor_id=actor,
	)


def _watermark(item: Item, body: Item) -> int:
	moment = time_ms(body.get("watermark")) or time_ms(item.get("timestamp"))
	if moment is None:
		raise NotUnderstood("it does not say up to when")
	return moment


def _read(item: Item, body: Item, kind: EventKind, spot: Spot) -> Event:
	moment = _watermark(item, body)
	who = person(item, spot.page_id)
	return MessageRead(**_thread(item, spot, kind, who.psid or who.user_ref, moment), watermark_ms=moment)


def _delivery(item: Item, body: Item, kind: EventKind, spot: Spot) -> Event:
	moment = _watermark(item, body)
	mids = body.get("mids") if isinstance(body.get("mids"), list) else []
	named = tuple(filter(None, (ident(mid, MAX_MID_CHARS) for mid in mids)))
	who = person(item, spot.page_id)
	common = _thread(item, spot, kind, who.psid or who.user_ref, moment, *((digest(named),) if named else ()))
	return MessageDelivery(**common, watermark_ms=moment, mids=named)


_HANDOVERS = {
	"pass_thread_control": ("pass", "new_owner_app_id"),
	"take_thread_control": ("take", "new_owner_app_id"),
	"request_thread_control": ("request", "requested_owner_app_id"),
}


def _handover(item: Item, body: Item, kind: EventKind, spot: Spot) -> Event:
	name = next(name for name in _HANDOVERS if name in item)
	action, owner = _HANDOVERS[name]
	who = person(item, spot.page_id)
	return Handover(
		**_thread(item, spot, kind, action, who.psid, digest([item.get("timestamp"), body]), need=False),
		action=action,
		previous_app_id=ident(body.get("previous_owner_app_id")),
		new_app_id=ident(body.get(owner)),
		metadata=text(body.get("metadata")),
	)


def _app_roles(item: Item, body: Item, kind: EventKind, spot: Spot) -> Event:
	common = _thread(item, spot, kind, "app_roles", digest([item.get("timestamp"), body]), need=False)
	return Handover(**common, action="app_roles", new_app_id=ident(next(iter(body))))


def _policy(item: Item, body: Item, kind: EventKind, spot: Spot) -> Event:
	action = text(body.get("action")).strip().lower()[:40]
	if not action:
		raise NotUnderstood("the policy notice does not say what Meta did")
	key = make_key(kind.value, spot.page_id, digest([item.get("timestamp"), body]))
	common = spot.common(kind, time_ms(item.get("timestamp")) or spot.notified_ms, key, item)
	return PolicyEnforcement(**common, action=action, reason=text(body.get("reason")))


def _group_feed(item: Item, spot: Spot) -> Event:
	what = f"group_feed: {text(item.get('item'))} {text(item.get('verb'))}"
	return plain(spot, EventKind.GROUP_FEED, item, what, at_ms=time_ms(item.get("created_time")))


_Reader = Callable[[Item, Item, EventKind, Spot], Event]
#: Key of the item -> event. The first key found decides, so what may stand beside others comes last.
_EVENTS: dict[str, tuple[EventKind, _Reader]] = {
	"message": (EventKind.MESSAGE, _message),
	"postback": (EventKind.POSTBACK, _postback),
	"message_edit": (EventKind.MESSAGE_EDIT, _edit),
	"reaction": (EventKind.MESSAGE_REACTION, _reaction),
	"read": (EventKind.MESSAGE_READ, _read),
	"delivery": (EventKind.MESSAGE_DELIVERY, _delivery),
	**{name: (EventKind.HANDOVER, _handover) for name in _HANDOVERS},
	"app_roles": (EventKind.HANDOVER, _app_roles),
	"policy_enforcement": (EventKind.POLICY_ENFORCEMENT, _policy),
	"policy-enforcement": (EventKind.POLICY_ENFORCEMENT, _policy),
	**{name: (kind, parse_fact) for name, kind in FACTS.items()},
	"referral": (EventKind.REFERRAL, _referral),
}
