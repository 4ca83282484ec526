"""User and Contact: names and addresses put together as the host does."""

from __future__ import annotations

from typing import Any

from frappe.model.document import Document


def _full_name(doc: Document) -> str:
	return " ".join(part for part in (doc.first_name, doc.get("middle_name"), doc.last_name) if part)


class User(Document):
	def autoname(self) -> None:
		self.email = (self.email or "").strip().lower()
		self.name = self.email

	def validate(self) -> None:
		self.full_name = _full_name(self)
		desk = any(row.role not in ("All", "Guest") for row in self.roles)
		if self.name not in ("Administrator", "Guest"):
			self.user_type = "System User" if desk else "Website User"

	def add_roles(self, *roles: str) -> None:
		"""Gives the user these roles, and saves."""
		held = {row.role for row in self.roles}
		for role in roles:
			if role not in held:
				self.append("roles", {"role": role})
		self.save()

	def remove_roles(self, *roles: str) -> None:
		"""Takes these roles from the user, and saves."""
		for row in [row for row in self.roles if row.role in roles]:
			self.remove(row)
		self.save()


class Contact(Document):
	def autoname(self) -> None:
		import frappe

		base = (
			" ".join(part for part in (self.first_name, self.last_name) if part) or self.email_id or "Contact"
		)
		if links := self.get("links"):
			base = f"{base}-{links[0].link_name.strip()}"
		self.name, number = base, 1
		while frappe.db.exists("Contact", self.name):
			self.name, number = f"{base}-{number}", number + 1

	def validate(self) -> None:
		self.full_name = _full_name(self)
		rows = self.get("email_ids")
		if rows and not any(row.is_primary for row in rows) and len(rows) == 1:
			rows[0].is_primary = 1
		if rows:
			self.email_id = next((row.email_id.strip() for row in rows if row.is_primary), "")
		for field in ("phone", "mobile_no"):
			chosen = [row.phone for row in self.get("phone_nos") or [] if row.get(f"is_primary_{field}")]
			self.set(field, chosen[0] if chosen else "")

	def add_email(self, email_id: str, is_primary: int = 0, autosave: bool = False) -> None:
		self.append("email_ids", {"email_id": email_id, "is_primary": is_primary})
		if autosave:
			self.save(ignore_permissions=True)

	def get_link_for(self, link_doctype: str) -> Any:
		"""The name that the contact is linked to, of this DocType."""
		return next((row.link_name for row in self.links if row.link_doctype == link_doctype), None)
