"""How answers are counted: a published formula.

Those that come with the app stay as they are, so that their names mean the same everywhere; a copy can be
changed. Each change dates the record and stands in its version history.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt

from fb_care import clock
from fb_care.figures import due, policies
from fb_care.jobs import figures as jobs
from fb_care.times import site_datetime

#: Longer than any window that makes sense; the figures stay quick with it.
MOST_DAYS = 366
MOST_MINUTES = 7 * 24 * 60


class FBResponsePolicy(Document):
	def validate(self) -> None:
		self._keep_standard()
		self._check_numbers()
		self._check_labels()
		self._check_badges()
		self._set_date()

	def on_update(self) -> None:
		"""Another way of counting needs rows of its own; the pages' figures are other ones now."""
		before = self.get_doc_before_save()
		if (not before or before.counts != self.counts) and self._needs_rows():
			jobs.request_rebuild(self.counts)
		due.mark(*policies.pages_of(self.name))

	def on_trash(self) -> None:
		if self.standard:
			frappe.throw(_("{0} comes with the app and can't be deleted.").format(frappe.bold(self.name)))

	def _needs_rows(self) -> bool:
		"""Whether no other policy counts this way, so that there may be no rows yet."""
		if self.counts == policies.ALWAYS:
			return False
		others = {"counts": self.counts, "name": ["!=", self.name]}
		return not frappe.db.exists(self.doctype, others)

	def _keep_standard(self) -> None:
		if self.is_new():
			# Only the app itself makes such ones, past permissions; over the API nobody does.
			self.standard = int(bool(self.standard and self.flags.ignore_permissions))
			return
		self.rebuild_after = frappe.db.get_value(self.doctype, self.name, "rebuild_after")
		self.standard = int(frappe.db.get_value(self.doctype, self.name, "standard") or 0)
		if self.standard:
			words = _("{0} comes with the app and can't be changed. Copy it, and change the copy.")
			frappe.throw(words.format(frappe.bold(self.name)))

	def _check_numbers(self) -> None:
		if not 1 <= cint(self.window_days) <= MOST_DAYS:
			frappe.throw(_("Days: must be 1 to {0}.").format(MOST_DAYS))
		for fieldname in ("rate_percent", "trim_percent"):
			if not 1 <= cint(self.get(fieldname)) <= 100:
				label = _(self.meta.get_label(fieldname))
				frappe.throw(_("{0}: must be 1 to 100.").format(label))
		if not 0 < flt(self.time_minutes) <= MOST_MINUTES:
			words = _("Response time (minutes): must be more than 0, and {0} at most.")
			frappe.throw(words.format(MOST_MINUTES))
		if cint(self.least_openings) < 0:
			frappe.throw(_("At least so many openings: must not be negative."))

	def _check_labels(self) -> None:
		minutes = [cint(self.get(fieldname)) for fieldname in policies.LABELS]
		if minutes[0] < 1:
			frappe.throw(_("Within minutes: must be 1 minute or more."))
		if minutes != sorted(set(minutes)):
			frappe.throw(
				_("What people are told: each time must be longer than the one before, minutes to a day.")
			)

	def _check_badges(self) -> None:
		pages = [] if self.is_new() else policies.badge_pages_of(self.name)
		if pages and not policies.from_record(self).foretells:
			words = _(
				"{0} goes by this for its badge, which needs a window up to this moment and no least number."
			)
			frappe.throw(words.format(frappe.bold(policies.page_names(pages))))

	def _set_date(self) -> None:
		fields = ["valid_from", *policies.FORMULA]
		before = None if self.is_new() else frappe.db.get_value(self.doctype, self.name, fields, as_dict=True)
		if before and all(self._same(before, fieldname) for fieldname in policies.FORMULA):
			self.valid_from = before.valid_from
		else:
			self.valid_from = site_datetime(clock.now_ms()).date()

	def _same(self, before: frappe._dict, fieldname: str) -> bool:
		mine, known = self.get(fieldname), before[fieldname]
		if isinstance(known, str):
			return (mine or "") == known
		return flt(mine) == flt(known)
