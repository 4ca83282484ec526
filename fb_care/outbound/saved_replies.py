"""Finding saved replies for a conversation or comment thread, and filling one in. Called by the API.

Nothing here sends: what is filled in goes to an agent, who edits and sends it. The caller has checked that
the agent may read the conversation or thread; which replies they may use is asked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from fb_care.care import reply_ranking, reply_words, saved_replies
from fb_care.care.reply_ranking import Match, Reply
from fb_care.inbound import rows
from fb_care.outbound import languages, merge_fields
from fb_care.outbound.template_words import in_words, labels

DOCTYPE = "FB Saved Reply"
#: A preview in a list has so many characters.
PREVIEW = 160
MOST = 100


@dataclass(frozen=True)
class Stored:
	"""A saved reply that the agent may use here; `texts` by language, the first one first."""

	name: str
	title: str
	folder: str
	shortcut: str
	uses: int
	texts: dict[str, str]


def usable(page: str, name: str = "") -> list[Stored]:
	"""The enabled replies that the user may use on this page: everyone's, the page's and their own."""
	filters: dict[str, Any] = {"enabled": 1, **({"name": name} if name else {})}
	fields = ["name", "title", "folder", "shortcut", "text_language", "text", "scope", "page", "use_count"]
	found = frappe.get_list(DOCTYPE, filters=filters, fields=fields, limit_page_length=0)
	found = [row for row in found if row.scope != "Page" or row.page == page]
	others = _other_languages([row.name for row in found])
	return [_stored(row, others.get(row.name, [])) for row in found]


def search(of: merge_fields.About, query: str, limit: int) -> list[dict]:
	"""What the agent types, as rows to choose from."""
	replies = usable(of.page)
	matches = reply_ranking.search(query[:200], _as_ranked(replies), min(limit, MOST))
	return _shown(matches, replies, languages_of(of))


def suggest(of: merge_fields.About, limit: int) -> list[dict]:
	"""What fits the newest message or comment of the person, with the score; nothing where nothing fits."""
	replies = usable(of.page)
	matches = reply_ranking.suggest(newest_words(of), _as_ranked(replies), min(limit, MOST))
	scores = {match.name: match.score for match in matches}
	return [{**row, "score": scores[row["name"]]} for row in _shown(matches, replies, languages_of(of))]


def fill(name: str, of: merge_fields.About, language: str = "") -> dict[str, Any]:
	"""The text to edit with its files, and which values are missing or withheld, and why.

	Raises DoesNotExistError for a reply that is gone, not enabled or not for this page and agent.
	"""
	replies = usable(of.page, name)
	if not replies:
		message = _("This saved reply is gone, not enabled, or not for this page and you.")
		frappe.throw(message, frappe.DoesNotExistError)
	reply = replies[0]
	spoken = languages.choose([language, *languages_of(of)], list(reply.texts))
	template = saved_replies.parse(reply.texts[spoken])
	found = merge_fields.gather(template.fields(), of, spoken or reply_words.language(reply.texts[spoken]))
	names = labels()
	filled = saved_replies.fill(template, found.values, names)
	absent = [
		{
			"field": one,
			"label": names[one],
			"reason": found.reasons.get(one) or _("not known"),
			# What stands in the text for it: a gap to fill, or the template's own words.
			"gap": saved_replies.gap(names[one]) if one in filled.bare else "",
		}
		for one in (*filled.bare, *filled.defaulted)
	]
	return {
		"text": filled.text,
		"title": reply.title,
		"language": spoken,
		"languages": list(reply.texts),
		"files": files(reply.name),
		"missing": [row for row in absent if row["field"] not in found.withheld],
		"withheld": [row for row in absent if row["field"] in found.withheld],
	}


def folders() -> list[str]:
	"""The folders of the replies that the user may see."""
	filters = {"folder": ["is", "set"]}
	found = frappe.get_list(DOCTYPE, filters=filters, pluck="folder", limit_page_length=0)
	return sorted({rows.as_written(folder) for folder in found}, key=str.casefold)


def files(reply: str) -> list[dict[str, str]]:
	"""The files attached to a reply, in the order in which they were attached."""
	return frappe.get_all(
		"File",
		filters={"attached_to_doctype": DOCTYPE, "attached_to_name": reply, "is_folder": 0},
		fields=["name", "file_name", "file_size"],
		order_by="creation asc",
	)


def gaps_in(text: str) -> list[str]:
	"""The labels of the gaps that still stand in a text, as this user sees them: ask before it is sent."""
	return [label for label in labels().values() if saved_replies.gap(label) in text]


def newest_words(of: merge_fields.About) -> str:
	"""The newest message or comment of the person that has words; "" where there is none."""
	doctype, link = ("FB Comment", "thread") if of.public else ("FB Message", "conversation")
	filters = {link: of.name, "direction": "Incoming", "text": ["is", "set"]}
	found = frappe.get_all(doctype, filters=filters, pluck="text", order_by="sent_ms desc", limit=1)
	return rows.as_written(found[0]) if found else ""


def languages_of(of: merge_fields.About) -> list[str]:
	"""Languages to answer in, best first: as the person writes, as their profile says; "" where not known."""
	said = reply_words.language(newest_words(of))
	profile = frappe.db.get_value("FB Contact", of.contact, "locale") if of.contact else ""
	return [said, profile or ""]


def _stored(row: Any, others: Iterable[Any]) -> Stored:
	texts = {row.text_language or "": rows.as_written(row.text)}
	texts.update({other.text_language: rows.as_written(other.text) for other in others})
	title, folder = rows.as_written(row.title), rows.as_written(row.folder)
	return Stored(row.name, title, folder, row.shortcut or "", int(row.use_count or 0), texts)


def _other_languages(names: Sequence[str]) -> dict[str, list[Any]]:
	found: dict[str, list[Any]] = {}
	if names:
		for row in frappe.get_all(
			"FB Saved Reply Text",
			filters={"parenttype": DOCTYPE, "parent": ["in", names]},
			fields=["parent", "text_language", "text"],
			order_by="idx asc",
		):
			found.setdefault(row.parent, []).append(row)
	return found


def _as_ranked(replies: Iterable[Stored]) -> list[Reply]:
	return [
		Reply(one.name, one.title, tuple(one.texts.values()), one.folder, one.shortcut, one.uses)
		for one in replies
	]


def _shown(matches: Iterable[Match], replies: Iterable[Stored], wishes: Sequence[str]) -> list[dict]:
	by_name = {reply.name: reply for reply in replies}
	names = labels()
	return [_row(by_name[match.name], wishes, names) for match in matches]


def _row(reply: Stored, wishes: Sequence[str], names: dict[str, str]) -> dict:
	spoken = languages.choose(wishes, list(reply.texts))
	return {
		"name": reply.name,
		"title": reply.title,
		"folder": reply.folder,
		"shortcut": reply.shortcut,
		"language": spoken,
		"preview": preview(reply.texts[spoken], names),
	}


def preview(text: str, names: dict[str, str]) -> str:
	"""The beginning of a text with its fields as gaps, on one line."""
	try:
		text = saved_replies.fill(saved_replies.without_defaults(saved_replies.parse(text)), {}, names).text
	except saved_replies.TemplateError:
		pass
	words = " ".join(text.split())
	return words if len(words) <= PREVIEW else f"{words[: PREVIEW - 1]}…"


def sample(text: str) -> dict[str, Any]:
	"""What is wrong with a template, in words; else its text with a gap for each field, and these gaps."""
	if wrong := problems(text):
		return {"problems": wrong, "text": "", "gaps": []}
	template, names = saved_replies.parse(text), labels()
	gaps = [saved_replies.gap(names[field]) for field in template.fields()]
	# Defaults are not shown: a field is one gap in its place.
	bare = saved_replies.without_defaults(template)
	return {"problems": [], "text": saved_replies.fill(bare, {}, names).text, "gaps": gaps}


def problems(text: str) -> list[str]:
	"""What is wrong with a template, in words; [] for a good one."""
	try:
		saved_replies.parse(text)
	except saved_replies.TemplateError as refused:
		return [in_words(problem) for problem in refused.problems]
	return []
