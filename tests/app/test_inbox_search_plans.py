"""What a search finds by the index doesn't depend on how MariaDB goes about it."""

from __future__ import annotations

import frappe
import pytest

from fb_care.inbox import full_text, listing, reach, words
from fb_care.inbox.filters import Filters
from fb_care.inbox.search_query import Said
from tests.app.hosts import AGENT, Host
from tests.app.inbox_data import T0, said, talk
from tests.app.inbox_thread_data import COMMENTS, TALK
from tests.app.operating_data import OTHER_PAGE, PAGE, thread

TEXT = "What price is it?"


@pytest.mark.parametrize("kind", ["Message", "Comment"])
def test_each_thread_in_which_a_word_was_said(host: Host, kind: str) -> None:
	"""Of few threads it may look the words up once for each (FirstMatch), and then finds them in one only."""
	host.page(PAGE)
	names = []
	for number in range(40):
		if kind == "Message":
			names.append(talk(f"73{number:02}", T0 + number))
			said(names[-1], T0, text=TEXT)
		else:
			names.append(thread(root=f"1_{number}", last_ms=T0 + number))
			frappe.db.set_value("FB Comment", {"thread": names[-1]}, "text", TEXT)
	frappe.db.commit()
	sought = words.parse("price")
	wanted = Filters(tab="Archived", kinds=(kind,), pages=(PAGE, OTHER_PAGE, "3"))
	how, values = [Said(full_text.form(sought))], full_text.values(sought)
	for number, name in enumerate(names[:8], start=1):
		frappe.db.set_value(TALK if kind == "Message" else COMMENTS, name, "state", "Archived")
		frappe.db.commit()
		found = listing.select(reach.of(AGENT, wanted), wanted, AGENT, None, 10, how, **values)
		assert [place.name for place in found] == names[:number][::-1]
