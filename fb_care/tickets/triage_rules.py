"""The site's triage rules, from FB Triage Rule to the pure rules of `care.triage`.

Called by `triage`, the dry run and the DocType. The rules that are switched on are kept in memory for a few
seconds, so that asking them costs nothing while messages pour in.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from hashlib import sha256
from typing import Any

import frappe

from fb_care.care.texts import Phrases, lines
from fb_care.care.triage import Actions, Rule, ordered
from fb_care.care.triage_conditions import Conditions
from fb_care.tickets import hosts

DOCTYPE = "FB Triage Rule"
#: A rule that was changed elsewhere acts after at most so many seconds.
HOLDS_S = 5.0
KIND_FIELDS = {
	"on_messages": "Message",
	"on_comments": "Comment",
	"on_visitor_posts": "Visitor Post",
	"on_mentions": "Mention",
	"on_ratings": "Rating",
}
#: Table of a rule -> the child DocType and its field.
TABLES = {
	"pages": ("FB Triage Page", "page"),
	"ads": ("FB Triage Ad", "ad"),
	"posts": ("FB Triage Post", "post"),
	"sender_labels": ("FB Label Row", "label"),
	"add_labels": ("FB Label Row", "label"),
}
_YES_NO = {"Yes": True, "No": False}
_TICKET = {"Make a ticket": True, "No ticket": False}


@dataclass(frozen=True)
class RuleSet:
	"""Rules ready to be asked."""

	rules: tuple[Rule, ...] = ()
	#: The host's order of priorities, where it has one.
	ranks: Mapping[str, int] = field(default_factory=dict)
	#: The names of all conditions that some rule asks.
	needs: frozenset[str] = frozenset()
	#: The longest time (days) in which some rule counts complaints.
	complaint_days: int = 0

	def __bool__(self) -> bool:
		return bool(self.rules)


_known: dict[str, tuple[float, RuleSet]] = {}


def enabled() -> RuleSet:
	"""The rules that are switched on, in their order."""
	known = _known.get(frappe.local.site)
	if known and time.monotonic() < known[0]:
		return known[1]
	found = rule_set(stored({"enabled": 1}))
	_known[frappe.local.site] = (time.monotonic() + HOLDS_S, found)
	return found


def forget() -> None:
	"""Read the rules anew when they are asked next: one was changed."""
	_known.pop(frappe.local.site, None)


def rule_set(rules: list[Rule]) -> RuleSet:
	"""These rules, those that are switched off left out."""
	kept = tuple(ordered(rules))
	return RuleSet(
		rules=kept,
		ranks=ranks() if any(rule.actions.priority for rule in kept) else {},
		needs=frozenset(name for rule in kept for name in rule.conditions.set_ones()),
		complaint_days=max((rule.conditions.complaint_days for rule in kept), default=0),
	)


def stored(filters: dict[str, Any]) -> list[Rule]:
	"""The stored rules that match `filters`."""
	found = frappe.get_all(DOCTYPE, filters=filters, fields=["*"])
	if not found:
		return []
	tables = _tables([row.name for row in found])
	return [of_values({**row, **tables[row.name]}) for row in found]


def _tables(names: list[str]) -> dict[str, dict[str, list[dict[str, str]]]]:
	rows: dict[str, dict[str, list[dict[str, str]]]] = defaultdict(dict)
	for child, fieldname in dict.fromkeys(TABLES.values()):
		filters = {"parenttype": DOCTYPE, "parent": ["in", names]}
		wanted = ["parent", "parentfield", fieldname]
		for row in frappe.get_all(child, filters=filters, fields=wanted, order_by="idx asc"):
			rows[row.parent].setdefault(row.parentfield, []).append({fieldname: row[fieldname]})
	return rows


def of_values(values: Mapping[str, Any]) -> Rule:
	"""The rule that a document's values say; tables as lists of rows. What is missing is not set."""
	links = {
		table: tuple(str(row[field]) for row in values.get(table) or () if row.get(field))
		for table, (_child, field) in TABLES.items()
	}
	return Rule(
		name=values.get("name") or "~",
		title=values.get("title") or "",
		enabled=bool(_int(values.get("enabled"))),
		order=_int(values.get("rule_order")),
		stop=bool(_int(values.get("stop"))),
		conditions=_conditions(values, links),
		actions=Actions(
			ticket=_TICKET.get(values.get("ticket") or ""),
			priority=(values.get("priority") or "").strip(),
			assign=values.get("assign_to") or "",
			team=(values.get("team") or "").strip(),
			labels=links["add_labels"],
			follow_up=bool(_int(values.get("follow_up"))),
			hide=bool(_int(values.get("hide_comment"))),
		),
	)


def _conditions(values: Mapping[str, Any], links: Mapping[str, tuple[str, ...]]) -> Conditions:
	def yes_or_no(fieldname: str) -> bool | None:
		return _YES_NO.get(values.get(fieldname) or "")

	def phrases(fieldname: str) -> Phrases | None:
		return Phrases(lines(values.get(fieldname))) or None

	group = (values.get("customer_group") or "").strip()
	return Conditions(
		pages=links["pages"],
		ads=links["ads"],
		posts=links["posts"],
		kinds=tuple(kind for fieldname, kind in KIND_FIELDS.items() if _int(values.get(fieldname))),
		words_any=phrases("words_any"),
		words_all=phrases("words_all"),
		words_none=phrases("words_none"),
		language=values.get("language") or "",
		question=yes_or_no("is_question"),
		complaint=yes_or_no("is_complaint"),
		praise=yes_or_no("is_praise"),
		tags_only=yes_or_no("only_tags"),
		vip=yes_or_no("vip"),
		labels=links["sender_labels"],
		linked=yes_or_no("linked"),
		customer_groups=(group,) if group else (),
		follower_days=_int(values.get("follower_days")),
		open_tickets=_int(values.get("open_tickets")),
		complaints=_int(values.get("complaints")),
		complaint_days=_int(values.get("complaint_days")) or 30,
		answered=yes_or_no("answered"),
	)


def fingerprint(rule: Rule) -> str:
	"""Changes whenever what the rule asks or does changes; the same whether the rule is stored or not."""
	told = repr((_told(rule.conditions), _told(rule.actions), rule.order, rule.stop))
	return sha256(told.encode()).hexdigest()[:32]


def _told(part: Any) -> list[tuple[str, Any]]:
	values = [(one.name, getattr(part, one.name)) for one in fields(part)]
	return [(name, value.phrases if isinstance(value, Phrases) else value) for name, value in values]


def _int(value: Any) -> int:
	return frappe.utils.cint(value)


def ranks() -> dict[str, int]:
	"""The host's own order of priorities, the most urgent highest; empty where it has none."""
	doctype = hosts.host_doctype()[0]
	if doctype != "HD Ticket":
		return {}
	rows = frappe.get_all("HD Ticket Priority", fields=["name", "integer_value"])
	# Helpdesk's numbers fall with urgency; 0: nobody gave one.
	return {row.name: 1_000_000 - row.integer_value for row in rows if row.integer_value}
