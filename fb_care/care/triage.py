"""Who handles what: ordered rules over the facts of one message or comment. Called by `tickets.triage`.

Pure: never imports frappe. `decide` goes through the rules in their order. What several rules say is joined:
the first that speaks about a ticket, an assignee or a team wins; the highest priority wins; labels add up;
following up and hiding hold once one rule says so. A rule may end the list. Every decision knows the rules
and the conditions that made it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fb_care.care.triage_conditions import Conditions, Facts, Match

#: Ranks of the usual priorities; other names lie between Medium and High unless the host orders them.
RANKS = {"low": 10, "medium": 20, "normal": 20, "high": 30, "urgent": 40, "critical": 40}
UNKNOWN_RANK = 25


@dataclass(frozen=True, kw_only=True)
class Actions:
	"""What a rule does; what is left empty is left as it is."""

	#: True: make a ticket; False: make none.
	ticket: bool | None = None
	priority: str = ""
	assign: str = ""
	team: str = ""
	labels: tuple[str, ...] = ()
	follow_up: bool = False
	hide: bool = False

	def __bool__(self) -> bool:
		return self != Actions()


@dataclass(frozen=True, kw_only=True)
class Rule:
	"""One rule; `name` is unique, rules with the same `order` go by it."""

	name: str
	title: str = ""
	enabled: bool = True
	order: int = 100
	conditions: Conditions = field(default_factory=Conditions)
	actions: Actions = field(default_factory=Actions)
	stop: bool = False


@dataclass(frozen=True)
class Fired:
	"""A rule that matched, with every condition of it."""

	rule: Rule
	matches: tuple[Match, ...]


@dataclass(frozen=True)
class Because:
	"""One thing that was decided, and the rules that made it so."""

	action: str
	value: str
	fired: tuple[Fired, ...]


@dataclass(frozen=True, kw_only=True)
class Decision(Actions):
	"""What is to be done. `ticket` None: no rule said; `because`: each thing decided, in a fixed order."""

	because: tuple[Because, ...] = ()
	fired: tuple[Fired, ...] = ()

	def outcome(self) -> Actions:
		"""What is done, without the reasons: for comparing."""
		return Actions(
			ticket=self.ticket,
			priority=self.priority,
			assign=self.assign,
			team=self.team,
			labels=self.labels,
			follow_up=self.follow_up,
			hide=self.hide,
		)


def ordered(rules: Iterable[Rule]) -> list[Rule]:
	"""The enabled rules in the order in which they are asked."""
	return sorted((rule for rule in rules if rule.enabled), key=lambda rule: (rule.order, rule.name))


def rank(priority: str, ranks: Mapping[str, int] | None = None) -> int:
	"""How high a priority is, 0 for none. `ranks`: the host's own, by name."""
	if not priority:
		return 0
	if ranks and priority in ranks:
		return ranks[priority]
	return RANKS.get(priority.casefold(), UNKNOWN_RANK)


def decide(facts: Facts, rules: Iterable[Rule], ranks: Mapping[str, int] | None = None) -> Decision:
	"""What the rules say of one message or comment."""
	fired: list[Fired] = []
	for rule in ordered(rules):
		matches = rule.conditions.match(facts)
		if matches is None:
			continue
		fired.append(Fired(rule, matches))
		if rule.stop:
			break
	return _joined([(one, one.rule.actions) for one in fired], tuple(fired), ranks)


def merge(decisions: Sequence[Decision], ranks: Mapping[str, int] | None = None) -> Decision:
	"""What holds for several messages that come together: a ticket if one of them wants it, none only if each
	wants none, the highest priority, all labels."""
	if len(decisions) == 1:
		return decisions[0]
	parts = [(one, one.rule.actions) for decision in decisions for one in decision.fired]
	joined = _joined(parts, tuple(one for one, _actions in parts), ranks)
	ticket = _of_all([decision.ticket for decision in decisions])
	reasons = [
		because
		for decision in decisions
		for because in decision.because
		if because.action == "ticket" and decision.ticket is ticket
	]
	others = tuple(because for because in joined.because if because.action != "ticket")
	told = _one(reasons) if ticket is not None else ()
	return _with(joined, ticket, (*told, *others))


def _of_all(tickets: Sequence[bool | None]) -> bool | None:
	if any(tickets):
		return True
	return False if tickets and all(ticket is False for ticket in tickets) else None


def _one(reasons: Sequence[Because]) -> tuple[Because, ...]:
	if not reasons:
		return ()
	fired = tuple(dict.fromkeys(one for because in reasons for one in because.fired))
	return (Because("ticket", reasons[0].value, fired),)


def _with(decision: Decision, ticket: bool | None, because: tuple[Because, ...]) -> Decision:
	values = {name: getattr(decision.outcome(), name) for name in Actions.__dataclass_fields__}
	return Decision(**{**values, "ticket": ticket}, because=because, fired=decision.fired)


def _joined(
	parts: Sequence[tuple[Fired, Actions]], fired: tuple[Fired, ...], ranks: Mapping[str, int] | None
) -> Decision:
	if not parts:
		return Decision()
	tickets = [(one, actions.ticket) for one, actions in parts if actions.ticket is not None]
	ticket = tickets[0][1] if tickets else None
	priority = max((a.priority for _one, a in parts), key=lambda name: rank(name, ranks), default="")
	assign = next((a.assign for _one, a in parts if a.assign), "")
	team = next((a.team for _one, a in parts if a.team), "")
	labels = tuple(dict.fromkeys(label for _one, a in parts for label in a.labels))
	because = []

	def say(action: str, value: str, those: Iterable[Fired], all_of_them: bool = True) -> None:
		found = tuple(dict.fromkeys(those))
		if found:
			because.append(Because(action, value, found if all_of_them else found[:1]))

	say("ticket", "1" if ticket else "0", (one for one, value in tickets if value is ticket))
	say("priority", priority, (one for one, a in parts if priority and a.priority == priority))
	say("assign", assign, (one for one, a in parts if assign and a.assign == assign), False)
	say("team", team, (one for one, a in parts if team and a.team == team), False)
	for label in labels:
		say("label", label, (one for one, a in parts if label in a.labels))
	say("follow_up", "", (one for one, a in parts if a.follow_up))
	say("hide", "", (one for one, a in parts if a.hide))
	return Decision(
		ticket=ticket,
		priority=priority,
		assign=assign,
		team=team,
		labels=labels,
		follow_up=any(a.follow_up for _one, a in parts),
		hide=any(a.hide for _one, a in parts),
		because=tuple(because),
		fired=fired,
	)
