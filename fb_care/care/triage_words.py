"""What the rules decided, in words: on the ticket, on the thread and in the dry run. Part of `triage`.

Pure: never imports frappe; takes the host's translator. Plain text: who makes HTML of it escapes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fb_care.care.triage import Because, Decision, Fired
from fb_care.care.triage_conditions import Match

Translate = Callable[[str], str]
#: Words of one condition that are named; more are not read by anybody.
MOST_WORDS = 3


def _(text: str) -> str:
	"""Marks a string as one that people see; it is translated where it is used."""
	return text


_ACTIONS = {
	"priority": _("Priority {0}"),
	"assign": _("Assigned to {0}"),
	"team": _("Team {0}"),
	"label": _("Label {0}"),
	"follow_up": _("Follow up"),
	"hide": _("Hide the comment"),
}
_TICKET = {"1": _("Ticket"), "0": _("No ticket")}
#: Conditions that name the words or labels that were found.
_NAMING = {
	"words_any": _("word {0}"),
	"words_all": _("words {0}"),
	"complaint": _("complaint word {0}"),
	"question": _("question {0}"),
	"praise": _("praise {0}"),
	"labels": _("label {0}"),
}
#: Conditions that tell figures or names.
_VALUED = {
	"customer_groups": _("customer group {0}"),
	"follower_days": _("has liked the page for {0} days"),
	"open_tickets": _("open tickets: {0}"),
	"complaints": _("complaints: {0} in {1} days"),
}
_KINDS = {
	"Message": _("private message"),
	"Comment": _("comment"),
	"Visitor Post": _("visitor's post"),
	"Mention": _("mention"),
	"Rating": _("rating"),
	"English": _("in English"),
	"French": _("in French"),
}
_PLAIN = {
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


def explained(decision: Decision, translate: Translate = str, leave_out: Iterable[str] = ()) -> list[str]:
	"""A line for each thing decided: "Priority High: VIP, complaint word “refund” (VIPs, Complaints)"."""
	left_out = set(leave_out)
	return [line(because, translate) for because in decision.because if because.action not in left_out]


def line(because: Because, translate: Translate = str) -> str:
	"""One thing decided, with every condition that led to it and the titles of the rules."""
	conditions = dict.fromkeys(condition(match, translate) for one in because.fired for match in one.matches)
	titles = dict.fromkeys(_title(one) for one in because.fired)
	return f"{_action(because, translate)}: {', '.join(conditions)} ({', '.join(titles)})"


def outcome(decision: Decision, translate: Translate = str, leave_out: Iterable[str] = ()) -> str:
	"""What is decided, without reasons, on one line; "" where no rule says anything."""
	left_out = set(leave_out)
	told = [_action(because, translate) for because in decision.because if because.action not in left_out]
	return ", ".join(dict.fromkeys(told))


def _title(fired: Fired) -> str:
	return fired.rule.title or fired.rule.name


def _action(because: Because, translate: Translate) -> str:
	value = because.value
	if because.action == "ticket":
		return translate(_TICKET[value])
	value = translate(value) if because.action == "priority" else value
	return translate(_ACTIONS[because.action]).format(value)


def condition(match: Match, translate: Translate = str) -> str:
	"""One condition that held."""
	name, values = match.condition, match.values
	if name in _NAMING and values:
		named = ", ".join(f"“{value}”" for value in values[:MOST_WORDS])
		return translate(_NAMING[name]).format(named)
	if name in _VALUED:
		return translate(_VALUED[name]).format(*values)
	if name in ("kinds", "language"):
		return translate(_KINDS[values[0]])
	return translate(_PLAIN[name])
