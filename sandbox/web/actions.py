"""The buttons of a form: each calls the same function of the app as the real desk's button does."""

from __future__ import annotations

from typing import Any

import frappe

STATES = ("Open", "Done", "Spam", "Archived")
THREADS = ("FB Conversation", "FB Comment Thread")
DECISIONS = {"again": "Send again", "it_was_sent": "It was sent", "discard": "Discard"}


def buttons(doc: Any) -> list[dict[str, str]]:
	"""What this user can do with the document: label, action and value of each button."""
	if doc.doctype in THREADS and doc.has_permission("write"):
		found = [
			{"label": state, "action": "state", "value": state} for state in STATES if state != doc.state
		]
		word = "Stop following up" if doc.follow_up else "Follow up"
		return [*found, {"label": word, "action": "follow_up", "value": "0" if doc.follow_up else "1"}]
	if doc.doctype == "FB Webhook Event" and doc.has_permission("read"):
		return [{"label": "Replay", "action": "replay", "value": "1"}]
	return []


def act(doctype: str, name: str, form: Any) -> None:
	"""Do what a button says. Raises PermissionError or ValidationError."""
	action, value = form.get("action"), form.get("value")
	if action == "replay" and doctype == "FB Webhook Event":
		frappe.get_attr("fb_care.api.events.replay")([name])
	elif action == "state" and doctype in THREADS:
		frappe.get_attr("fb_care.api.inbox.set_state")(doctype, name, value)
	elif action == "follow_up" and doctype in THREADS:
		frappe.get_attr("fb_care.api.inbox.set_follow_up")(doctype, name, value)
	elif action == "answer":
		send(doctype, name, form)
	elif action in DECISIONS:
		frappe.get_attr(f"fb_care.api.answers.{action}")(value, form.get("doctype"))
	else:
		raise frappe.ValidationError("There is no such button.")


def send(doctype: str, name: str, form: Any) -> None:
	"""Answer on Facebook as the desk's dialog does; `way` names the thread where there are several."""
	thread, _, thread_name = (form.get("way") or "").partition(":")
	text = (form.get("text") or "").replace("\r\n", "\n")
	place = (thread, thread_name) if thread in THREADS else (doctype, name)
	frappe.get_attr("fb_care.api.answers.send")(*place, text, confirm=form.get("confirm") or 0)


def answering(doc: Any) -> dict[str, Any] | None:
	"""What the app says about answering from this form; None where nobody can."""
	if doc.doctype not in (*THREADS, "Issue"):
		return None
	return frappe.get_attr("fb_care.api.ticket_answers.about")(doc.doctype, doc.name)
