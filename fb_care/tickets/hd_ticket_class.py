"""HD Ticket as this app extends it: a reply from Helpdesk's agent screen to a person on Facebook goes there.

Named in hooks.py (override_doctype_class) and built when Frappe asks for it, on the class of the app that has
put itself in this place before, else on Helpdesk's own. Needs Helpdesk, so nothing else may import the class.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import frappe

from fb_care.tickets import composer

NAME = "FacebookHDTicket"
_HELPDESK = "helpdesk.helpdesk.doctype.hd_ticket.hd_ticket.HDTicket"


def __getattr__(name: str) -> type:
	if name != NAME:
		raise AttributeError(name)
	return _on(_base())


def _base() -> type:
	"""The class that HD Ticket has without this app."""
	chain = frappe.get_hooks("override_doctype_class", {}).get("HD Ticket", [])
	mine = f"{__name__}.{NAME}"
	earlier = chain[: chain.index(mine)] if mine in chain else []
	module, _dot, classname = (earlier[-1] if earlier else _HELPDESK).rpartition(".")
	return getattr(frappe.get_module(module), classname)


@cache
def _on(base: type) -> type:
	class Extended(base):
		@frappe.whitelist()
		def reply_via_agent(
			self,
			message: str,
			to: str | None = None,
			cc: str | None = None,
			bcc: str | None = None,
			attachments: list | str | None = None,
		) -> Any:
			"""As in Helpdesk; an answer on Facebook is queued, and no e-mail is made."""
			if composer.is_from_facebook(self.doctype, self.name):
				if composer.way(self.doctype, self.name, to, cc, bcc) == composer.FACEBOOK:
					composer.send(self.doctype, str(self.name), message, attachments)
					return None
			return super().reply_via_agent(message, to, cc, bcc, attachments or [])

	# Frappe keeps documents pickled: the class must be found under the name that hooks.py gives it.
	Extended.__name__ = Extended.__qualname__ = NAME
	return Extended
