"""Tickets in the host's helpdesk: one interface (`base`), two hosts, one way in (`sync`)."""

from __future__ import annotations


def choose() -> tuple[str, str]:
	"""The DocType that tickets are made in and "", or "" and in words why none is made."""
	from fb_care.tickets.hosts import host_doctype

	return host_doctype()
