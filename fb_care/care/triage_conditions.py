"""What a triage rule may ask of a message or comment: recipient, subject, sender, history. Part of `triage`.

Pure: never imports frappe. A condition that is not set asks nothing; all that are set must hold. Each that
holds leaves a `Match`, so that a decision can name it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from fb_care.care.texts import Phrases, Text
from fb_care.care.vocabulary import Reading

KINDS = ("Message", "Comment", "Visitor Post", "Mention", "Rating")


@dataclass(frozen=True, kw_only=True)
class Facts:
	"""What is known of one message or comment when it is judged."""

	reading: Reading = field(default_factory=lambda: Reading(Text("")))
	#: One of KINDS.
	kind: str = "Message"
	page: str = ""
	ad: str = ""
	post: str = ""
	#: A recommendation that is none: a complaint without a word.
	negative: bool = False
	vip: bool = False
	labels: frozenset[str] = frozenset()
	customer: str = ""
	customer_group: str = ""
	#: Days since the person liked the page; None: not known.
	follower_days: int | None = None
	open_tickets: int = 0
	#: Age in days of each earlier complaint of the person.
	complaint_ages: tuple[int, ...] = ()
	#: The page's people have answered this person before.
	answered: bool = False

	@property
	def complaint(self) -> bool:
		return self.negative or self.reading.is_complaint


@dataclass(frozen=True)
class Match:
	"""A condition that held: its name, and what it found."""

	condition: str
	values: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Conditions:
	"""What a rule asks. Empty, 0 or None: nothing."""

	pages: tuple[str, ...] = ()
	ads: tuple[str, ...] = ()
	posts: tuple[str, ...] = ()
	kinds: tuple[str, ...] = ()
	words_any: Phrases | None = None
	words_all: Phrases | None = None
	words_none: Phrases | None = None
	#: "English" or "French".
	language: str = ""
	question: bool | None = None
	complaint: bool | None = None
	praise: bool | None = None
	tags_only: bool | None = None
	vip: bool | None = None
	labels: tuple[str, ...] = ()
	linked: bool | None = None
	customer_groups: tuple[str, ...] = ()
	follower_days: int = 0
	open_tickets: int = 0
	complaints: int = 0
	complaint_days: int = 30
	answered: bool | None = None

	def match(self, facts: Facts) -> tuple[Match, ...] | None:
		"""A match for each condition that is set, or None where one does not hold."""
		found = []
		for name in self._set:
			match = CHECKS[name](self, facts)
			if match is None:
				return None
			found.append(match)
		return tuple(found) or (Match("always"),)

	def set_ones(self) -> tuple[str, ...]:
		"""The names of the conditions that ask something."""
		return self._set

	@cached_property
	def _set(self) -> tuple[str, ...]:
		return tuple(name for name in CHECKS if getattr(self, name) is False or getattr(self, name))


Check = Callable[[Conditions, Facts], "Match | None"]


def _one_of(name: str, fact: str) -> Check:
	def check(conditions: Conditions, facts: Facts) -> Match | None:
		value = getattr(facts, fact)
		return Match(name, (value,)) if value and value in getattr(conditions, name) else None

	return check


def _yes_or_no(
	name: str,
	value_of: Callable[[Facts], bool],
	words_of: Callable[[Facts], tuple[str, ...]] = lambda _facts: (),
) -> Check:
	def check(conditions: Conditions, facts: Facts) -> Match | None:
		wanted = getattr(conditions, name)
		if value_of(facts) is not wanted:
			return None
		return Match(name if wanted else f"not_{name}", words_of(facts) if wanted else ())

	return check


def _words_any(conditions: Conditions, facts: Facts) -> Match | None:
	found = conditions.words_any.all_in(facts.reading.text) if conditions.words_any else []
	return Match("words_any", tuple(one.phrase for one in found)) if found else None


def _words_all(conditions: Conditions, facts: Facts) -> Match | None:
	wanted = conditions.words_all.phrases if conditions.words_all else ()
	found = {one.phrase for one in conditions.words_all.all_in(facts.reading.text)} if wanted else set()
	return Match("words_all", wanted) if found.issuperset(wanted) else None


def _words_none(conditions: Conditions, facts: Facts) -> Match | None:
	found = conditions.words_none.all_in(facts.reading.text) if conditions.words_none else []
	return None if found else Match("words_none")


def _language(conditions: Conditions, facts: Facts) -> Match | None:
	language = facts.reading.language
	return Match("language", (language,)) if language == conditions.language else None


def _labels(conditions: Conditions, facts: Facts) -> Match | None:
	found = tuple(label for label in conditions.labels if label in facts.labels)
	return Match("labels", found) if found else None


def _follower_days(conditions: Conditions, facts: Facts) -> Match | None:
	days = facts.follower_days
	if days is None or days < conditions.follower_days:
		return None
	return Match("follower_days", (str(days),))


def _open_tickets(conditions: Conditions, facts: Facts) -> Match | None:
	many = facts.open_tickets
	return Match("open_tickets", (str(many),)) if many >= conditions.open_tickets else None


def _complaints(conditions: Conditions, facts: Facts) -> Match | None:
	many = sum(0 <= age < conditions.complaint_days for age in facts.complaint_ages)
	found = (str(many), str(conditions.complaint_days))
	return Match("complaints", found) if many >= conditions.complaints else None


#: In the order in which they are asked and told: what costs nothing first.
CHECKS: dict[str, Check] = {
	"pages": _one_of("pages", "page"),
	"ads": _one_of("ads", "ad"),
	"posts": _one_of("posts", "post"),
	"kinds": _one_of("kinds", "kind"),
	"vip": _yes_or_no("vip", lambda facts: facts.vip),
	"complaint": _yes_or_no(
		"complaint", lambda facts: facts.complaint, lambda facts: facts.reading.complaint
	),
	"question": _yes_or_no(
		"question", lambda facts: facts.reading.is_question, lambda facts: facts.reading.question
	),
	"praise": _yes_or_no(
		"praise",
		lambda facts: facts.reading.is_praise and not facts.negative,
		lambda facts: facts.reading.praise,
	),
	"tags_only": _yes_or_no("tags_only", lambda facts: facts.reading.tags_only),
	"words_any": _words_any,
	"words_all": _words_all,
	"words_none": _words_none,
	"language": _language,
	"labels": _labels,
	"linked": _yes_or_no("linked", lambda facts: bool(facts.customer)),
	"customer_groups": _one_of("customer_groups", "customer_group"),
	"follower_days": _follower_days,
	"open_tickets": _open_tickets,
	"complaints": _complaints,
	"answered": _yes_or_no("answered", lambda facts: facts.answered),
}
#: Conditions whose facts cost a query each.
OF_HISTORY = ("open_tickets", "complaints", "answered")
