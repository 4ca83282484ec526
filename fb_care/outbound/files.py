"""Files that agents attach to answers: which ones Facebook takes, and their bytes.

Checked when an answer is written, so that nothing half is sent; read again by the job that sends.
https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/saving-assets
"""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass

import filetype
import frappe
from frappe import _
from frappe.utils import escape_html

from fb_care.facebook import errors
from fb_care.facebook.constants import MAX_FILE_BYTES
from fb_care.outbound import problems
from fb_care.outbound.channel import Part
from fb_care.outbound.refusal import refuse

#: More than this in one answer is a mistake.
MOST = 10
#: What Messenger shows as what it is; everything else goes as a file to download.
_SHOWN = {
	"image/jpeg": "image",
	"image/png": "image",
	"image/gif": "image",
	"video/mp4": "video",
	"video/quicktime": "video",
	"audio/mpeg": "audio",
	"audio/mp4": "audio",
	"audio/x-wav": "audio",
	"audio/ogg": "audio",
	"audio/aac": "audio",
}
_HEAD = 8192


@dataclass(frozen=True)
class OutgoingFile:
	"""A file of this site that goes to Facebook; `kind` is Messenger's."""

	kind: str
	name: str
	url: str


def parts_of(names: Sequence[str], user: str) -> list[Part]:
	"""The files (names of File documents) as parts of an answer, in their order.

	Refuses the whole answer where one can't be sent: unknown, not for this user, empty, too large.
	"""
	if len(names) > MOST:
		refuse(problems.FILE, _("At most {0} files fit into one answer.").format(MOST))
	return [_part(name, user) for name in dict.fromkeys(names)]


def _part(name: str, user: str) -> Part:
	if not frappe.db.exists("File", name):
		refuse(
			problems.FILE, _("The file {0} is not here any more. Attach it again.").format(escape_html(name))
		)
	doc = frappe.get_doc("File", name)
	if not frappe.has_permission("File", "read", doc=doc, user=user):
		refuse(problems.FILE, _("You may not read the file {0}.").format(escape_html(doc.file_name or name)))
	content = _content(doc)
	shown = escape_html(doc.file_name or name)
	if not content:
		refuse(problems.FILE, _("The file {0} is empty or not on this site.").format(shown))
	if len(content) > MAX_FILE_BYTES:
		megabytes = MAX_FILE_BYTES // 1024 // 1024
		refuse(
			problems.FILE,
			_("The file {0} has more than {1} MB, which is the most that Facebook takes.").format(
				shown, megabytes
			),
		)
	title = doc.file_name or name
	return Part(file=name, file_url=doc.file_url, title=title, kind=_SHOWN.get(_mime(content, title), "file"))


def of_row(doctype: str, name: str) -> OutgoingFile | None:
	"""The file that a queued row sends, None for a text."""
	filters = {"parenttype": doctype, "parent": name, "parentfield": "attachments"}
	found = frappe.get_all("FB Attachment", filters=filters, fields=["kind", "title", "file"], limit=1)
	if not found or not found[0].file:
		return None
	return OutgoingFile(found[0].kind or "file", found[0].title or "file", found[0].file)


def read(file: OutgoingFile) -> tuple[bytes, str]:
	"""Its bytes and MIME type. Raises `BadMedia` where it is gone."""
	names = frappe.get_all("File", filters={"file_url": file.url}, pluck="name", limit=1)
	content = _content(frappe.get_doc("File", names[0])) if names else b""
	frappe.db.commit()  # the upload must not be waited for inside a transaction
	if not content:
		raise errors.BadMedia("the file is not on this site any more")
	return content, _mime(content, file.name)


def _content(doc: object) -> bytes:
	try:
		content = doc.get_content()
	except Exception:
		return b""
	return content.encode() if isinstance(content, str) else content or b""


def _mime(content: bytes, name: str) -> str:
	found = filetype.guess(content[:_HEAD])
	return found.mime if found else mimetypes.guess_type(name)[0] or "application/octet-stream"
