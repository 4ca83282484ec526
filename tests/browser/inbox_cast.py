"""Who and what is in the inbox of the browser tests: two pages, people, an ad, a post. All invented."""

from __future__ import annotations

import copy
from typing import Any

from tests.app.hosts import AGENT, PAGE_ID
from tests.fakebook import bodies

OTHER_PAGE = "100200300400999"
EVIL = '<img src=x onerror="document.title=1"><script>document.title=2</script>"\'>'
#: psid, first name, last name, what they write, in this order.
PEOPLE = (
	("24680135790001", "Nora", "Lindqvist", "Is the blue one still there?"),
	("24680135790002", "Ole", "Madsen", "When do you open on Saturday?"),
	("24680135790003", "Ana", "Lima", "The chain is broken again!"),
	("24680135790004", "Eva", "Brandt", "Thank you, see you tomorrow."),
)
WICKED = ("24680135790666", f"Mal {EVIL}", "", f"Look {EVIL}")
ELSEWHERE = ("24680135790777", "Zoe", "Hidden", "Only for the other page")
AD, AD_TITLE = "238500000000001", f"Spring sale {EVIL}"
POST = f"{PAGE_ID}_122100000000000501"
POST_TEXT = f"Winter service {EVIL}"
COMMENTER = ("7700000000001", "Eva Brandt")
COMMENT = "How long does it take?"
SAVED = ("Opening hours", "hours", "Hello {{ contact.first_name }}, we are open from 9 to 18.")


def fill(host: Any, facebook: Any) -> dict[str, Any]:
	"""Pages, people, what they wrote; the names of what tests ask for."""
	import frappe

	host.reset()
	_settings(host, facebook)
	for page, name in ((PAGE_ID, "Lakeside Bikes"), (OTHER_PAGE, "Hill Tools")):
		host.facebook_token = facebook.add_page(page, name).token
		host.page(page, page_name=name, private_reply_note="")
	_limit_agent()
	subscribe(facebook)
	facebook.add_post(POST, POST_TEXT)
	facebook.add_ad(AD, PAGE_ID, AD_TITLE, POST)
	for psid, first, last, words in (*PEOPLE, WICKED):
		facebook.add_person(PAGE_ID, psid, first, last)
		facebook.person_writes(PAGE_ID, psid, words)
	facebook.add_person(OTHER_PAGE, ELSEWHERE[0], ELSEWHERE[1], ELSEWHERE[2])
	facebook.person_writes(OTHER_PAGE, ELSEWHERE[0], ELSEWHERE[3])
	_from_an_ad(facebook)
	facebook.person_comments(POST, COMMENTER, COMMENT)
	facebook.person_comments(POST, ("7700000000002", f"Mal {EVIL}"), f"Nice {EVIL}")
	_saved_reply()
	frappe.db.commit()
	return {"page": PAGE_ID, "other_page": OTHER_PAGE, "elsewhere": f"{OTHER_PAGE}-{ELSEWHERE[0]}"}


def talk(psid: str) -> str:
	"""The name of a person's FB Conversation on the first page."""
	return f"{PAGE_ID}-{psid}"


def subscribe(facebook: Any) -> None:
	from fb_care.facebook.constants import SUBSCRIBED_FIELDS

	for page in facebook.world.pages.values():
		page.subscribed = list(SUBSCRIBED_FIELDS)


def _settings(host: Any, facebook: Any) -> None:
	import frappe

	settings = frappe.get_doc("FB Care Settings")
	settings.update({"graph_url": facebook.graph_url, "media_hosts": "127.0.0.1"})
	settings.save(ignore_permissions=True)
	host.fresh()


def _limit_agent() -> None:
	"""The agent works for the first page only; the manager sees both."""
	import frappe

	limit = {"doctype": "User Permission", "user": AGENT, "allow": "FB Page", "for_value": PAGE_ID}
	frappe.get_doc({**limit, "apply_to_all_doctypes": 1}).insert(ignore_permissions=True)
	frappe.db.commit()


def _from_an_ad(facebook: Any) -> None:
	"""Ole has come through an ad whose title is not to be trusted, with a file of an evil name."""
	psid = PEOPLE[1][0]
	referral = bodies.ad_referral(AD, AD_TITLE, POST)
	facebook.person_writes(PAGE_ID, psid, f"I saw this {EVIL}", referral=copy.deepcopy(referral))
	file = {"type": "file", "payload": {"url": facebook.media_url("a&lt;b&gt;<img src=x>.pdf")}}
	facebook.person_writes(PAGE_ID, psid, "", attachments=[file])


def _saved_reply() -> None:
	import frappe

	title, shortcut, text = SAVED
	values = {"doctype": "FB Saved Reply", "scope": "Everyone", "title": title, "shortcut": shortcut}
	frappe.get_doc({**values, "text": text}).insert(ignore_permissions=True)
