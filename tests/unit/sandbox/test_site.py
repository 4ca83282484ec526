"""What only the sandbox has to get right by itself: its locks, its caches, its schedule, its sites."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import frappe
import pytest
from frappe import sandbox
from frappe.database import connection

from tests.unit.sandbox.conftest import in_thread


def _page(**fields: object) -> object:
	return frappe.get_doc({"doctype": "FB Page", "page_name": "Lakeside Bikes", "page_id": "100", **fields})


def _elsewhere(site: Path, function: Callable) -> object:
	"""Calls the function in another thread, with its own connection, and commits."""

	def run() -> object:
		frappe.init(site.name, sites_path=str(site.parent))
		frappe.connect()
		try:
			out = function()
			frappe.db.commit()
			return out
		finally:
			frappe.destroy()

	return in_thread(run)


def _settings_title(value: str) -> Callable:
	return lambda: frappe.db.set_single_value("System Settings", "language", value)


def test_whoever_writes_first_holds_the_lock(at_site, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(connection, "BUSY_SECONDS", 0.1)

	def both() -> None:
		frappe.db.get_value("System Settings", None, "language")
		_elsewhere(site, _settings_title("de"))
		frappe.db.get_value("FB Page", "100", for_update=True)
		with pytest.raises(frappe.QueryTimeoutError):
			_elsewhere(site, _settings_title("fr"))
		with pytest.raises(frappe.QueryTimeoutError):
			_elsewhere(site, lambda: frappe.qb.from_("FB Page").select("name").for_update().run())
		assert _elsewhere(site, lambda: frappe.db.count("FB Page")) == 0

	at_site(both)


def test_a_cached_document_is_read_anew_when_another_connection_commits(at_site, site: Path) -> None:
	def read_twice() -> None:
		frappe.get_cached_doc("System Settings")
		_elsewhere(site, _settings_title("pt"))
		assert frappe.get_cached_doc("System Settings").language == "pt"
		frappe.db.set_single_value("System Settings", "language", "es")
		assert frappe.get_cached_value("System Settings", "System Settings", "language") == "es"
		frappe.db.rollback()
		assert frappe.get_cached_doc("System Settings").language == "pt"

	at_site(read_twice)


def test_rolling_back_takes_away_rows_files_and_callbacks(at_site) -> None:
	def write() -> None:
		called: list[int] = []
		page = _page().insert()
		values = {"doctype": "File", "file_name": "note.txt", "content": "hello", "is_private": 1}
		file = frappe.get_doc(values).insert()
		assert Path(file.get_full_path()).read_text() == "hello"
		frappe.db.after_commit.add(lambda: called.append(1))
		frappe.db.rollback()
		frappe.db.commit()
		assert not frappe.db.exists("FB Page", page.name)
		assert not Path(file.get_full_path()).exists()
		assert called == []

	at_site(write)


def test_a_file_never_leads_out_of_its_folder(at_site) -> None:
	values = {"doctype": "File", "file_name": "x", "file_url": "/private/files/../../site_config.json"}
	with pytest.raises(frappe.ValidationError, match="Cannot access"):
		at_site(lambda: frappe.get_doc(values).insert())


def test_columns_refuse_what_a_real_database_refuses(at_site) -> None:
	def too_long() -> None:
		_page().insert()
		frappe.db.set_value("FB Page", "100", "page_name", "x" * 141)

	with pytest.raises(sqlite3.DataError):
		at_site(too_long)
	with pytest.raises(sqlite3.DataError):
		at_site(lambda: (_page().insert(), frappe.db.set_value("FB Page", "100", "enabled", "yes")))


#: The jobs of each minute.
MINUTE = ["sweep", "away", "windows"]


@pytest.mark.parametrize(
	("moment", "due"),
	[
		(datetime(2026, 11, 22, 0, 0), [*MINUTE, "figures", "health", "retention", "labels"]),
		(datetime(2026, 11, 22, 5, 0), [*MINUTE, "figures", "health"]),
		(datetime(2026, 11, 22, 5, 7), MINUTE),
	],
)
def test_the_schedule_is_followed(at_site, moment: datetime, due: list[str]) -> None:
	names = [f"fb_care.jobs.scheduled.fb_care_{name}" for name in due]

	def tick() -> None:
		assert sandbox.tick(moment) == names
		sandbox.tick(moment)
		assert sandbox.queued_jobs() == names, "what still waits is not queued again"
		sandbox.drop_jobs()
		assert sandbox.queued_jobs() == []

	at_site(tick)


def test_a_site_without_a_helpdesk_has_no_issue_and_is_not_made_twice(tmp_path: Path) -> None:
	folder = tmp_path / "bare.localhost"
	in_thread(lambda: sandbox.make_site(str(folder), helpdesk=""))
	in_thread(lambda: sandbox.migrate_site(str(folder)))
	assert _elsewhere(folder, lambda: frappe.db.exists("DocType", "Issue")) is None
	assert _elsewhere(folder, frappe.get_installed_apps) == ["frappe", "fb_care"]
	with pytest.raises(FileExistsError):
		in_thread(lambda: sandbox.make_site(str(folder)))
	with pytest.raises(ValueError, match="HD Ticket"):
		in_thread(lambda: sandbox.make_site(str(tmp_path / "b"), helpdesk="HD Ticket"))
