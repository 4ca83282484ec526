"""When and why a page was away. Kept by fb_care.away.periods."""

from __future__ import annotations

from functools import partial

import frappe
from frappe import _
from frappe.model.document import Document

from fb_care import clock
from fb_care.away import news


class FBAwayPeriod(Document):
	def on_trash(self) -> None:
		if frappe.db.get_value("FB Page", self.page, "away_period") == self.name:
			frappe.throw(_("This absence is not over. Switch the page back first."))

	def after_delete(self) -> None:
		"""It was none after all: the openings of that time count."""
		to_ms = self.end_ms or clock.now_ms()
		frappe.db.after_commit.add(partial(news.to_figures, self.page, self.start_ms, to_ms))


def on_doctype_update() -> None:
	"""Whether a page was away at some time is asked for each opening."""
	frappe.db.add_index("FB Away Period", ["page", "start_ms"])
