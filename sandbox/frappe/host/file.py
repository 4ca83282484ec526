"""File: content on the disk of the site, private or public; who may read its document may read it."""

from __future__ import annotations

import hashlib
import mimetypes
import os
from typing import Any
from urllib.parse import quote, unquote

import frappe
from frappe.model.document import Document
from frappe.utils import cint

_REMOTE = ("http://", "https://")
MAX_BYTES = 25 * 1024 * 1024


class File(Document):
	def __init__(self, *args: Any, **kwargs: Any) -> None:
		super().__init__(*args, **kwargs)
		self.__dict__["content"] = self.get("content") or b""

	@property
	def is_remote_file(self) -> bool:
		return self.file_url.startswith(_REMOTE) if self.file_url else not self.content

	def autoname(self) -> None:
		if self.is_folder:
			self.name = f"{self.folder}/{self.file_name}" if self.folder else self.file_name
		else:
			self.name = frappe.generate_hash(length=10)

	def before_insert(self) -> None:
		if not self.folder:
			self.folder = "Home/Attachments" if self.attached_to_doctype else "Home"
		if self.file_url:
			self.is_private = cint(self.file_url.startswith("/private"))
		if not (self.file_name or self.file_url):
			frappe.throw("Fields `file_name` or `file_url` must be set for File", frappe.MandatoryError)
		self.file_name = (self.file_name or self.file_url.split("/")[-1]).replace("/", "")
		guessed = mimetypes.guess_extension(mimetypes.guess_type(self.file_name)[0] or "")
		self.file_type = guessed.lstrip(".").upper() if guessed else None
		if not (self.is_folder or self.is_remote_file):
			self._save_content()

	def _save_content(self) -> None:
		if not self.content:
			self.content = self.get_content()
		data = self.content.encode() if isinstance(self.content, str) else self.content
		if len(data) > MAX_BYTES:
			frappe.throw(f"File size exceeded the maximum allowed size of {MAX_BYTES / 1048576} MB")
		self.is_private, self.file_size = cint(self.is_private), len(data)
		self.content_hash = hashlib.md5(data, usedforsecurity=False).hexdigest()
		same = {"content_hash": self.content_hash, "is_private": self.is_private}
		if (url := frappe.db.get_value("File", same, "file_url")) and os.path.exists(_path(url)):
			self.file_url = url
			return
		folder = "/private/files/" if self.is_private else "/files/"
		if os.path.exists(_path(folder + self.file_name)):
			stem, extension = os.path.splitext(self.file_name)
			self.file_name = f"{stem}{self.content_hash[-6:]}{extension}"
		self.file_url = folder + self.file_name
		with open(_path(self.file_url), "wb") as file:
			file.write(data)
		frappe.db.after_rollback.add(self._delete_content)

	def validate(self) -> None:
		if self.is_folder:
			return
		self.file_url = unquote(self.file_url or "")
		if self.attached_to_doctype and not self.attached_to_name:
			frappe.throw("Attached To Name must be a string or an integer")
		if self.is_remote_file and self.file_url:
			return
		if self.file_url and not self.file_url.startswith(("/files/", "/private/files/")):
			frappe.throw("URL must start with http:// or https://", title="Invalid URL")
		if not self.file_url or not os.path.exists(_path(self.file_url)):
			frappe.throw(f"File {self.file_url} does not exist", OSError)

	def after_insert(self) -> None:
		if not self.is_folder:
			link = f"<a href='{quote(self.file_url or '', safe='/:')}' target='_blank'>{self.file_name}</a>"
			lock = ' <i class="fa fa-lock text-warning"></i>' if self.is_private else ""
			self._tell("Attachment", f"Added {link}{lock}")

	def on_trash(self) -> None:
		if self.content_hash and not frappe.db.exists(
			"File", {"content_hash": self.content_hash, "name": ("!=", self.name)}
		):
			self._delete_content()
		if not self.is_folder:
			self._tell("Attachment Removed", f"Removed {self.file_name}")

	def _delete_content(self) -> None:
		if self.file_url and not self.is_remote_file and os.path.exists(_path(self.file_url)):
			os.remove(_path(self.file_url))

	def _tell(self, comment_type: str, text: str) -> None:
		if self.attached_to_doctype and frappe.db.exists(self.attached_to_doctype, self.attached_to_name):
			frappe.get_doc(self.attached_to_doctype, self.attached_to_name).add_comment(comment_type, text)

	def get_content(self) -> bytes | str:
		"""What is in the file; text as str, as on a real site."""
		if self.content:
			return self.content
		with open(self.get_full_path(), "rb") as file:
			data = file.read()
		try:
			return data.decode()
		except UnicodeDecodeError:
			return data

	def get_full_path(self) -> str:
		return _path(self.file_url)

	def exists_on_disk(self) -> bool:
		return os.path.exists(self.get_full_path())

	def is_downloadable(self) -> bool:
		return has_permission(self, "read")


def _path(file_url: str) -> str:
	"""Where a file lies on the disk; never outside the site's two folders."""
	private = file_url.startswith("/private/files/")
	base = os.path.realpath(frappe.get_site_path("private" if private else "public", "files"))
	path = os.path.realpath(os.path.join(base, file_url.split("/files/", 1)[-1]))
	if not path.startswith(base + os.sep):
		frappe.throw(f"Cannot access file path {file_url}")
	return path


def has_permission(doc: File, ptype: str | None = None, user: str | None = None) -> bool:
	"""The owner, and whoever may read (or write) the document it is attached to; public ones anybody."""
	user = user or frappe.session.user
	if user == "Administrator" or (not doc.is_private and ptype in ("read", "select")):
		return True
	if ptype == "create":
		return bool(frappe.permissions.get_role_permissions("File", user)["create"])
	if user != "Guest" and doc.owner == user:
		return True
	if not (doc.attached_to_doctype and doc.attached_to_name):
		return False
	if not frappe.db.exists(doc.attached_to_doctype, doc.attached_to_name):
		return False
	holder = frappe.get_doc(doc.attached_to_doctype, doc.attached_to_name)
	return holder.has_permission("write" if ptype in ("write", "create", "delete") else "read", user=user)


def query_conditions(user: str | None = None) -> str:
	"""Lists show public files, one's own, and those attached to DocTypes one may read."""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	own = "`tabFile`.`owner` = '{}'".format(user.replace("'", "''"))
	if "Desk User" not in frappe.get_roles(user):
		return own
	from frappe.model.meta import site_descriptions

	readable = [
		name
		for name in site_descriptions()
		if not frappe.get_meta(name).istable and frappe.permissions.get_role_permissions(name, user)["read"]
	]
	names = ", ".join("'{}'".format(name.replace("'", "''")) for name in readable)
	return (
		f"`tabFile`.`is_private` = 0 OR (`tabFile`.`attached_to_doctype` IS NULL AND {own}) "
		f"OR `tabFile`.`attached_to_doctype` IN ({names})"
	)
