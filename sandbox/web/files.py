"""Files over HTTP: private ones by the permission of what they hang on, public ones, and assets."""

from __future__ import annotations

import mimetypes
from pathlib import Path

import frappe
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.utils import safe_join
from werkzeug.wrappers import Request, Response

from sandbox.web import assets

DESK_ASSETS = Path(__file__).parent / "static"
#: Kinds of files that can carry scripts are handed over as downloads.
DOWNLOADS = (".svg", ".html", ".htm", ".xml")


def private(request: Request) -> Response:
	"""A private file, if one of the documents it is attached to can be read."""
	if frappe.session.user == "Guest":
		raise Forbidden("You don't have permission to access this file")
	names = frappe.get_all("File", filters={"file_url": request.path}, pluck="name")
	if not any(frappe.get_doc("File", name).is_downloadable() for name in names):
		raise Forbidden("You don't have permission to access this file")
	return send(frappe.get_site_path("private", "files"), request.path[len("/private/files/") :])


def public(request: Request) -> Response:
	"""A file of /files, /assets/fb_care, the desk's own style, or a bundle."""
	if request.path.startswith("/assets/inbox/"):
		return bundle(request.path.removeprefix("/assets/inbox/"))
	folders = {
		"/files/": frappe.get_site_path("public", "files"),
		"/assets/fb_care/": frappe.get_app_path("fb_care", "public"),
		"/assets/desk/": str(DESK_ASSETS),
	}
	for prefix, folder in folders.items():
		if request.path.startswith(prefix):
			return send(folder, request.path[len(prefix) :])
	raise NotFound


def bundle(name: str) -> Response:
	"""A bundle of the inbox by "stamp/file". The address changes with the content, so browsers keep it."""
	stamp, _, file = name.partition("/")
	if file not in assets.PRODUCTS:
		raise NotFound
	response = send(str(assets.OUT), file)
	if assets.is_built(assets.OUT, stamp):
		response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
	return response


def send(folder: str, name: str) -> Response:
	"""The file as an answer; NotFound outside the folder or without one."""
	path = safe_join(folder, name)
	if not path or not Path(path).is_file():
		raise NotFound
	response = Response(
		Path(path).read_bytes(), mimetype=mimetypes.guess_type(path)[0] or "application/octet-stream"
	)
	response.headers["X-Content-Type-Options"] = "nosniff"
	if Path(path).suffix.lower() in DOWNLOADS:
		response.headers.add("Content-Disposition", "attachment", filename=Path(path).name)
	return response
