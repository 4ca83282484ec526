"""Why an answer was not sent, in codes that rows keep and words that agents read.

The code decides what follows (`effects`), never the words. Called by the modules of this package.
"""

from __future__ import annotations

from typing import Any

from frappe import _

EMPTY = "empty"
WINDOW = "window"
NEVER_WROTE = "never_wrote"
BLOCKED = "blocked"
PAGE_OFF = "page_off"
PERSON = "person_unavailable"
TOKEN = "token_dead"  # noqa: S105 - the code of a problem, no secret
TOKEN_MISSING = "token_missing"  # noqa: S105
PERMISSION = "permission_missing"
HUMAN_AGENT = "human_agent_missing"
RESTRICTED = "page_restricted"
OTHER_APP = "other_app"
LIMITED = "rate_limited"
TEMPORARY = "temporary"
UNCLEAR = "unclear"
FILE = "bad_file"
GONE = "gone"
ALREADY = "already_done"
REFUSED = "refused"
EARLIER = "earlier_part"
APP = "app_error"
GAPS = "gaps"
ANSWERED = "answered_meanwhile"
#: Why an automatic reply was given up just before it was sent.
SPAM = "spam"
TEAM = "team_wrote"
INBOX = "inbox_replied"
CHANGED = "availability_changed"
LATE = "too_late"
NOT_NEEDED = "not_needed"

#: Not this answer's trouble but the page's: its answers wait, and are offered once it is mended.
OF_THE_PAGE = frozenset({TOKEN, TOKEN_MISSING, PERMISSION, RESTRICTED})


def words(problem: str, *, automatic: Any = False) -> str:
	"""What happened and what to do, for the agent; "" for a code nobody knows.

	`automatic`: of an automatic reply, which never waits.
	"""
	if automatic and problem in OF_THE_PAGE:
		return _("Not sent: the page could not send at that time.")
	return _words().get(problem, "")


def _words() -> dict[str, str]:
	return {
		EMPTY: _("There is nothing to send: write a text or attach a file."),
		WINDOW: _("The time in which Facebook lets the page write to this person is over."),
		NEVER_WROTE: _("This person has not written to the page yet, so Facebook lets it send no message."),
		BLOCKED: _("This person is blocked here. Take the block off to answer."),
		PAGE_OFF: _("This page is not in use here. Switch it on in its form to answer."),
		PERSON: _(
			"Facebook can't reach this person: they may have blocked the page or closed their account."
			" You can answer when they write again."
		),
		TOKEN: _(
			"Facebook no longer accepts the page's token. The answer waits until a manager connects the page"
			" again."
		),
		TOKEN_MISSING: _("The page has no access token. The answer waits until a manager enters one."),
		PERMISSION: _(
			"The page's token lacks the permission to send. The answer waits until a manager grants it again."
		),
		HUMAN_AGENT: _(
			"Facebook does not let this app answer after 24 hours: it has no Human Agent permission."
			" Switch that off in the page's form."
		),
		RESTRICTED: _(
			"Facebook restricts what the page may send. The answer waits; see the page's support inbox at"
			" Facebook."
		),
		OTHER_APP: _(
			"Another app owns this conversation at Facebook. Answer there, or let it hand the conversation"
			" over."
		),
		LIMITED: _("Facebook limits how much the page sends at present. It is tried again by itself."),
		TEMPORARY: _("Facebook had a passing failure. It is tried again by itself."),
		UNCLEAR: _(
			"It is not known whether Facebook sent this: there was no clear answer. It is not sent again by"
			" itself; look at the conversation on Facebook first."
		),
		FILE: _("Facebook did not take the file. Check its type and size."),
		GONE: _("What this answers is no longer there at Facebook."),
		ALREADY: _("This was answered before; Facebook allows one such answer only."),
		REFUSED: _("Facebook refused this answer."),
		EARLIER: _("An earlier part of this answer was not sent, so this one was held back too."),
		SPAM: _("Not sent: the conversation is Spam."),
		TEAM: _("Not sent: somebody of the team has written."),
		INBOX: _("Not sent: Facebook's own inbox has sent an automatic message."),
		CHANGED: _("Not sent: the page's availability has changed meanwhile."),
		LATE: _("Not sent: it would have come too late."),
		NOT_NEEDED: _("Not sent: it is no longer needed."),
		APP: _("An error of this app kept it from being sent; see the Error Log."),
	}
