"""Facts about a message thread that only go into its timeline: opt-ins, orders, forms and the like.

`parse_messaging` calls `parse_fact` for the keys in `FACTS`. Each fact becomes one short English sentence and
its details. Codes and tokens that let somebody act for the person are left out of the details. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fb_care.facebook.constants import MAX_LABEL_CHARS, MAX_MID_CHARS
from fb_care.facebook.events import EventKind, ThreadFact
from fb_care.facebook.item import NotUnderstood, Spot
from fb_care.facebook.people import person
from fb_care.facebook.reading import digest, ident, items, make_key, mapping, text, time_ms

#: Key of the item -> kind.
FACTS: dict[str, EventKind] = {
	"optin": EventKind.OPTIN,
	"optout": EventKind.OPTOUT,
	"account_linking": EventKind.ACCOUNT_LINKING,
	"response_feedback": EventKind.RESPONSE_FEEDBACK,
	"messaging_feedback": EventKind.RESPONSE_FEEDBACK,
	"order": EventKind.ORDER,
	"messaging_customer_information": EventKind.CUSTOMER_INFORMATION,
	"appointment": EventKind.APPOINTMENT,
	"messaging_appointments": EventKind.APPOINTMENT,
}

_SECRET = frozenset({"authorization_code", "notification_messages_token", "token"})


def parse_fact(item: Mapping[str, Any], body: Mapping[str, Any], kind: EventKind, spot: Spot) -> ThreadFact:
	"""The fact in `body`. Raises `NotUnderstood` when it does not say which person it is about."""
	who = person(item, spot.page_id)
	if not (who.psid or who.user_ref):
		raise NotUnderstood("it does not say which person it is about")
	if kind is EventKind.OPTIN and "STOP" in text(body.get("notification_messages_status")).upper():
		kind = EventKind.OPTOUT
	key = make_key(kind.value, spot.page_id, digest([who.psid, who.user_ref, item.get("timestamp"), body]))
	return ThreadFact(
		**spot.common(kind, time_ms(item.get("timestamp")), key, item),
		psid=who.psid,
		user_ref=who.user_ref,
		title=_TITLES[kind](body)[:MAX_LABEL_CHARS],
		details={name: value for name, value in body.items() if name not in _SECRET},
		mid=ident(body.get("mid"), MAX_MID_CHARS),
	)


def _optin(body: Mapping[str, Any]) -> str:
	title = text(body.get("title"))
	return f"Agreed to receive updates: {title}" if title else "Agreed to receive messages"


def _linking(body: Mapping[str, Any]) -> str:
	done = text(body.get("status")).lower()
	return f"Account {done}" if done in {"linked", "unlinked"} else "Account linking changed"


def _feedback(body: Mapping[str, Any]) -> str:
	word = text(body.get("feedback"))
	return f"Rated an answer: {word}" if word else "Answered a feedback form"


def _order(body: Mapping[str, Any]) -> str:
	count = len(items(body.get("products")))
	return f"Sent an order of {count} {'product' if count == 1 else 'products'}"


def _information(body: Mapping[str, Any]) -> str:
	screens = [mapping(screen) for screen in items(body.get("screens"))]
	count = sum(len(items(screen.get("responses"))) for screen in screens)
	return f"Filled in a form with {count} {'answer' if count == 1 else 'answers'}"


def _appointment(body: Mapping[str, Any]) -> str:
	status = text(body.get("status")).lower()
	return f"Appointment {status}" if status else "Appointment changed"


_TITLES: dict[EventKind, Callable[[Mapping[str, Any]], str]] = {
	EventKind.OPTIN: _optin,
	EventKind.OPTOUT: lambda body: "Asked to stop receiving updates",
	EventKind.ACCOUNT_LINKING: _linking,
	EventKind.RESPONSE_FEEDBACK: _feedback,
	EventKind.ORDER: _order,
	EventKind.CUSTOMER_INFORMATION: _information,
	EventKind.APPOINTMENT: _appointment,
}
