"""Which handler takes which kind of event: the table `process` goes by.

A handler gets (event, arrival) and returns an Outcome. It runs in a transaction of its own, may commit, and
must change nothing when it is run twice. Whatever it raises concerns its event alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fb_care.facebook.events import EventKind
from fb_care.inbound import (
	comment_changes,
	comments,
	facts,
	marks,
	messages,
	page_events,
	pending,
	public_events,
)
from fb_care.inbound.outcome import Arrival, Outcome

Handler = Callable[[Any, Arrival], Outcome]

HANDLERS: dict[EventKind, Handler] = {
	EventKind.MESSAGE: messages.take_message,
	EventKind.MESSAGE_ECHO: messages.take_echo,
	EventKind.POSTBACK: messages.take_postback,
	EventKind.REFERRAL: messages.take_referral,
	EventKind.MESSAGE_EDIT: marks.take_change,
	EventKind.MESSAGE_UNSEND: marks.take_change,
	EventKind.MESSAGE_REACTION: marks.take_change,
	EventKind.MESSAGE_READ: marks.take_mark,
	EventKind.MESSAGE_DELIVERY: marks.take_mark,
	EventKind.OPTIN: facts.take_fact,
	EventKind.OPTOUT: facts.take_fact,
	EventKind.ACCOUNT_LINKING: facts.take_fact,
	EventKind.RESPONSE_FEEDBACK: facts.take_fact,
	EventKind.ORDER: facts.take_fact,
	EventKind.CUSTOMER_INFORMATION: facts.take_fact,
	EventKind.APPOINTMENT: facts.take_fact,
	EventKind.HANDOVER: facts.take_handover,
	EventKind.POLICY_ENFORCEMENT: page_events.take_policy,
	EventKind.COMMENT: comments.take_comment,
	EventKind.POST: public_events.take_post,
	EventKind.MENTION: public_events.take_mention,
	EventKind.RATING: public_events.take_rating,
	EventKind.FEED_REACTION: public_events.take_reaction,
	EventKind.PAGE_LIKE: page_events.take_page_like,
	EventKind.GROUP_FEED: page_events.take_counted,
	EventKind.TEST: page_events.take_counted,
	EventKind.CHANGED_FIELDS: page_events.take_changed_fields,
	EventKind.UNKNOWN: page_events.take_unknown,
}

#: Kinds that are accounted for even when their page isn't set up here.
PAGELESS = frozenset({EventKind.PAGE_LIKE, EventKind.GROUP_FEED, EventKind.TEST, EventKind.UNKNOWN})

pending.appliers.update(
	{
		EventKind.MESSAGE_EDIT: marks.apply_edit,
		EventKind.MESSAGE_UNSEND: marks.apply_unsend,
		EventKind.MESSAGE_REACTION: marks.apply_reaction,
		EventKind.MESSAGE_READ: marks.apply_read,
		EventKind.MESSAGE_DELIVERY: marks.apply_delivery,
		EventKind.COMMENT: comment_changes.apply,
		EventKind.POST: comment_changes.apply,
		EventKind.MENTION: comment_changes.apply,
		EventKind.RATING: comment_changes.apply,
		EventKind.FEED_REACTION: comment_changes.apply,
	}
)
