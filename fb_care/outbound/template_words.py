"""Why a template of a saved reply is refused, and what its fields are called, in words. Plain text."""

from __future__ import annotations

from frappe import _

from fb_care.care.saved_replies import MAX_TEXT, Problem, Reason


def in_words(problem: Problem) -> str:
	"""Where and why, and what to write instead where that is clear."""
	said = _reasons()[problem.reason].replace("{0}", problem.detail)
	if problem.hint:
		said = f"{said} {_('Did you mean {0}?').format(problem.hint)}"
	return _("line {0}, column {1}: {2}").format(problem.line, problem.column, said)


def labels() -> dict[str, str]:
	"""Each published merge field with what people call it."""
	return {
		"contact.first_name": _("First name of the person"),
		"contact.name": _("Name of the person"),
		"page.name": _("Name of the page"),
		"agent.first_name": _("First name of the agent"),
		"agent.full_name": _("Name of the agent"),
		"ticket.id": _("Number of the ticket"),
		"ticket.subject": _("Subject of the ticket"),
		"customer.name": _("Name of the customer"),
		"order.name": _("Number of the last order"),
		"order.date": _("Date of the last order"),
		"order.state": _("State of the last order"),
		"order.delivery_date": _("Delivery date of the last order"),
		"invoices.unpaid_count": _("How many invoices are unpaid"),
		"invoices.unpaid_total": _("Sum of the unpaid invoices"),
	}


def _reasons() -> dict[Reason, str]:
	return {
		Reason.NOT_CLOSED: _("a merge field begins here and does not end with }} on this line."),
		Reason.NOT_OPENED: _("}} ends a merge field that never began with {{."),
		Reason.EMPTY: _("no field is named between {{ and }}."),
		Reason.UNKNOWN: _("there is no field {0}."),
		Reason.CALL: _("{0} is not a field: nothing can be called, only listed fields are filled in."),
		Reason.REACHING: _("nothing inside a field can be reached ({0}): only listed fields are filled in."),
		Reason.FILTER: _('behind | only a text in quotes may stand, as in {{ contact.first_name | "you" }}.'),
		Reason.DEFAULT_OPEN: _("the text in quotes does not end on this line."),
		Reason.DEFAULT_LONG: _("the text in quotes is longer than {0} characters."),
		Reason.MORE: _("{0} may not stand behind a field: expected }}."),
		Reason.COMMAND: _("there are no loops, conditions or other commands, only merge fields."),
		Reason.COMMENT: _("there are no comments in a saved reply: take it out."),
		Reason.SINGLE: _("a merge field has two braces on each side: write {{ {0} }}."),
		Reason.TOO_LONG: _("the text has {0} characters; at most {1} fit into one message.").replace(
			"{1}", str(MAX_TEXT)
		),
		Reason.TOO_MANY: _("there are more than {0} merge fields."),
		Reason.ELSEWHERE: _("{0} is known in the automatic replies of a page only."),
		Reason.NO_AGENT: _("{0} has no value in an automatic reply: no agent writes it."),
		Reason.BARE: _(
			"{0} may be empty, and nobody is there to fill the gap: write a text for that case, as in"
			' {{ {0} | "..." }}.'
		),
	}
