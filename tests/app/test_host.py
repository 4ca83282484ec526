"""What the app relies on of any host's database. Where the hosts differ, the bench is right.

Documents are in test_host_documents.py; HTTP, login, files and jobs in test_host_http.py.
"""

from __future__ import annotations

from typing import Any

import frappe
import pytest

from tests.app.host_data import contact, conversation, message
from tests.app.hosts import AGENT, PAGE_ID, Host


def test_a_language_that_was_left_behind_is_gone(host: Host) -> None:
	def said() -> str:
		method = "/api/method/fb_care.api.inbox.set_state"
		return host.request("POST", method, {"doctype": "x", "names": "[]", "state": "y"}, user=AGENT).told

	frappe.db.set_value("User", AGENT, "language", "fr")
	frappe.db.commit()
	assert said().startswith("Il n'y a pas d'état")
	host.reset()
	assert said().startswith("There is no state")


@pytest.fixture
def people(host: Host) -> None:
	"""Five contacts: 1 Ada, 2 ada (small), 3 no name (None), 4 an empty name, 5 Grace with a percent sign."""
	host.page()
	for psid, name in (("1", "Ada"), ("2", "ada"), ("3", None), ("4", ""), ("5", "Grace 5%")):
		doc = contact(psid, full_name=name, first_ms=int(psid) * 1000)
		frappe.db.set_value("FB Contact", doc.name, "full_name", name)
	frappe.db.commit()


def psids(filters: Any = None, **kwargs: Any) -> list[str]:
	kwargs.setdefault("order_by", "psid asc")
	return frappe.get_all("FB Contact", filters=filters, pluck="psid", **kwargs)


@pytest.mark.parametrize(
	("filters", "expected"),
	[
		({"psid": "3"}, "3"),
		({"psid": ["in", ["1", "5", "9"]]}, "15"),
		({"psid": ["in", []]}, ""),
		({"psid": ["not in", ["1", "5"]]}, "234"),
		({"psid": ["!=", "2"]}, "1345"),
		({"full_name": ["!=", "Grace 5%"]}, "1234"),
		({"full_name": ["not in", ["Grace 5%"]]}, "1234"),
		({"full_name": ["is", "set"]}, "125"),
		({"full_name": ["is", "not set"]}, "34"),
		({"full_name": ["like", "%AD%"]}, "12"),
		({"full_name": ["like", "Gr%"]}, "5"),
		({"full_name": ["not like", "%da%"]}, "345"),
		({"first_ms": [">", 3000]}, "45"),
		({"first_ms": [">=", 3000], "psid": ["<", "5"]}, "34"),
		([["first_ms", ">", 1000], ["first_ms", "<", 4000]], "23"),
		([["FB Contact", "psid", "=", "4"]], "4"),
		({"name": f"{PAGE_ID}-5"}, "5"),
	],
)
def test_filters(people: None, filters: Any, expected: str) -> None:
	assert "".join(psids(filters)) == expected


def test_list_shapes(people: None) -> None:
	assert psids(or_filters={"psid": "1", "full_name": ["like", "Grace%"]}) == ["1", "5"]
	assert psids(order_by="first_ms desc", limit=2) == ["5", "4"]
	assert psids(order_by="psid asc", limit_start=1, limit_page_length=2) == ["2", "3"]
	rows = frappe.get_all(
		"FB Contact", filters={"psid": "1"}, fields=["psid", "full_name as who", "first_ms"]
	)
	assert rows == [{"psid": "1", "who": "Ada", "first_ms": 1000}]
	assert rows[0].who == "Ada"
	assert [
		list(row)
		for row in frappe.get_all("FB Contact", filters={"psid": "1"}, fields=["psid"], as_list=True)
	] == [["1"]]
	counted = frappe.get_all(
		"FB Contact", fields=["page", "count(name) as n"], group_by="page", order_by="page"
	)
	assert counted == [{"page": PAGE_ID, "n": 5}]
	assert frappe.get_all("FB Contact", fields=["name"], limit=1)[0].keys() == {"name"}


def test_value_shapes(people: None) -> None:
	name = f"{PAGE_ID}-1"
	assert frappe.db.get_value("FB Contact", name, "full_name") == "Ada"
	assert frappe.db.get_value("FB Contact", name, ["psid", "full_name"]) == ("1", "Ada")
	assert frappe.db.get_value("FB Contact", {"psid": "1"}) == name
	assert frappe.db.get_value("FB Contact", {"psid": "1"}, "name") == name
	assert frappe.db.get_value("FB Contact", name, ["psid", "vip"], as_dict=True) == {"psid": "1", "vip": 0}
	assert frappe.db.get_value("FB Contact", "nobody", "psid") is None
	assert frappe.db.get_value("FB Contact", "nobody", ["psid", "vip"]) is None
	assert frappe.db.get_value("FB Contact", "nobody", ["psid", "vip"], as_dict=True) is None
	assert (
		frappe.db.get_value("FB Contact", {"full_name": ["is", "set"]}, "psid", order_by="psid desc") == "5"
	)
	assert frappe.db.get_value("FB Contact", name, "full_name", for_update=True) == "Ada"
	assert frappe.db.get_value("FB Contact", {"psid": ""}, "name") is None
	assert frappe.db.exists("FB Contact", name) == name
	assert frappe.db.exists("FB Contact", {"psid": "2"}) == f"{PAGE_ID}-2"
	assert frappe.db.exists("FB Contact", "nobody") is None
	assert frappe.db.count("FB Contact") == 5
	assert frappe.db.get_single_value("FB Care Settings", "enabled") == 1
	assert frappe.db.get_single_value("FB Care Settings", "app_id") == "4242"


def test_counting_and_single_values_speak_plain_sql(people: None) -> None:
	"""Unlike in lists, nothing but a value matches `!=`, and an empty text counts as set."""
	assert frappe.db.count("FB Contact", {"full_name": ["is", "set"]}) == 4
	assert frappe.db.count("FB Contact", {"full_name": ["is", "not set"]}) == 1
	assert frappe.db.count("FB Contact", {"full_name": ["!=", "Grace 5%"]}) == 3
	assert frappe.db.count("FB Contact", {"full_name": None}) == 1
	newest = frappe.db.get_value("FB Contact", {"full_name": ["!=", "x"]}, "psid", order_by="psid desc")
	assert newest == "5"
	frappe.db.delete("FB Contact", {"full_name": ["not in", ["Ada", "ada"]]})
	assert psids() == ["1", "2", "3"]


def test_set_value(people: None) -> None:
	name = f"{PAGE_ID}-1"
	before = frappe.db.get_value("FB Contact", name, "modified")
	frappe.db.set_value("FB Contact", name, {"notes": "Likes tea", "vip": 1}, update_modified=False)
	assert frappe.db.get_value("FB Contact", name, ["notes", "vip", "modified"]) == ("Likes tea", 1, before)
	frappe.db.set_value("FB Contact", name, "notes", None)
	assert frappe.db.get_value("FB Contact", name, "notes") is None
	assert frappe.db.get_value("FB Contact", name, "modified") > before
	frappe.db.set_value("FB Contact", {"psid": ["in", ["2", "3"]]}, "vip", 1)
	assert psids({"vip": 1}) == ["1", "2", "3"]


def test_large_numbers_keep_their_milliseconds(people: None) -> None:
	frappe.db.set_value("FB Contact", f"{PAGE_ID}-1", "last_ms", 1764000000123)
	assert frappe.db.get_value("FB Contact", f"{PAGE_ID}-1", "last_ms") == 1764000000123
	assert frappe.get_doc("FB Contact", f"{PAGE_ID}-1").last_ms == 1764000000123


def test_text_of_any_script_is_kept(people: None) -> None:
	text = "Здравствуйте 👋🏽 \U0001f9d1‍\U0001f91d‍\U0001f9d1 'quoted' \\ \"x\" <b>&amp; 100% {0} %s\nline"
	frappe.db.set_value("FB Contact", f"{PAGE_ID}-1", "full_name", text)
	frappe.db.commit()
	assert frappe.db.get_value("FB Contact", f"{PAGE_ID}-1", "full_name") == text
	assert psids({"full_name": text}) == ["1"]


def test_unique_keys(host: Host) -> None:
	host.page()
	thread = conversation("1")
	message("m_1", thread).insert(ignore_permissions=True)
	frappe.db.savepoint("twice")
	with pytest.raises(frappe.UniqueValidationError):
		message("m_1", thread).insert(ignore_permissions=True)
	frappe.db.rollback(save_point="twice")
	frappe.db.savepoint("again")
	with pytest.raises(frappe.DuplicateEntryError):
		frappe.get_doc({"doctype": "FB Page", "page_id": PAGE_ID, "page_name": "Again"}).insert()
	frappe.db.rollback(save_point="again")
	frappe.db.savepoint("format")
	with pytest.raises(frappe.DuplicateEntryError):
		contact("1")
	frappe.db.rollback(save_point="format")
	assert frappe.db.count("FB Message") == 1


def test_an_empty_unique_value_may_repeat(host: Host) -> None:
	"""Messages without a mid (referrals) must not collide."""
	host.page()
	thread = conversation("1")
	for _ in range(2):
		message(None, thread, kind="Referral").insert(ignore_permissions=True)
	assert frappe.db.count("FB Message", {"mid": ["is", "not set"]}) == 2


def test_savepoint_and_rollback(host: Host) -> None:
	host.page()
	contact("1")
	frappe.db.savepoint("half")
	contact("2")
	frappe.db.rollback(save_point="half")
	assert psids() == ["1"]
	frappe.db.savepoint("kept")
	contact("3")
	frappe.db.release_savepoint("kept")
	assert psids() == ["1", "3"]
	frappe.db.rollback()
	assert psids() == []


def test_after_commit_runs_once_in_order_and_rollback_forgets(host: Host) -> None:
	said: list[str] = []
	frappe.db.after_commit.add(lambda: said.append("first"))
	frappe.db.after_commit.add(lambda: said.append("second"))
	assert said == []
	frappe.db.commit()
	frappe.db.commit()
	assert said == ["first", "second"]
	frappe.db.after_commit.add(lambda: said.append("never"))
	frappe.db.after_rollback.add(lambda: said.append("rolled back"))
	frappe.db.rollback()
	frappe.db.commit()
	assert said == ["first", "second", "rolled back"]
