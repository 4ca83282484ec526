"""Settings of the Meta app, the helpdesk, media and retention.

The form of one admin; code reads it through fb_care.settings.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import frappe
from frappe import _
from frappe.model.document import Document

from fb_care import install

SHORTEST_WORD = 8
VERSION = re.compile(r"v\d{1,3}\.\d{1,2}")
HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
#: Where each number must lie: (field, least, most).
LIMITS = (
	("new_ticket_after_days", 0, 3650),
	("max_media_mb", 0, 100),
	("keep_events_days", 1, 3650),
	("silent_page_hours", 0, 8760),
)


class FBCareSettings(Document):
	def validate(self) -> None:
		self._check_app_id()
		self._check_graph()
		self._check_words()
		self._check_media_hosts()
		self._check_numbers()
		self._check_ticket_types()

	def on_update(self) -> None:
		install.refresh_ticket_reasons()

	def _check_app_id(self) -> None:
		self.app_id = (self.app_id or "").strip()
		if self.app_id and not self.app_id.isdecimal():
			frappe.throw(_("App ID: Meta's app ids are numbers; copy it from the app's dashboard."))

	def _check_graph(self) -> None:
		self.graph_url = (self.graph_url or "https://graph.facebook.com").strip().rstrip("/")
		parts = urlsplit(self.graph_url)
		plain = parts.hostname and not (parts.username or parts.password or parts.query or parts.fragment)
		if parts.scheme not in ("https", "http") or not plain or parts.path:
			frappe.throw(_("Graph API address: must look like https://graph.facebook.com"))
		if parts.scheme == "http" and not frappe.conf.get("fb_care_allow_insecure_graph"):
			frappe.throw(_("Graph API address: must begin with https, as tokens travel over it."))
		self.graph_version = (self.graph_version or "").strip()
		if not VERSION.fullmatch(self.graph_version):
			frappe.throw(_("Graph API version: must look like v26.0"))

	def _check_words(self) -> None:
		"""The verify token and the secrets, as far as they were typed anew (stored ones come as stars)."""
		words = [(_("Verify token"), self.verify_token)]
		words += [(_("App secret in row {0}").format(row.idx), row.secret) for row in self.app_secrets]
		for label, word in words:
			if not word or set(word) == {"*"}:
				continue
			if word != word.strip() or len(word.split()) != 1:
				frappe.throw(_("{0}: must not contain spaces or line breaks.").format(label))
			if len(word) < SHORTEST_WORD:
				frappe.throw(_("{0}: must have at least {1} characters.").format(label, SHORTEST_WORD))

	def _check_media_hosts(self) -> None:
		names = [name.strip().lower() for name in re.split(r"[,\s]+", self.media_hosts or "") if name.strip()]
		for name in names:
			if not HOST_NAME.fullmatch(name):
				frappe.throw(
					_("Hosts media may come from: {0} is not a host name.").format(frappe.bold(name))
				)
		self.media_hosts = ",".join(names)

	def _check_numbers(self) -> None:
		for fieldname, least, most in LIMITS:
			value = int(self.get(fieldname) or 0)
			if not least <= value <= most:
				label = _(self.meta.get_label(fieldname))
				frappe.throw(_("{0}: must be between {1} and {2}.").format(label, least, most))

	def _check_ticket_types(self) -> None:
		for fieldname, doctype in (("issue_type", "Issue Type"), ("hd_ticket_type", "HD Ticket Type")):
			name = self.get(fieldname)
			if not name or not frappe.db.exists("DocType", doctype):
				continue
			if not frappe.db.exists(doctype, name):
				frappe.throw(_("{0} {1} does not exist.").format(_(doctype), frappe.bold(name)))
