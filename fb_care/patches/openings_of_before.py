"""Openings and answers of the messages that were here before figures were kept."""

from __future__ import annotations

import frappe
from frappe.query_builder.functions import Coalesce

from fb_care import clock, install
from fb_care.figures.standing import CONVERSATION, PUT_AWAY
from fb_care.jobs import figures

SETTINGS = "FB Care Settings"


def execute() -> None:
	"""In the background: it may be many. New messages are kept meanwhile, in whatever order."""
	install.make_response_policies()
	_note_put_away()
	_warn_of_windows()
	figures.request_rebuild()


def _note_put_away() -> None:
	"""All that is in a conversation that is put away was there before: whoever writes brings it back."""
	talk = frappe.qb.DocType(CONVERSATION)
	query = frappe.qb.update(talk).set(talk.dismissed_ms, clock.now_ms())
	query.where(talk.state.isin(PUT_AWAY) & (Coalesce(talk.dismissed_ms, 0) == 0)).run()


def _warn_of_windows() -> None:
	"""The host gives settings that are there already no value for a new field, and none means never."""
	if not frappe.db.get_single_value(SETTINGS, "window_warn_minutes"):
		default = frappe.get_meta(SETTINGS).get_field("window_warn_minutes").default
		frappe.db.set_single_value(SETTINGS, "window_warn_minutes", int(default))
