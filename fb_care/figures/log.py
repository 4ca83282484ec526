"""One conversation as `care.openings` asks about it, in the database. Each question reads one row or two.

Only messages that count are in it: what the customer wrote or pressed, and what somebody sent whose messages
count; never what still waits to be sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.query_builder.functions import Coalesce

from fb_care.care.openings import COUNTS, CUSTOMER, SILENCE_MS, Said
from fb_care.inbound.threads import WORDS

MESSAGE = "FB Message"
RESPONSE = "FB Response"
#: So many messages of a conversation are read at a time.
PAGE = 5000


@dataclass(frozen=True)
class ConversationLog:
	"""`counts`: a name of `COUNTS`. Implements `care.openings.Log`; keys are names of FB Message."""

	conversation: str
	counts: str

	def customer_at(self, at_ms: int) -> Said | None:
		return self._at(at_ms, incoming=True)

	def next_said(self, after_ms: int) -> Said | None:
		message, query = self._said()
		found = _first(query.where(message.sent_ms > after_ms).orderby(message.sent_ms))
		return self._first_of(found)

	def next_by_customer(self, after_ms: int) -> Said | None:
		message, query = self._said(customer=True)
		found = _first(query.where(message.sent_ms > after_ms).orderby(message.sent_ms))
		return self._first_of(found)

	def said_before(self, said: Said) -> Said | None:
		"""Only as far back as it can matter: what is older than the silence says the same as nothing.

		Without that bound MariaDB reads the conversation backwards from its end.
		"""
		message, query = self._said()
		same = self._ties(said)
		if same:
			return same
		query = query.where((message.sent_ms < said.at_ms) & (message.sent_ms > said.at_ms - SILENCE_MS))
		return _first(query.orderby(message.sent_ms, order=frappe.qb.desc))

	def customer_wrote_before(self, said: Said) -> bool:
		message, query = self._said(customer=True)
		earlier = _first(query.where(message.sent_ms < said.at_ms).orderby(message.sent_ms))
		return bool(earlier or self._ties(said))

	def answer_after(self, opening: Said, before: Said | None) -> Said | None:
		message, query = self._said(customer=False)
		query = query.where(message.sent_ms >= opening.at_ms)
		if before:
			query = query.where(message.sent_ms < before.at_ms)
		found = _first(query.orderby(message.sent_ms))
		return self._at(found.at_ms, incoming=False) if found else None

	def openings_at(self, at_ms: int) -> list[str]:
		response, query = self._openings()
		return [said.key for said in _all(query.where(response.opened_ms == at_ms))]

	def opening_before(self, at_ms: int) -> Said | None:
		response, query = self._openings()
		query = query.where(response.opened_ms < at_ms)
		return _first(query.orderby(response.opened_ms, order=frappe.qb.desc))

	def opening_after(self, at_ms: int) -> Said | None:
		response, query = self._openings()
		return _first(query.where(response.opened_ms > at_ms).orderby(response.opened_ms))

	def all(self) -> Iterator[Said]:
		"""The whole conversation in `order`, a few thousand at a time."""
		at_ms, seen = -1, frozenset[str]()
		while True:
			message, query = self._said()
			query = query.where(message.sent_ms >= at_ms).orderby(message.sent_ms)
			found = _all(query.orderby(message.direction).orderby(message.name).limit(PAGE + len(seen)))
			new = [said for said in found if said.key not in seen]
			yield from new
			if len(new) < PAGE:
				return
			at_ms = new[-1].at_ms
			seen = frozenset(said.key for said in found if said.at_ms == at_ms)

	def _first_of(self, found: Said | None) -> Said | None:
		"""Of several at the same moment the first one."""
		if found is None:
			return None
		return self._at(found.at_ms, incoming=True) or found

	def _at(self, at_ms: int, incoming: bool) -> Said | None:
		message, query = self._said(customer=incoming)
		return _first(query.where(message.sent_ms == at_ms).orderby(message.name))

	def _ties(self, said: Said) -> Said | None:
		"""What the customer said at the same moment before this."""
		message, query = self._said(customer=True)
		return _first(query.where((message.sent_ms == said.at_ms) & (message.name < said.key)))

	def _said(self, customer: bool | None = None) -> tuple[Any, Any]:
		"""Messages that count; of one side only where `customer` says so."""
		message = frappe.qb.DocType(MESSAGE)
		query = frappe.qb.from_(message).select(message.sent_ms, message.name, message.sender_kind)
		query = query.where((message.conversation == self.conversation) & message.kind.isin(WORDS))
		theirs = message.direction == "Incoming"
		ours = (message.direction == "Outgoing") & message.sender_kind.isin(sorted(COUNTS[self.counts]))
		ours = ours & Coalesce(message.send_state, "").isin(("", "Sent"))
		return message, query.where({True: theirs, False: ours, None: theirs | ours}[customer])

	def _openings(self) -> tuple[Any, Any]:
		response = frappe.qb.DocType(RESPONSE)
		query = frappe.qb.from_(response).select(response.opened_ms, response.opening)
		mine = (response.conversation == self.conversation) & (response.counts == self.counts)
		return response, query.where(mine)


def _first(query: Any) -> Said | None:
	found = _all(query.limit(1))
	return found[0] if found else None


def _all(query: Any) -> list[Said]:
	"""A customer's message is one by its direction: rows of old versions may lack the sender."""
	return [Said(row[0], row[1], (row[2] if len(row) > 2 else "") or CUSTOMER) for row in query.run()]
