"""What the app puts on a site besides its DocTypes: its roles, and fields on the tickets of a helpdesk.

`install` makes these, `uninstall` takes them away. Plain data, no call to the host.
"""

from __future__ import annotations

ROLES = ("FB Care Agent", "FB Care Manager")
#: The ticket DocTypes of the two helpdesks; those that a site has get the fields.
TICKET_DOCTYPES = ("Issue", "HD Ticket")
MODULE = "FB Care"


def ticket_fields() -> list[dict]:
	"""The fields that a ticket gets: what on Facebook it is about."""
	links = [
		("fb_page", "Facebook page", "FB Page"),
		("fb_conversation", "Conversation", "FB Conversation"),
		("fb_comment_thread", "Comment thread", "FB Comment Thread"),
		("", "", ""),
		("fb_contact", "Person on Facebook", "FB Contact"),
		("fb_ad", "Ad", "FB Ad"),
	]
	fields = [_section()]
	for fieldname, label, options in links:
		after = fields[-1]["fieldname"]
		if fieldname:
			fields.append(_link(fieldname, label, options, after))
		else:
			fields.append({"fieldname": "fb_column", "fieldtype": "Column Break", "insert_after": after})
	fields.append(_closing_time(fields[-1]["fieldname"]))
	return [dict(field, module=MODULE) for field in fields]


def _section() -> dict:
	return {
		"fieldname": "fb_section",
		"fieldtype": "Section Break",
		"label": "Facebook",
		"insert_after": "description",
		"depends_on": "eval:doc.fb_page",
	}


def _closing_time(after: str) -> dict:
	"""Not for people: see `tickets.closing`."""
	return {
		"fieldname": "fb_closed_at",
		"fieldtype": "Datetime",
		"label": "Closed at",
		"insert_after": after,
		"hidden": 1,
		"read_only": 1,
		"no_copy": 1,
	}


def _link(fieldname: str, label: str, options: str, after: str) -> dict:
	field = {
		"fieldname": fieldname,
		"fieldtype": "Link",
		"label": label,
		"options": options,
		"insert_after": after,
		"read_only": 1,
		"no_copy": 1,
	}
	if fieldname == "fb_page":
		field["in_standard_filter"] = 1
	if fieldname != "fb_ad":
		field["search_index"] = 1
	return field


def ticket_fieldnames() -> list[str]:
	return [field["fieldname"] for field in ticket_fields()]
