"""What the Graph API refuses, as exceptions that say what happened and what to do.

`graph.GraphClient` raises them; jobs decide by the class. Meta's texts change and are translated, so the
class is chosen by code and subcode only, from one table. Codes: Meta's error-codes and rate-limiting pages,
checked 2026-11-22. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fb_care.facebook.reading import flag, mapping, text, whole


class GraphError(Exception):
	"""A call to the Graph API failed. `retry` says whether the same call may work later without a change."""

	retry = False
	advice = "Look the code up in Meta's error reference."

	def __init__(
		self,
		message: str = "",
		*,
		code: int = 0,
		subcode: int = 0,
		status: int = 0,
		trace: str = "",
		retry_after: int | None = None,
	) -> None:
		self.code, self.subcode, self.status, self.trace = code, subcode, status, trace
		#: Seconds after which it makes sense to try again; None when Meta does not say.
		self.retry_after = retry_after
		self.meta_message = message
		super().__init__(self._sentence())

	def _sentence(self) -> str:
		number = f"{self.code}/{self.subcode}" if self.subcode else str(self.code)
		where = f"code {number}" if self.code else f"HTTP {self.status}" if self.status else ""
		said = f": {self.meta_message}" if self.meta_message else ""
		return f"{self.what}{f' ({where})' if where else ''}{said}. {self.advice}".replace("..", ".")

	@property
	def what(self) -> str:
		"""What happened, in one sentence without its full stop: the first line of the class's docstring."""
		return (type(self).__doc__ or "").splitlines()[0].partition(". ")[0].rstrip(".")


class TokenDead(GraphError):
	"""Facebook no longer accepts the page's token."""

	advice = "Connect the page again with a new token."


class RoleLost(TokenDead):
	"""The person who connected the page lost their role on it."""

	advice = "Restore the role in the page's settings, or connect the page again as somebody who has it."


class PermissionMissing(GraphError):
	"""The app or the token lacks a permission for this."""

	advice = "Connect the page again and grant the permission; unused ones lapse after 90 days."


class RateLimited(GraphError):
	"""Facebook limits how often the app or the page may call."""

	retry = True
	advice = "It is tried again later; calling meanwhile makes the pause longer."


class Temporary(GraphError):
	"""Facebook had a passing failure and refused the call."""

	retry = True
	advice = "It is tried again."


class Unclear(GraphError):
	"""It is not known whether Facebook did it: there was no answer, or one that says nothing."""

	advice = "Look whether it happened before doing it again."


class ProfileUnavailable(GraphError):
	"""Facebook gives no profile of this person."""

	advice = "The placeholder name stays."


class ObjectMissing(GraphError):
	"""What was asked for does not exist, or this page may not see it."""

	advice = "Check that it belongs to this page and was not deleted."


class PersonUnavailable(GraphError):
	"""The person can't receive messages from the page at present."""

	advice = "Wait until they write again."


class OutsideWindow(GraphError):
	"""The time in which the page may write to this person is over."""

	advice = "Wait until they write again, or answer by hand within 7 days."


class PageRestricted(GraphError):
	"""Facebook restricts what the page may send at present."""

	advice = "Read the page's support inbox at Facebook; sending pauses."


class NotOwner(GraphError):
	"""Another app controls this conversation."""

	advice = "Take the conversation over first."


class AlreadyDone(GraphError):
	"""It was done before; Facebook does it once only."""

	advice = "Nothing is left to do."


class BadMedia(GraphError):
	"""Facebook could not fetch or use the file."""

	advice = "Check the file's type, size and address."


class Refused(GraphError):
	"""Facebook refused the call as it stands."""

	advice = "The same call will be refused again; change it first."


_ANY = 0
#: (code, subcode) -> error; subcode `_ANY` is for every one that has no row of its own.
_TABLE: dict[tuple[int, int], type[GraphError]] = {
	(1, _ANY): Temporary,
	(1, 99): PermissionMissing,
	# "messages are all sent successfully, but the endpoint returns an error"
	(1, 1357046): Unclear,
	(2, _ANY): Temporary,
	(2, 2018344): Refused,
	(1200, _ANY): Temporary,
	**{(code, _ANY): RateLimited for code in (4, 17, 32, 341, 613, 80001, 80006)},
	(613, 1996): RateLimited,
	(613, 2018338): Refused,
	(613, 1893016): Refused,
	(368, _ANY): PageRestricted,
	(10, _ANY): PermissionMissing,
	(10, 2018278): OutsideWindow,
	(10, 2534022): OutsideWindow,
	(10, 2018065): OutsideWindow,
	(10, 2018108): PersonUnavailable,
	(551, _ANY): PersonUnavailable,
	(200, 1545041): PersonUnavailable,
	(10, 1893063): PageRestricted,
	(10, 1404170): PageRestricted,
	(3, _ANY): PermissionMissing,
	(100, _ANY): Refused,
	(100, 33): ObjectMissing,
	(100, 2018001): ObjectMissing,
	(100, 2018218): ProfileUnavailable,
	(100, 2018247): ProfileUnavailable,
	**{(100, sub): BadMedia for sub in (2018008, 2018047, 2018109, 2018294, 2018074)},
	(100, 2534037): NotOwner,
	(190, _ANY): TokenDead,
	(190, 492): RoleLost,
	(102, _ANY): TokenDead,
	(803, _ANY): ObjectMissing,
	(9000001, _ANY): ObjectMissing,
	(10900, _ANY): AlreadyDone,
	(10903, _ANY): Refused,
	(10904, _ANY): PageRestricted,
	(2018300, _ANY): NotOwner,
	(2018321, _ANY): NotOwner,
	(2018218, _ANY): ProfileUnavailable,
	(2018247, _ANY): ProfileUnavailable,
	(1705, _ANY): Refused,
	(2022, _ANY): Refused,
	(506, _ANY): Refused,
	(1609005, _ANY): Refused,
}
#: Subcodes that mean the same under whatever code they come.
_BY_SUBCODE: dict[int, type[GraphError]] = {
	sub: kind for (_code, sub), kind in _TABLE.items() if sub > 1_000_000
} | {code: _TABLE[(code, _ANY)] for code in (2018300, 2018321, 2018218, 2018247)}
_PERMISSION_CODES = range(200, 300)


def error_class(code: int, subcode: int = 0, *, transient: bool = False, status: int = 0) -> type[GraphError]:
	"""The class for Meta's `code` and `subcode`; never looks at a text."""
	known = _TABLE.get((code, subcode)) or _BY_SUBCODE.get(subcode) or _TABLE.get((code, _ANY))
	if known:
		return known
	if transient:
		return Temporary
	return PermissionMissing if code in _PERMISSION_CODES else _by_status(status)


def _by_status(status: int) -> type[GraphError]:
	if status == 429:
		return RateLimited
	return Unclear if status >= 500 else GraphError


def from_answer(body: Mapping[str, Any], status: int, retry_after: int | None = None) -> GraphError:
	"""The exception for an answer that holds `error`, or whose HTTP status says that it failed."""
	error = mapping(body.get("error"))
	code, subcode = whole(error.get("code")), whole(error.get("error_subcode"))
	kind = error_class(code, subcode, transient=flag(error.get("is_transient")), status=status)
	return kind(
		text(error.get("message"))[:300],
		code=code,
		subcode=subcode,
		status=status,
		trace=text(error.get("fbtrace_id"))[:60],
		retry_after=retry_after,
	)
