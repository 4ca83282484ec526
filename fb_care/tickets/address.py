"""E-mail-shaped addresses for people who have none, because helpdesks ask for one. Called by `sync`.

They end in `.invalid` (RFC 2606), so that no mail server can ever deliver to them. Helpdesks show the part
before the @ where they know no contact, so that part is the person's name as far as ASCII can spell it.
Pure: never imports frappe.
"""

from __future__ import annotations

import re
import unicodedata

DOMAIN = "facebook.invalid"
#: Latin letters that don't fall apart into an ASCII letter and its accent.
_SPELLED = str.maketrans({"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th"})
_SPELLED.update(str.maketrans("đĐðÐøØłŁı", "dDdDoOlLi"))


def of_person(name: str, psid: str) -> str:
	"""The address of a person as one page sees them; the same for the same name and id."""
	short = re.sub(r"[^A-Za-z0-9]", "", psid)[-4:]
	fallback = f"Facebook-user-{short}" if short else "Somebody-on-Facebook"
	return _address(name, psid or "unknown", fallback)


def of_page(name: str, page_id: str) -> str:
	"""The address that stands for a page where it is the sender."""
	return _address(name, page_id, "Page")


def is_made_up(address: str) -> bool:
	"""True for an address made here."""
	return address.lower().endswith("." + DOMAIN)


def _address(name: str, label: str, fallback: str) -> str:
	spelled = unicodedata.normalize("NFKD", (name or "").translate(_SPELLED))
	ascii_name = spelled.encode("ascii", "ignore").decode()
	words = re.findall(r"[A-Za-z0-9]+", ascii_name)
	local = ".".join(words)[:60].rstrip(".") or fallback
	label = re.sub(r"[^a-z0-9-]", "", label.lower()).strip("-")[:60] or "unknown"
	return f"{local}@{label}.{DOMAIN}"
