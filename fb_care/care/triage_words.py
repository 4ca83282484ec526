"""What the rules decided, in words: on the ticket, on the thread and in the dry run. Part of `triage`.

Pure: never imports frappe; takes `_`, the host's translator. Plain text: who makes HTML of it escapes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fb_care.care.triage import Because, Decision, Fired
from fb_care.care.triage_conditions import Match

Translate = Callable[[str], str]
#: Words of one condition that are named; more are not read by anybody.
MOST_WORDS = 3


def explained(decision: Decision, _: Translate = str, leave_out: Iterable[str] = ()) -> list[str]:
	"""A line for each thing decided: "Priority High: VIP, complaint word “refund” (VIPs, Complaints)"."""
	left_out = set(leave_out)
	return [line(because, _) for because in decision.because if because.action not in left_out]


def line(because: Because, _: Translate = str) -> str:
	"""One thing decided, with every condition that led to it and the titles of the rules."""
	conditions = dict.fromkeys(condition(match, _) for one in because.fired for match in one.matches)
	titles = dict.fromkeys(_title(one) for one in because.fired)
	return f"{_action(because, _)}: {', '.join(conditions)} ({', '.join(titles)})"


def outcome(decision: Decision, _: Translate = str, leave_out: Iterable[str] = ()) -> str:
	"""What is decided, without reasons, on one line; "" where no rule says anything."""
	left_out = set(leave_out)
	told = [_action(because, _) for because in decision.because if because.action not in left_out]
	return ", ".join(dict.fromkeys(told))


def _title(fired: Fired) -> str:
	return fired.rule.title or fired.rule.name


def _action(because: Because, _: Translate) -> str:
	value = because.value
	return {
		"ticket": _("Ticket") if value == "1" else _("No ticket"),
		"priority": _("Priority {0}").format(_(value)),
		"assign": _("Assigned to {0}").format(value),
		"team": _("Team {0}").format(value),
		"label": _("Label {0}").format(value),
		"follow_up": _("Follow up"),
		"hide": _("Hide the comment"),
	}[because.action]


def condition(match: Match, _: Translate = str) -> str:
	"""One condition that held."""
	values = match.values
	named = ", ".join(f"“{value}”" for value in values[:MOST_WORDS])
	if match.condition in ("complaint", "question", "praise") and not values:
		return _plain(_)[match.condition]
	if match.condition in _NAMING:
		return _naming(match.condition, _).format(named)
	if match.condition in _VALUED:
		return _valued(match.condition, _).format(*values)
	if match.condition in ("kinds", "language"):
		return _kind(values[0], _)
	return _plain(_)[match.condition]


_NAMING = ("words_any", "words_all", "complaint", "question", "praise", "labels")
_VALUED = ("customer_groups", "follower_days", "open_tickets", "complaints")


def _naming(name: str, _: Translate) -> str:
	return {
		"words_any": _("word {0}"),
		"words_all": _("words {0}"),
		"complaint": _("complaint word {0}"),
		"question": _("question {0}"),
		"praise": _("praise {0}"),
		"labels": _("label {0}"),
	}[name]


def _valued(name: str, _: Translate) -> str:
	return {
		"customer_groups": _("customer group {0}"),
		"follower_days": _("has liked the page for {0} days"),
		"open_tickets": _("open tickets: {0}"),
		"complaints": _("complaints: {0} in {1} days"),
	}[name]


def _kind(name: str, _: Translate) -> str:
	return {
		"Message": _("private message"),
		"Comment": _("comment"),
		"Visitor Post": _("visitor's post"),
		"Mention": _("mention"),
		"Rating": _("rating"),
		"English": _("in English"),
		"French": _("in French"),
	}[name]


def _plain(_: Translate) -> dict[str, str]:
	return {
		"always": _("whatever was written"),
		"pages": _("this page"),
		"ads": _("this ad"),
		"posts": _("this post"),
		"words_none": _("without the words to leave alone"),
		"complaint": _("does not recommend the page"),
		"question": _("question"),
		"praise": _("praise"),
		"not_complaint": _("no complaint"),
		"not_question": _("no question"),
		"not_praise": _("no praise"),
		"tags_only": _("only names people"),
		"not_tags_only": _("more than names"),
		"vip": _("VIP"),
		"not_vip": _("not VIP"),
		"linked": _("linked with a customer"),
		"not_linked": _("not linked with a customer"),
		"answered": _("answered before"),
		"not_answered": _("never answered before"),
	}
