"""Asking Facebook for a person's name and picture. Run by `jobs.fetch`.

Where Facebook gives no name, none is invented: the state is Refused with the reason, and the page-scoped id
stays what people see. A name typed by hand is never overwritten.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import frappe
from frappe import _

from fb_care.inbound import media
from fb_care.inbound.fetching import Final, Later, Work, ask
from fb_care.tickets import refresh

#: Field of FB Contact -> field of the profile.
_PLAIN = {
	"first_name": "first_name",
	"last_name": "last_name",
	"locale": "locale",
	"timezone_offset": "timezone",
	"gender": "gender",
}
#: Comment threads of one person that are told of the name.
_THREADS = 50


def _run(row: Any) -> None:
	"""Fetch and store one FB Contact's profile, and let tickets know the name."""
	profile = ask(row.page, lambda client: client.profile(row.psid), missing="Refused")
	name = profile.get("name") or " ".join(
		part for part in (profile.get("first_name"), profile.get("last_name")) if part
	)
	if not name:
		raise Final(
			"Refused", _("Facebook gives no name of this person (page-scoped ID {0}).").format(row.psid)
		)
	picture = None
	if profile.get("profile_pic"):
		with suppress(Final, Later):  # a name without a picture is worth keeping
			picture = media.get(str(profile["profile_pic"]), "image", f"{row.name}.jpg")
	_store(row, str(name), profile, picture)
	refresh_person(row.name)


def _store(row: Any, name: str, profile: dict[str, Any], picture: media.MediaFile | None) -> None:
	# First the conversation, as everybody who changes a person's thread does.
	frappe.db.get_value("FB Conversation", row.name, "name", for_update=True)
	contact = frappe.get_doc("FB Contact", row.name)
	contact.full_name = contact.full_name or name[:140]
	for field, source in _PLAIN.items():
		if profile.get(source) not in (None, ""):
			contact.set(field, str(profile[source])[:140])
	if picture:
		contact.picture = media.keep("FB Contact", row.name, picture)
	contact.update({"profile_state": "Known", "profile_reason": "", "profile_next_ms": 0})
	contact.save(ignore_permissions=True)
	frappe.db.commit()


def refresh_person(contact: str) -> None:
	"""Bring the person's name into the tickets of their threads. Commits."""
	refresh.now("FB Conversation", contact)
	filters = [["contact", "=", contact], ["ticket", "is", "set"]]
	names = frappe.get_all("FB Comment Thread", filters=filters, pluck="name", limit=_THREADS)
	frappe.db.commit()
	for name in names:
		refresh.now("FB Comment Thread", name)


PROFILES = Work(
	kind="profile",
	doctype="FB Contact",
	state="profile_state",
	reason="profile_reason",
	tries="profile_tries",
	next_ms="profile_next_ms",
	fields=("page", "psid"),
	run=_run,
)
