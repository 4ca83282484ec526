"""The addresses of the desk and what answers each. No part of the app: it only shows documents."""

from __future__ import annotations

from urllib.parse import unquote

import frappe
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from sandbox.web import actions, events, forms, inbox, lists, pages, sessions, show


def respond(request: Request) -> Response:
	"""Answer a path outside /api, /assets and the files."""
	parts = [unquote(part) for part in request.path.strip("/").split("/")]
	if parts == ["login"]:
		return login(request)
	if frappe.session.user == "Guest":
		return redirect("/login", 303)
	if parts == ["logout"] and request.method == "POST":
		sessions.logout()
		return redirect("/login", 303)
	if parts in ([""], ["app"], ["app", "home"]):
		return redirect("/app", 303) if parts == [""] else lists.home()
	if parts[0] == "sandbox":
		return events.respond(request, parts[1:])
	if parts[:2] == ["app", "facebook-inbox"] and request.method != "POST":
		return inbox.page(request)
	if parts[0] == "app" and len(parts) in (2, 3):
		return document_page(request, parts)
	raise frappe.DoesNotExistError("There is no such page.")


def document_page(request: Request, parts: list[str]) -> Response:
	"""A list, a form, or a button of a form."""
	doctype = show.by_slug(parts[1])
	if not doctype:
		raise frappe.DoesNotExistError("There is no such page.")
	if len(parts) == 2 and not frappe.get_meta(doctype).issingle:
		return lists.listing(doctype, request.args.to_dict())
	name = parts[2] if len(parts) == 3 else doctype
	if request.method == "POST":
		return press(doctype, name, request)
	return forms.form(doctype, name, request.args.to_dict())


def press(doctype: str, name: str, request: Request) -> Response:
	"""What a button does; an answer that is refused comes back with what was typed."""
	form = frappe.local.form_dict
	try:
		actions.act(doctype, name, form)
	except frappe.ValidationError as error:
		if form.get("action") != "answer":
			raise
		frappe.db.rollback()
		draft = {"text": form.get("text") or "", "way": form.get("way") or "", "problem": str(error)}
		draft["insist"] = type(error).__name__ == "AnsweredMeanwhile"
		return forms.form(doctype, name, request.args.to_dict(), draft)
	return redirect(show.form_url(doctype, name), 303)


def login(request: Request) -> Response:
	"""The login page, and what its form sends."""
	if request.method != "POST":
		return (
			redirect("/app", 303) if frappe.session.user != "Guest" else pages.render("login.html", error="")
		)
	try:
		sessions.login(frappe.local.form_dict.get("usr"), frappe.local.form_dict.get("pwd"))
	except frappe.AuthenticationError as e:
		return pages.render("login.html", status=401, error=str(e))
	return redirect("/app", 303)
