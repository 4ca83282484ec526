"""Why something could not be done to a comment, in codes that rows keep and words that agents read.

Beside `problems`, which knows what goes wrong with any answer. Chosen by code and subcode, never by a text of
Facebook's. Called by the modules that act on comments.
"""

from __future__ import annotations

from typing import NoReturn

from frappe import _

from fb_care.facebook import errors
from fb_care.outbound import problems
from fb_care.outbound.refusal import refuse

GONE = "comment_gone"
OWN = "own_comment"
NOT_OWN = "not_own_comment"
NO_COMMENT = "no_comment"
TOO_OLD = "too_old"
USED = "already_replied"
UNDER_WAY = "being_sent"
NOT_KNOWN = "not_known"
NOT_ALLOWED = "not_allowed"
NO_MESSAGES = "messages_off"
TOO_LONG = "too_long"
NOT_SENT = "not_sent"
NOT_DONE = "not_done"

#: Facebook's codes that say more than the class of their error.
_BY_CODE = {10903: NOT_ALLOWED, 10904: NO_MESSAGES}
#: In the order of asking: a class before those it derives from.
_BY_CLASS: tuple[tuple[type[errors.GraphError], str], ...] = (
	(errors.ObjectMissing, GONE),
	(errors.AlreadyDone, USED),
	(errors.TokenDead, problems.TOKEN),
	(errors.PermissionMissing, problems.PERMISSION),
	(errors.RateLimited, problems.LIMITED),
	(errors.Temporary, problems.TEMPORARY),
	(errors.Unclear, NOT_KNOWN),
	(errors.PersonUnavailable, problems.PERSON),
	(errors.PageRestricted, problems.RESTRICTED),
)
#: Facebook has said for good that it will not send the private reply to this comment.
FINAL = frozenset({GONE, OWN, NO_COMMENT, TOO_OLD, USED, NOT_ALLOWED})


def of_error(error: errors.GraphError) -> str:
	"""The code for what Facebook answered."""
	found = _BY_CODE.get(error.code)
	return found or next((code for kind, code in _BY_CLASS if isinstance(error, kind)), problems.REFUSED)


def stop(problem: str) -> NoReturn:
	"""Refuse to do something to a comment, in the words for `problem`."""
	refuse(problem, words(problem), title=_("Not done"))


def words(problem: str) -> str:
	"""What happened and what to do, for the agent."""
	return _words().get(problem) or problems.words(problem) or problems.words(problems.REFUSED)


def _words() -> dict[str, str]:
	return {
		GONE: _("This comment is no longer there at Facebook, or the page may not see it any more."),
		OWN: _("This is the page's own comment. It can be deleted, but not hidden or answered privately."),
		NOT_OWN: _("Only FB Care Managers may delete other people's comments. You can hide it instead."),
		NO_COMMENT: _("This is no comment on a post of the page, so Facebook lets it do nothing with it."),
		TOO_OLD: _(
			"Facebook lets a comment be answered privately for 7 days only. Answer in public; the person can"
			" write to the page then."
		),
		USED: _(
			"This comment was answered privately before, and Facebook allows one private reply to a comment"
			" only. The conversation goes on when the person writes."
		),
		UNDER_WAY: _("A private reply to this comment is being sent just now."),
		NOT_KNOWN: _(
			"It is not known whether Facebook did this: there was no clear answer. Look again before you do"
			" it a second time."
		),
		NOT_ALLOWED: _("Facebook does not let the page answer this comment privately. Answer in public."),
		NO_MESSAGES: _("Messages of this page are switched off at Facebook, so nothing can be sent."),
		NOT_SENT: _("Facebook says that no private reply was sent. You can send it again."),
		NOT_DONE: _("Facebook did not do this. You can try again."),
		problems.LIMITED: _("Facebook limits how often this page may ask at present. Try again later."),
		problems.TEMPORARY: _("Facebook had a passing failure. Try again."),
		problems.TOKEN: _(
			"Facebook no longer accepts the page's token. A manager has to connect the page again."
		),
		problems.PERMISSION: _(
			"The page's token lacks the permission for this. A manager has to connect the page again and"
			" grant it."
		),
		problems.RESTRICTED: _(
			"Facebook restricts what the page may send at present; see the page's support inbox at Facebook."
		),
	}
