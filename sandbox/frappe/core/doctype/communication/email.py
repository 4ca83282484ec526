"""`make`: what the desk's composer calls. There is no e-mail account, so sending one ends as it does then."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe.missing import missing, module_getattr
from frappe.utils import cint

__getattr__ = module_getattr("frappe.core.doctype.communication.email")


@frappe.whitelist()
def make(
	doctype: str | None = None,
	name: str | None = None,
	content: str | None = None,
	subject: str | None = None,
	sent_or_received: str = "Sent",
	sender: str | None = None,
	sender_full_name: str | None = None,
	recipients: Any = None,
	communication_medium: str = "Email",
	send_email: Any = False,
	attachments: Any = None,
	cc: Any = None,
	bcc: Any = None,
	communication_type: str | None = None,
	**kwargs: Any,
) -> dict[str, str]:
	"""Makes a Communication of a document; raises where it is to be sent by e-mail, as nothing can."""
	if doctype and name and not frappe.has_permission(doctype=doctype, ptype="email", doc=name):
		raise frappe.PermissionError(f"You are not allowed to send emails related to: {doctype} {name}")
	if unknown := [key for key, value in kwargs.items() if value and key not in _WITHOUT_EFFECT]:
		missing(f"email.make({', '.join(unknown)}=...)")
	user = frappe.db.get_value("User", frappe.session.user, ["full_name", "email"], as_dict=True)
	comm = frappe.get_doc(
		{
			"doctype": "Communication",
			"subject": subject,
			"content": content,
			"sender": sender or f"{user.full_name} <{user.email}>",
			"sender_full_name": sender_full_name,
			"recipients": _text(recipients),
			"cc": _text(cc) or None,
			"bcc": _text(bcc) or None,
			"communication_medium": communication_medium,
			"sent_or_received": sent_or_received,
			"reference_doctype": doctype,
			"reference_name": name,
			"has_attachment": 1 if attachments else 0,
			"communication_type": communication_type,
		}
	)
	comm.insert(ignore_permissions=True)
	if attachments and json.loads(attachments) if isinstance(attachments, str) else attachments:
		missing("email.make(attachments=...)")
	if cint(send_email):
		frappe.throw(
			"Unable to send mail because of a missing email account. Please setup default Email Account from "
			"Settings > Email Account",
			frappe.OutgoingEmailError,
		)
	return {"name": comm.name, "emails_not_sent_to": ""}


#: What the composer always sends along and what changes nothing where no e-mail goes out.
_WITHOUT_EFFECT = ("cmd", "send_me_a_copy", "read_receipt", "print_letterhead", "print_language", "now")


def _text(addresses: Any) -> Any:
	return ", ".join(addresses) if isinstance(addresses, list) else addresses
