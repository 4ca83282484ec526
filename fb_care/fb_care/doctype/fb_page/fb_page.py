"""A Facebook page whose messages and comments come in here.

Facts about it (KEPT) are written by jobs with row updates, never by saving this document: a form that was
open meanwhile doesn't bring old ones back.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from fb_care import reasons
from fb_care.away import automatic_texts, form, keeping
from fb_care.figures import due, policies
from fb_care.inbound import rows

#: Meta's longest window after an ad is 7 days.
MOST_AD_HOURS = 168
#: What jobs and handlers write about a page, by who does.
KEPT = (
	*keeping.FACTS,
	*("very_responsive", "response_rate", "response_openings", "response_ms", "response_label"),
	*("figures_at", "figures_ms", "figures_due"),
	*("send_paused_until_ms", "send_paused_reason"),
	*("health", "health_reason", "health_checked_at", "blocked_until_fixed", "token_expires_at"),
	*("last_event_at", "last_event_ms", "lag_ms", "subscribed_fields", "profile_fields"),
)


class FBPage(Document):
	def before_insert(self) -> None:
		self.page_id = (self.page_id or "").strip()

	def validate(self) -> None:
		self._check_page_id()
		form.check_zone(self)
		form.check(self)
		form.before(self)
		self._keep_facts()
		self._check_token()
		self._check_badge()
		if int(self.ad_window_hours or 0) > MOST_AD_HOURS:
			frappe.throw(_("Hours to answer after an ad: {0} is the most.").format(MOST_AD_HOURS))
		if int(self.automatic_within_s or 0) < 0:
			frappe.throw(_("Automatic when sent within (seconds): must not be negative."))
		automatic_texts.check(self)
		self.ticket_reason = reasons.of_rules(self.message_tickets, self.comment_tickets)

	def on_update(self) -> None:
		form.after(self)
		if self.get_doc_before_save():  # another policy may hold
			due.mark(self.name)

	def _check_page_id(self) -> None:
		page_id = self.page_id or ""
		if not (page_id.isascii() and page_id.isdecimal() and page_id != "0"):
			frappe.throw(_("Page ID: must be the number of the page; Facebook shows it under About."))

	def _keep_facts(self) -> None:
		if not self.is_new():
			self.update(rows.get(self.doctype, {"name": self.name}, KEPT, lock=True) or {})

	def _check_badge(self) -> None:
		name = self.badge_policy
		if name and frappe.db.exists(policies.DOCTYPE, name) and not policies.of(name).foretells:
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
