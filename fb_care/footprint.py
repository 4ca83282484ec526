"""What the app puts on a site besides its DocTypes: its roles, and fields on the tickets of a helpdesk.

`install` makes these, `uninstall` takes them away. Plain data, no call to the host.
"""

from __future__ import annotations

from collections.abc import Iterable

ROLES = ("FB Care Agent", "FB Care Manager")
#: Who may do what managers do.
MANAGERS = ("FB Care Manager", "System Manager")
#: The ticket DocTypes of the two helpdesks; those that a site has get the fields.
TICKET_DOCTYPES = ("Issue", "HD Ticket")
#: What a ticket can be made of: private messages, and comments under a post.
THREAD_DOCTYPES = ("FB Conversation", "FB Comment Thread")
MODULE = "FB Care"
_TICKET = {"ticket": "Make a ticket"}
_IN_PUBLIC = {"on_comments": 1, "on_visitor_posts": 1, "on_mentions": 1, "on_ratings": 1}
#: The rules a new site begins with. Titles are English: they are records, for people to change.
TRIAGE_RULES: tuple[dict, ...] = (
	{"title": "VIP", "rule_order": 10, "vip": "Yes", "priority": "High"},
	{"title": "Complaints", "rule_order": 20, "is_complaint": "Yes", "priority": "High", **_TICKET},
	{"title": "Questions", "rule_order": 30, "is_question": "Yes", **_TICKET},
	{"title": "Only names", "rule_order": 40, "only_tags": "Yes", "ticket": "No ticket", **_IN_PUBLIC},
	{"title": "Praise", "rule_order": 50, "is_praise": "Yes", "ticket": "No ticket", **_IN_PUBLIC},
	{"title": "Visitors' posts", "rule_order": 60, "on_visitor_posts": 1, **_TICKET},
)
#: The ways to count that every site has. Titles are English: they are records, for people to copy.
RESPONSE_POLICIES: tuple[dict, ...] = (
	{
		"title": "Badge, 7 days",
		"window_days": 7,
		"window_until": "This moment",
		"least_openings": 0,
		"source": "90 % answered, and 5 minutes on average, over 7 days: what Facebook said of its badge",
	},
	{
		"title": "Response rate and time, 30 days",
		"window_days": 30,
		"window_until": "Newest opening",
		"least_openings": 10,
		"source": "The 30 days before the newest opening, at least the last 10 openings",
	},
)


def ticket_fields(after: str = "description") -> list[dict]:
	"""The fields that a ticket gets, behind its field `after`: what on Facebook it is about."""
	links = [
		("fb_page", "Facebook page", "FB Page"),
		("fb_conversation", "Conversation", "FB Conversation"),
		("fb_comment_thread", "Comment thread", "FB Comment Thread"),
		("", "", ""),
		("fb_contact", "Person on Facebook", "FB Contact"),
		("fb_ad", "Ad", "FB Ad"),
	]
	fields = [_section(after)]
	for fieldname, label, options in links:
		before = fields[-1]["fieldname"]
		if fieldname:
			fields.append(_link(fieldname, label, options, before))
		else:
			fields.append({"fieldname": "fb_column", "fieldtype": "Column Break", "insert_after": before})
	fields.append(_closing_time(fields[-1]["fieldname"]))
	return [dict(field, module=MODULE) for field in fields]


def _section(after: str) -> dict:
	return {
		"fieldname": "fb_section",
		"fieldtype": "Section Break",
		"label": "Facebook",
		"insert_after": after,
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


def end_of_description(fields: Iterable[tuple[str, str]]) -> str:
	"""The last of the host's fields beside the description, where our section does not swallow any of them.

	`fields` are (name, type) of a ticket DocType in order; ours among them don't count.
	"""
	ours = set(ticket_fieldnames())
	found = ""
	for fieldname, fieldtype in fields:
		if fieldname in ours:
			continue
		if found and fieldtype in ("Section Break", "Column Break", "Tab Break"):
			break
		if found or fieldname == "description":
			found = fieldname
	return found or "description"
