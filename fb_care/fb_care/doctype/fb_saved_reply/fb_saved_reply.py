"""A text that agents answer with. Checked strictly on saving, so that filling it in never fails."""

from __future__ import annotations

import hashlib
import re

import frappe
from frappe import _
from frappe.model.document import Document

from fb_care.inbound import rows
from fb_care.outbound.saved_replies import problems

SHORTCUT = re.compile(r"[A-Za-z0-9_-]{1,40}")
#: So many languages beside the first.
MAX_VARIANTS = 20
MAX_TITLE = 140


class FBSavedReply(Document):
	def before_validate(self) -> None:
		self._tidy()
		self._check_scope()
		self.title_key = self.key_of_title()
		self.shortcut_key = self._key("shortcut", self.shortcut, self.user or "")

	def validate(self) -> None:
		self._check_shortcut()
		self._check_unique()
		self._check_languages()
		self._check_texts()

	def key_of_title(self) -> str | None:
		"""The same for two replies that are the same by title and scope; one import updates the other."""
		person = (self.user or frappe.session.user) if self.scope == "Person" else ""
		return self._key("title", " ".join((self.title or "").split()), person)

	def _tidy(self) -> None:
		"""Text fields are shown as HTML by the desk: made harmless as everywhere in the app."""
		self.title = " ".join((self.title or "").split())
		self.folder = " ".join((self.folder or "").split())
		self.shortcut = (self.shortcut or "").strip().lstrip("/")
		for doc in (self, *self.variants):
			doc.text = (doc.text or "").replace("\r\n", "\n").strip()
			doc.update(rows.clean(doc.doctype, {"text": doc.text}))
		if len(self.title) > MAX_TITLE:
			frappe.throw(_("Title: at most {0} characters.").format(MAX_TITLE))
		self.update(rows.clean(self.doctype, {"title": self.title, "folder": self.folder}))

	def _check_scope(self) -> None:
		"""Only the one that the scope asks for is kept."""
		if self.scope != "Page":
			self.page = None
		elif not self.page:
			frappe.throw(_("Say for which page this reply is, or make it for everyone."))
		self.user = (self.user or frappe.session.user) if self.scope == "Person" else None

	def _key(self, kind: str, value: str | None, person: str) -> str | None:
		"""What must be unique: the value, however it is written, within the scope."""
		if not value:
			return None
		place = {"Page": self.page, "Person": person}.get(self.scope) or ""
		text = "\0".join((kind, self.scope or "", place, rows.as_written(value).casefold()))
		return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

	def _check_shortcut(self) -> None:
		if self.shortcut and not SHORTCUT.fullmatch(self.shortcut):
			frappe.throw(
				_("Shortcut {0}: only letters a to z, digits, - and _ may stand in it, at most 40.").format(
					frappe.bold(frappe.utils.escape_html(self.shortcut))
				)
			)

	def _check_unique(self) -> None:
		"""The unique columns hold it; this says so in words, to whoever may see the other reply anyway."""
		for fieldname, said in (("title_key", self._title_taken), ("shortcut_key", self._shortcut_taken)):
			if not self.get(fieldname):
				continue
			filters = {fieldname: self.get(fieldname), "name": ["!=", self.name or ""]}
			if other := frappe.db.get_value("FB Saved Reply", filters, "title"):
				frappe.throw(said(other), frappe.UniqueValidationError)

	def _title_taken(self, title: str) -> str:
		return _("There is a saved reply with the title {0} in this scope. Choose another title.").format(
			frappe.bold(frappe.utils.escape_html(title))
		)

	def _shortcut_taken(self, title: str) -> str:
		said = _("The shortcut {0} is taken by the saved reply {1} in this scope. Choose another one.")
		return said.format(frappe.bold(self.shortcut), frappe.bold(frappe.utils.escape_html(title)))

	def _check_languages(self) -> None:
		if len(self.variants) > MAX_VARIANTS:
			frappe.throw(_("At most {0} other languages.").format(MAX_VARIANTS))
		used = [self.text_language or ""]
		for row in self.variants:
			if row.text_language in used:
				message = _("Other languages, row {0}: there is a text in {1} already.")
				frappe.throw(message.format(row.idx, frappe.bold(row.text_language)))
			used.append(row.text_language)

	def _check_texts(self) -> None:
		said = self._problems(self.text, _("Text"))
		for row in self.variants:
			said += self._problems(row.text, _("Text in {0}").format(row.text_language))
		if said:
			frappe.throw("<br>".join(said), title=_("This text can't be used"))

	def _problems(self, text: str | None, label: str) -> list[str]:
		words = problems(rows.as_written(text))
		return [f"{frappe.utils.escape_html(label)}: {frappe.utils.escape_html(one)}" for one in words]
