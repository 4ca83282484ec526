"""Secrets of documents, encrypted in their own table, and the passwords of users, hashed."""

from __future__ import annotations

import frappe
from cryptography.fernet import Fernet
from frappe.missing import module_getattr
from werkzeug.security import check_password_hash, generate_password_hash

__getattr__ = module_getattr("frappe.utils.password")
_ROW = "doctype = ? AND name = ? AND fieldname = ?"


def _cipher() -> Fernet:
	return Fernet(frappe.local.conf.encryption_key)


def _store(doctype: str, name: str, fieldname: str, password: str, encrypted: int) -> None:
	frappe.db.execute(
		"INSERT OR REPLACE INTO __Auth (doctype, name, fieldname, password, encrypted) "
		"VALUES (?, ?, ?, ?, ?)",
		[doctype, name, fieldname, password, encrypted],
	)


def _stored(doctype: str, name: str, fieldname: str, encrypted: int) -> str | None:
	query = f"SELECT password FROM __Auth WHERE {_ROW} AND encrypted = ?"
	rows = frappe.db.execute(query, [doctype, name, fieldname, encrypted], pluck=True)
	return rows[0] if rows else None


def set_encrypted_password(doctype: str, name: str, pwd: str, fieldname: str = "password") -> None:
	_store(doctype, name, fieldname, _cipher().encrypt(pwd.encode()).decode(), 1)


def get_decrypted_password(
	doctype: str, name: str, fieldname: str = "password", raise_exception: bool = True
) -> str | None:
	"""The secret in the clear. Where there is none: AuthenticationError, or None if told so."""
	if stored := _stored(doctype, name, fieldname, 1):
		return _cipher().decrypt(stored.encode()).decode()
	if raise_exception:
		frappe.throw(f"Password not found for {doctype} {name} {fieldname}", frappe.AuthenticationError)
	return None


def remove_encrypted_password(doctype: str, name: str, fieldname: str = "password") -> None:
	frappe.db.execute(f"DELETE FROM __Auth WHERE {_ROW}", [doctype, name, fieldname])


def delete_all_passwords_for(doctype: str, name: str) -> None:
	frappe.db.execute("DELETE FROM __Auth WHERE doctype = ? AND name = ?", [doctype, name])


def update_password(
	user: str, pwd: str, doctype: str = "User", fieldname: str = "password", logout_all_sessions: bool = False
) -> None:
	"""Sets the password a user logs in with."""
	_store(doctype, user, fieldname, generate_password_hash(pwd, method="pbkdf2:sha256:1000"), 0)


def check_password(user: str, pwd: str, doctype: str = "User", fieldname: str = "password") -> str:
	"""The user, if the password is right; AuthenticationError otherwise."""
	hashed = _stored(doctype, user, fieldname, 0)
	if not hashed or not check_password_hash(hashed, pwd):
		raise frappe.AuthenticationError("Incorrect User or Password")
	return user
