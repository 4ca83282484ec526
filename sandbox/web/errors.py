"""What an exception becomes over HTTP: Frappe's status for it, as JSON under /api and as a page elsewhere."""

from __future__ import annotations

import traceback

import frappe
from werkzeug.wrappers import Request, Response

from sandbox.web import pages, rpc

TITLES = {
	400: "This form is out of date",
	401: "Please log in",
	403: "Not permitted",
	404: "Not found",
	417: "That did not work",
}


def respond(request: Request, error: Exception) -> Response:
	"""The answer to a request that raised; a fault of ours is written to the Error Log and committed."""
	status = getattr(error, "http_status_code", 500)
	if status >= 500:
		traceback.print_exception(error)
		frappe.log_error(title=f"{request.method} {request.path}: {type(error).__name__}")
		frappe.db.commit()
	if request.path.startswith("/api/"):
		frappe.local.response["exc_type"] = type(error).__name__
		return rpc.envelope(status)
	title = TITLES.get(status, "The server failed")
	return pages.render("message.html", status=status, title=title, text=explain(status, error))


def explain(status: int, error: Exception) -> str:
	"""What people are told; the inside of a fault is none of their business."""
	if status >= 500:
		return "Something went wrong on our side. It is written down in the Error Log."
	return str(error) or "You can't do or see this."
