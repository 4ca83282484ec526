"""How rows are named that the app writes by itself."""

from __future__ import annotations

import frappe

from benchmarks.long_threads import message_name
from fb_care.inbound import rows
from tests.app.hosts import PAGE_ID, Host
from tests.app.inbox_data import T0


def message(mid: str, sent_ms: int) -> str:
	values = {"mid": mid, "conversation": f"{PAGE_ID}-1", "page": PAGE_ID, "sent_ms": sent_ms}
	return rows.insert("FB Message", values)


def test_messages_lie_in_the_order_of_time(host: Host) -> None:
	host.page()
	names = [message(f"m{number}", T0 + number % 3) for number in range(30)]
	assert len(set(names)) == 30
	times = frappe.get_all("FB Message", pluck="sent_ms", order_by="name asc")
	assert times == sorted(times)


def test_the_benchmarks_name_them_alike() -> None:
	name = rows.name_of("FB Message", {"sent_ms": T0})
	made = message_name("1-2", T0)
	assert (made[:11], len(made)) == (name[:11], len(name))


def test_what_is_part_of_no_thread_is_named_at_random() -> None:
	names = {rows.name_of("FB Response", {"sent_ms": T0}) for _ in range(50)}
	assert len({name[:4] for name in names}) > 40 and {len(name) for name in names} == {16}
