"""What triage sets on a ticket, in the host's own ways: priority, team, assignee.

Called by `sync` and `triage_acts`, inside their transaction and as Administrator. The host's own rules come
first: a ticket that an Assignment Rule has assigned keeps its people. What can't be set (a person who is
disabled, a priority or team that is gone) is told in words and holds nothing up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import frappe
from frappe import _

from fb_care.care.triage import Decision, rank
from fb_care.inbound import contention
from fb_care.tickets import quick
from fb_care.tickets.base import TicketDraft, TicketHost
from fb_care.tickets.hosts import is_there
from fb_care.tickets.issue import existing

PRIORITIES = {"Issue": "Issue Priority", "HD Ticket": "HD Ticket Priority"}
_POINT = "fb_care_handling"


def fields(host: TicketHost, decision: Decision) -> tuple[dict[str, str], list[str]]:
	"""Fields for a new ticket, and in words what can't be set."""
	values: dict[str, str] = {}
	missed: list[str] = []
	if decision.priority:
		if existing(PRIORITIES[host.doctype], decision.priority):
			values["priority"] = decision.priority
		else:
			missed.append(_("The priority {0} does not exist here.").format(decision.priority))
	if decision.team and host.doctype == "HD Ticket":
		if existing("HD Team", decision.team):
			values["agent_group"] = decision.team
		else:
			missed.append(_no_team(decision.team))
	return values, missed


def create(host: TicketHost, draft: TicketDraft, decision: Decision) -> tuple[str, str, list[str]]:
	"""Make the ticket as the rules want it; where the host refuses that, as it would be without rules.

	Its name, its status, and in words what could not be set.
	"""
	values, missed = fields(host, decision)
	if not values:
		return (*host.create(draft), missed)
	made: list[tuple[str, str]] = []
	error = attempt(lambda: made.append(host.create(replace(draft, handling=values))))
	if error is None:
		return (*made[0], missed)
	missed.append(_("The helpdesk refused {0}: {1}").format(", ".join(values.values()), error))
	return (*host.create(draft), missed)


def raise_priority(host: TicketHost, ticket: str, priority: str, ranks: Any) -> tuple[bool, str]:
	"""Give the ticket this priority if it is higher than its own; whether it was, and what was against it."""
	if not existing(PRIORITIES[host.doctype], priority):
		return False, _("The priority {0} does not exist here.").format(priority)
	row = quick.get(host.doctype, {"name": ticket}, ["priority"])
	if not row or rank(row.priority or "", ranks) >= rank(priority, ranks):
		return False, ""

	def put() -> None:
		doc = frappe.get_doc(host.doctype, ticket)
		doc.priority = priority
		doc.save(ignore_permissions=True)

	error = attempt(put)
	return error is None, _("The helpdesk refused {0}: {1}").format(priority, error) if error else ""


def assign(host: TicketHost, ticket: str, decision: Decision) -> list[str]:
	"""Assign a new ticket as the rules say; in words what was done otherwise."""
	if not (decision.assign or (decision.team and host.doctype == "Issue")):
		return []
	if people := assigned(host.doctype, ticket):
		if decision.assign in people:
			return []
		return [_("The helpdesk's own rule assigned it to {0} already.").format(", ".join(people))]
	if decision.assign:
		return _assign_person(host, ticket, decision.assign)
	return _assign_team(host, ticket, decision.team)


def assigned(doctype: str, ticket: str) -> list[str]:
	"""Who the ticket is assigned to."""
	open_ones = {"reference_type": doctype, "reference_name": str(ticket), "status": "Open"}
	return frappe.get_all("ToDo", filters=open_ones, pluck="allocated_to", order_by="creation asc")


def _assign_person(host: TicketHost, ticket: str, user: str) -> list[str]:
	known = frappe.db.get_value("User", user, ["enabled", "user_type"], as_dict=True)
	if not known:
		return [_("{0}, whom the rule names, is no user here.").format(user)]
	if not known.enabled or known.user_type != "System User":
		return [_("{0}, whom the rule names, is disabled or can't use the desk.").format(user)]
	error = attempt(lambda: _give(host, ticket, user))
	return [_("It could not be assigned to {0}: {1}").format(user, error)] if error else []


def _give(host: TicketHost, ticket: str, user: str) -> None:
	"""As the host itself does it, notices included."""
	if host.doctype == "HD Ticket" and existing("HD Agent", user):
		frappe.get_doc("HD Ticket", ticket).assign_agent(user)
		return
	from frappe.desk.form import assign_to

	task = {"assign_to": [user], "doctype": host.doctype, "name": ticket}
	assign_to.add(task, ignore_permissions=True)
	frappe.clear_messages()


def _assign_team(host: TicketHost, ticket: str, team: str) -> list[str]:
	"""ERPNext has no teams: an Assignment Rule of that name, or who of a User Group has least to do."""
	own = {"name": team, "document_type": host.doctype, "disabled": 0}
	if is_there("Assignment Rule") and frappe.db.exists("Assignment Rule", own):
		rule = frappe.get_doc("Assignment Rule", team)
		error = attempt(lambda: rule.do_assignment(frappe.get_doc(host.doctype, ticket).as_dict()))
		return [_("It could not be assigned to {0}: {1}").format(team, error)] if error else []
	if not existing("User Group", team):
		return [_no_team(team)]
	members = frappe.get_all("User Group Member", filters={"parent": team}, pluck="user", order_by="idx asc")
	able = [user for user in members if frappe.db.get_value("User", user, "enabled")]
	if not able:
		return [_("The team {0} has nobody who could take it.").format(team)]
	return _assign_person(host, ticket, min(able, key=lambda user: _has_to_do(host.doctype, user)))


def _has_to_do(doctype: str, user: str) -> int:
	mine = {"reference_type": doctype, "allocated_to": user, "status": "Open"}
	return frappe.db.count("ToDo", mine)


def team_exists(doctype: str, team: str) -> bool:
	"""Whether there is such a team, in what the host of this ticket DocType takes for one."""
	if doctype == "HD Ticket":
		return bool(existing("HD Team", team))
	own = {"name": team, "document_type": doctype, "disabled": 0}
	by_rule = is_there("Assignment Rule") and frappe.db.exists("Assignment Rule", own)
	return bool(by_rule or existing("User Group", team))


def _no_team(team: str) -> str:
	return _("The team {0} does not exist here.").format(team)


def attempt(work: Callable[[], Any]) -> str | None:
	"""Do `work`; what the host said against it, with all of it undone, or None.

	What another worker stands in the way of is raised, as is the end of the job's time.
	"""
	frappe.db.savepoint(_POINT)
	try:
		work()
	except contention.TimeUp:
		raise
	except Exception as error:
		if contention.is_passing(error) or isinstance(error, frappe.TimestampMismatchError):
			raise
		frappe.db.rollback(save_point=_POINT)
		frappe.clear_messages()
		return frappe.utils.strip_html(str(error))[:140] or type(error).__name__
	return None
