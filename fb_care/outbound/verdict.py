"""What an attempt to send came to: from Facebook's error to a state, its words, and when to try again.

Used by the send job. By class of error, which comes from Meta's codes; never by texts. What may have been
sent is Unknown: only a person, or the echo, gets a row out of that.
"""

from __future__ import annotations

from dataclasses import dataclass

from fb_care.facebook import errors
from fb_care.facebook.graph_send import Sent
from fb_care.outbound import problems

#: Seconds until the second, third ... try where Facebook clearly refused for the moment.
TEMPORARY_WAITS_S = (15, 60, 300, 900)
LIMITED_WAITS_S = (60, 120, 300, 600, 900)
#: A limit lasts an hour or more at times; after so many tries (about a day) it is given up.
MAX_LIMITED_TRIES = 100


@dataclass(frozen=True)
class Verdict:
	"""`state` as in `send_state`; `wait_s`: seconds until the next try, 0 for none."""

	state: str
	problem: str = ""
	words: str = ""
	code: str = ""
	wait_s: int = 0
	sent: Sent | None = None


_PROBLEMS: tuple[tuple[type[errors.GraphError], str], ...] = (
	(errors.TokenDead, problems.TOKEN),
	(errors.PermissionMissing, problems.PERMISSION),
	(errors.RateLimited, problems.LIMITED),
	(errors.Temporary, problems.TEMPORARY),
	(errors.Unclear, problems.UNCLEAR),
	(errors.OutsideWindow, problems.WINDOW),
	(errors.PersonUnavailable, problems.PERSON),
	(errors.PageRestricted, problems.RESTRICTED),
	(errors.NotOwner, problems.OTHER_APP),
	(errors.AlreadyDone, problems.ALREADY),
	(errors.BadMedia, problems.FILE),
	(errors.ObjectMissing, problems.GONE),
)


def sent(found: Sent) -> Verdict:
	"""Facebook took it."""
	return Verdict("Sent", sent=found)


def problem_of(error: errors.GraphError) -> str:
	"""The code of `problems` for an error of Graph."""
	return next((code for kind, code in _PROBLEMS if isinstance(error, kind)), problems.REFUSED)


def of_error(error: errors.GraphError, tries: int, *, tag: str = "") -> Verdict:
	"""The verdict on the `tries`-th attempt. `tag`: the message tag that it was sent with.

	An answer of 500 and above is no clear refusal, whatever code it names: messages were sent in spite of it.
	"""
	if isinstance(error, errors.Temporary) and error.status >= 500:
		return _as(error, "Unknown", problems.UNCLEAR)
	problem = problem_of(error)
	if problem == problems.UNCLEAR:
		return _as(error, "Unknown", problem)
	if problem == problems.PERMISSION and tag:
		return _as(error, "Failed", problems.HUMAN_AGENT)
	if problem in problems.OF_THE_PAGE:
		return _as(error, "Held", problem)
	if problem == problems.LIMITED and tries < MAX_LIMITED_TRIES:
		return _as(error, "Queued", problem, max(error.retry_after or 0, _wait(LIMITED_WAITS_S, tries)))
	if problem == problems.TEMPORARY and tries <= len(TEMPORARY_WAITS_S):
		return _as(error, "Queued", problem, max(error.retry_after or 0, _wait(TEMPORARY_WAITS_S, tries)))
	return _as(error, "Failed", problem)


def of_lost_attempt() -> Verdict:
	"""The worker died, or something broke, while Facebook was being asked."""
	return of_problem("Unknown", problems.UNCLEAR)


def of_problem(state: str, problem: str) -> Verdict:
	"""What is known without Facebook having said it."""
	return Verdict(state, problem, problems.words(problem))


def _as(error: errors.GraphError, state: str, problem: str, wait_s: int = 0) -> Verdict:
	code = f"{error.code}/{error.subcode}" if error.subcode else str(error.code or error.status or "")
	words = problems.words(problem)
	if problem == problems.REFUSED and error.meta_message:
		words = f"{words} {error.meta_message}"
	if state == "Failed" and problem in (problems.LIMITED, problems.TEMPORARY):
		words = problems.words(problems.REFUSED)
	return Verdict(state, problem, words, code, wait_s)


def _wait(waits: tuple[int, ...], tries: int) -> int:
	return waits[min(max(tries, 1), len(waits)) - 1]
