"""Saved replies as a CSV file, out and in again. Called by the API.

One line is one reply; its other languages have columns of their own ("text:fr"). Replies are found again by
title and scope. A line that can't be taken changes nothing, and is told with its number and the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _
from frappe.utils import strip_html

from fb_care.care import csv_rows
from fb_care.care.csv_rows import CsvError, Row
from fb_care.inbound import rows

DOCTYPE = "FB Saved Reply"
COLUMNS = ("title", "scope", "page", "user", "folder", "shortcut", "enabled", "language", "text")
NEEDED = ("title", "text")
#: The field is not called "language", which the host would fill with the user's own.
FIELDS = {name: {"language": "text_language"}.get(name, name) for name in COLUMNS}
#: The column of a text in another language begins like this.
OTHER = "text:"
_NO, _YES = ("0", "no", "non", "false", "faux"), ("1", "yes", "oui", "true", "vrai")


class LineRefused(Exception):
	"""A line that can't be taken; the message says why, as plain text."""


@dataclass
class Outcome:
	"""What an import did, or would do."""

	created: int = 0
	updated: int = 0
	unchanged: int = 0
	problems: list[dict[str, Any]] = field(default_factory=list)

	def problem(self, line: int, reason: str) -> None:
		self.problems.append({"line": line, "reason": reason})


def export() -> dict[str, str]:
	"""All replies that the user may see, enabled or not, as {file_name, content}."""
	fields = ["name", *FIELDS.values()]
	found = frappe.get_list(DOCTYPE, fields=fields, limit_page_length=0, order_by="scope asc, title asc")
	names = [row.name for row in found]
	filters = {"parenttype": DOCTYPE, "parent": ["in", names or [""]]}
	fields = ["parent", "text_language", "text"]
	others = frappe.get_all("FB Saved Reply Text", filters=filters, fields=fields)
	texts = {(row.parent, row.text_language): rows.as_written(row.text) for row in others}
	more = sorted({row.text_language for row in others})
	table = [[*COLUMNS, *(OTHER + code for code in more)]]
	for row in found:
		cells = [_cell(row.get(FIELDS[column])) for column in COLUMNS]
		table.append([*cells, *(texts.get((row.name, code), "") for code in more)])
	return {"file_name": "saved-replies.csv", "content": csv_rows.write(table)}


def load(content: str, check_only: bool = False) -> dict[str, Any]:
	"""Create or update from a CSV file: {created, updated, unchanged, problems: [{line, reason}]}."""
	outcome = Outcome()
	try:
		lines = csv_rows.read(content)
		header = _header(next(lines))
		for row in lines:
			_take(row, header, outcome, check_only)
	except CsvError as error:
		outcome.problem(error.line, _file_problem(error.reason))
	except LineRefused as refused:
		outcome.problem(1, str(refused))
	return vars(outcome)


def _cell(value: Any) -> str:
	return rows.as_written("" if value is None else str(value))


def _header(row: Row) -> list[str]:
	"""The columns of the file. Raises `LineRefused` where they don't make sense."""
	names = [cell.strip().lower() for cell in row.cells]
	names = [f"{OTHER}{name[len(OTHER) :].strip()}" if name.startswith(OTHER) else name for name in names]
	lacking = [name for name in NEEDED if name not in names]
	if lacking:
		message = _("The first line must name the columns; missing: {0}. An export shows how it looks.")
		raise LineRefused(message.format(", ".join(lacking)))
	unknown = [name for name in names if name and name not in COLUMNS and not name.startswith(OTHER)]
	if unknown:
		message = _("There is no column {0}. Known are: {1} and text:fr and the like.")
		raise LineRefused(message.format(unknown[0][:60], ", ".join(COLUMNS)))
	if len(set(filter(None, names))) < len([name for name in names if name]):
		raise LineRefused(_("A column stands twice in the first line."))
	return names


def _take(row: Row, header: list[str], outcome: Outcome, check_only: bool) -> None:
	"""One line, in a savepoint of its own: what it did before it failed is undone."""
	frappe.db.savepoint("saved_reply_line")
	said = len(frappe.local.message_log)
	try:
		done = _save(_values(row, header))
	except LineRefused as refused:
		outcome.problem(row.line, str(refused))
		done = ""
	except frappe.PermissionError:
		outcome.problem(row.line, _("You may not create or change this reply: only your own (scope Person)."))
		done = ""
	except (frappe.ValidationError, frappe.db.DataError) as error:
		said_why = strip_html(str(error).replace("<br>", " "))
		outcome.problem(row.line, said_why or _("This line was not accepted."))
		done = ""
	del frappe.local.message_log[said:]
	if done:
		setattr(outcome, done, getattr(outcome, done) + 1)
	if check_only or not done:
		frappe.db.rollback(save_point="saved_reply_line")
	frappe.db.release_savepoint("saved_reply_line")


def _values(row: Row, header: list[str]) -> dict[str, str]:
	"""The line's cells by column; empty cells are left out."""
	if len(row.cells) > len(header):
		message = _("There are {0} cells in this line and {1} columns: is a quotation mark missing?")
		raise LineRefused(message.format(len(row.cells), len(header)))
	pairs = zip(header, (cell.strip() for cell in row.cells), strict=False)
	return {name: cell for name, cell in pairs if name and cell}


def _save(values: dict[str, str]) -> str:
	"""Create or update one reply; "created", "updated" or "unchanged"."""
	if not values.get("title"):
		raise LineRefused(_("The title is missing."))
	doc = _existing(values) or frappe.new_doc(DOCTYPE)
	new = bool(doc.is_new())
	if new and not values.get("text"):
		raise LineRefused(_("The text is missing."))
	before = _shape(doc)
	_apply(doc, values)
	if not new and _shape(doc) == before:
		return "unchanged"
	doc.save()
	return "created" if new else "updated"


def _existing(values: dict[str, str]) -> Any:
	"""The reply with this title and scope, if there is one that the user may see."""
	probe = frappe.new_doc(DOCTYPE)
	_apply(probe, {key: value for key, value in values.items() if key in ("title", "scope", "page", "user")})
	key = probe.key_of_title()
	name = frappe.db.get_value(DOCTYPE, {"title_key": key})
	return frappe.get_doc(DOCTYPE, name) if name else None


def _apply(doc: Any, values: dict[str, str]) -> None:
	for name, value in values.items():
		if name.startswith(OTHER):
			_set_language(doc, name[len(OTHER) :], value)
		elif name == "enabled":
			doc.enabled = _yes(value)
		elif name == "scope":
			doc.scope = _scope(value)
		elif name in ("page", "user", "language"):
			doc.set(FIELDS[name], _linked(name, value))
		else:
			doc.set(name, value)


def _set_language(doc: Any, code: str, text: str) -> None:
	language = _linked("language", code)
	for row in doc.variants:
		if row.text_language == language:
			row.text = text
			return
	doc.append("variants", {"text_language": language, "text": text})


def _yes(value: str) -> int:
	if value.lower() in (*_YES, *_NO):
		return int(value.lower() in _YES)
	raise LineRefused(_("Enabled: write 1 or 0, not {0}.").format(value[:60]))


def _scope(value: str) -> str:
	known = {word.lower(): scope for scope in ("Everyone", "Page", "Person") for word in (scope, _(scope))}
	if value.lower() not in known:
		raise LineRefused(_("Scope: write Everyone, Page or Person, not {0}.").format(value[:60]))
	return known[value.lower()]


def _linked(column: str, value: str) -> str:
	"""The name of what a cell names: a page's id, a user's e-mail, a language's code."""
	doctype = {"page": "FB Page", "user": "User", "language": "Language"}[column]
	name = frappe.db.get_value(doctype, {"name": value})
	if not name:
		raise LineRefused(_("{0} {1} is not here.").format(_(doctype), value[:60]))
	return name


def _shape(doc: Any) -> tuple:
	"""What an import can change, to see whether it did."""
	plain = tuple(_cell(doc.get(fieldname)).strip() for fieldname in FIELDS.values())
	return (*plain, *((row.text_language, rows.as_written(row.text).strip()) for row in doc.variants))


def _file_problem(reason: str) -> str:
	return {
		"empty": _("The file is empty."),
		"binary": _("This is no CSV file in UTF-8: save it as CSV UTF-8 in your spreadsheet."),
		"long": _("The file is too large: at most 4 MB."),
		"rows": _("The file has too many lines: at most 5,000. The lines before were read."),
		"broken": _("A quotation mark is missing here; nothing from this line on was read."),
	}[reason]
