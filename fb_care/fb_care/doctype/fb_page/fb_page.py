"""A Facebook page whose messages and comments come in here.

Facts about its health are written by fb_care.health with row updates, never by saving this document.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

import frappe
from frappe import _
from frappe.model.document import Document

from fb_care import reasons
from fb_care.figures import due, policies

#: Meta's longest window after an ad is 7 days.
MOST_AD_HOURS = 168


class FBPage(Document):
	def before_insert(self) -> None:
		self.page_id = (self.page_id or "").strip()

	def validate(self) -> None:
		self._check_page_id()
		self._check_time_zone()
		self._check_token()
		self._check_badge()
		if int(self.ad_window_hours or 0) > MOST_AD_HOURS:
			frappe.throw(_("Hours to answer after an ad: {0} is the most.").format(MOST_AD_HOURS))
		if int(self.automatic_within_s or 0) < 0:
			frappe.throw(_("Automatic when sent within (seconds): must not be negative."))
		self.ticket_reason = reasons.of_rules(self.message_tickets, self.comment_tickets)

	def on_update(self) -> None:
		"""Another policy may hold; and what the form still had of the figures may be older than they were."""
		if self.get_doc_before_save():
			due.mark(self.name)

	def _check_page_id(self) -> None:
		page_id = self.page_id or ""
		if not (page_id.isascii() and page_id.isdecimal() and page_id != "0"):
			frappe.throw(_("Page ID: must be the number of the page; Facebook shows it under About."))

	def _check_time_zone(self) -> None:
		self.time_zone = (self.time_zone or "").strip()
		if not self.time_zone:
			return
		try:
			ZoneInfo(self.time_zone)
		except (KeyError, ValueError, OSError):
			frappe.throw(
				_("Time zone: {0} is not one; write for example Europe/Paris.").format(
					frappe.bold(self.time_zone)
				)
			)

	def _check_badge(self) -> None:
		name = self.badge_policy
		if name and frappe.db.exists(policies.DOCTYPE, name) and not policies.foretells(policies.of(name)):
			words = _(
				"Badge by: {0} can't decide about the badge. What becomes of it must be foretold: choose a"
				" policy up to this moment, without a least number of openings."
			)
			frappe.throw(words.format(frappe.bold(name)))

	def _check_token(self) -> None:
		"""A new token makes what was known about the old one void."""
		token = self.access_token or ""
		if not token or set(token) == {"*"}:
			return
		self.access_token = token.strip()
		if len(self.access_token.split()) != 1:
			frappe.throw(_("Page access token: must not contain spaces or line breaks."))
		self.health = "Unknown"
		self.health_reason = _("The token is new and has not been checked yet.")
		self.health_checked_at = None
		self.token_expires_at = None
		for row in self.notices:
			if row.source in ("token", "subscription", "graph", "sending"):
				row.solved = 1
