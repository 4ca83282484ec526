"""What the app relies on of any host's HTTP side, logins, files and background jobs. The bench is right."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator

import frappe
import pytest

from tests.app import probe
from tests.app.host_data import conversation
from tests.app.host_sessions import Session
from tests.app.hosts import AGENT, MANAGER, PAGE_ID, Host

JSON = {"Content-Type": "application/json"}


@pytest.fixture(autouse=True)
def _probe(host: Host) -> Iterator[None]:
	"""The probe's functions can be called as fb_care.host_probe.*."""
	sys.modules[probe.NAME] = probe
	probe.notes.clear()
	yield
	del sys.modules[probe.NAME]


def url(function: str) -> str:
	return f"/api/method/{probe.NAME}.{function}"


def message(host: Host, *args: object, **kwargs: object) -> object:
	answer = host.request(*args, **kwargs)  # type: ignore[arg-type]
	assert answer.status == 200, answer.text
	return answer.json()["message"]


def test_ping(host: Host) -> None:
	answer = host.request("GET", "/api/method/ping")
	assert (answer.status, answer.json()) == (200, {"message": "pong"})
	assert answer.headers["Content-Type"].startswith("application/json")


def test_where_arguments_come_from(host: Host) -> None:
	assert message(host, "GET", url("echo") + "?a=1&b=%C3%A9&_=9")["form"] == {"a": "1", "b": "é"}
	assert message(host, "POST", url("echo") + "?a=1", {"b": "2"})["form"] == {"a": "1", "b": "2"}
	body = json.dumps({"a": 1, "b": [2, {"c": None}]})
	assert message(host, "POST", url("echo") + "?q=1", body, JSON)["form"] == {"a": 1, "b": [2, {"c": None}]}
	assert message(host, "POST", url("echo"), "[1, 2]", JSON)["form"] == {"data": [1, 2]}
	assert message(host, "POST", url("echo"), "not json", {"Content-Type": "text/plain"})["form"] == {}
	assert message(host, "POST", url("echo"), "", JSON)["form"] == {}


def test_arguments_arrive_as_text(host: Host) -> None:
	"""With postponed annotations, as in all of the app, the host checks and converts nothing."""
	assert message(host, "GET", url("add") + "?a=4&b=5&unknown=1") == "45"
	assert message(host, "POST", url("add"), '{"a": 4, "b": 5}', JSON) == 9
	assert host.request("GET", url("add")).status == 500


@pytest.mark.parametrize(
	("body", "status"), [("{", 500), ("\xff", 500), ("3", 417), ('"x"', 417), ("null", 417)]
)
def test_a_json_body_that_is_no_object(host: Host, body: str, status: int) -> None:
	assert host.request("POST", url("echo"), body.encode("latin-1"), JSON).status == status


@pytest.mark.parametrize(
	("method", "function", "status"),
	[
		("GET", "members_only", 403),
		("GET", "not_whitelisted", 403),
		("GET", "post_only", 403),
		("PUT", "post_only", 403),
		("POST", "post_only", 200),
		("PUT", "echo", 200),
		("DELETE", "echo", 200),
		("HEAD", "echo", 403),
		("GET", "nowhere", 417),
		("GET", "fail?kind=throw", 417),
		("GET", "fail?kind=ValidationError", 417),
		("GET", "fail?kind=DoesNotExistError", 404),
		("GET", "fail?kind=PermissionError", 403),
		("GET", "fail?kind=AuthenticationError", 401),
		("GET", "fail?kind=DuplicateEntryError", 409),
		("GET", "fail?kind=UniqueValidationError", 417),
		("GET", "fail?kind=MandatoryError", 417),
		("GET", "fail?kind=ValueError", 500),
		("POST", "fail?kind=ValueError", 500),
		("GET", "status?code=503", 503),
	],
)
def test_statuses(host: Host, method: str, function: str, status: int) -> None:
	answer = host.request(method, url(function))
	assert answer.status == status, answer.text
	if status >= 400 and "fail?" in function:
		kind = function.partition("=")[2].replace("throw", "ValidationError")
		assert answer.json()["exc_type"] == kind


def test_other_paths(host: Host) -> None:
	assert host.request("GET", "/api/method/no_such_app.module.function").status == 417
	assert host.request("GET", "/api/nothing").status == 404
	assert host.request("PATCH", "/somewhere").status == 404
	assert host.request("GET", "/assets/../site_config.json").status in (400, 403, 404)


def test_thrown_messages_reach_the_caller(host: Host) -> None:
	answer = host.request("GET", url("fail") + "?kind=throw").json()
	assert "This is wrong" in json.loads(json.loads(answer["_server_messages"])[0])["message"]


def test_an_answer_of_its_own(host: Host) -> None:
	answer = host.request("GET", url("plain"))
	assert (answer.status, answer.body) == (200, b"12345")
	assert answer.headers["Content-Type"].startswith("text/plain")


def test_what_is_committed(host: Host) -> None:
	assert host.request("POST", url("write"), {"ad_id": "1"}).status == 200
	assert host.request("GET", url("write") + "?ad_id=2").status == 200
	assert host.request("POST", url("write"), {"ad_id": "3", "then": "fail"}).status == 417
	assert frappe.get_all("FB Ad", pluck="name") == ["1"]
	assert probe.notes == ["committed 1"]


def test_login_and_logout(host: Host) -> None:
	session = Session(host)
	assert session.request("POST", "/api/method/login", {"usr": AGENT, "pwd": "wrong"}).status == 401
	assert (
		session.request("POST", "/api/method/login", {"usr": "nobody@example.com", "pwd": "x"}).status == 401
	)
	assert session.request("GET", url("members_only")).status == 403
	answer = session.request("POST", "/api/method/login", {"usr": AGENT, "pwd": "demo"})
	assert (answer.status, answer.json()["message"]) == (200, "Logged In")
	assert session.request("GET", url("members_only")).json()["message"] == AGENT
	assert session.request("GET", "/api/method/frappe.auth.get_logged_user").json()["message"] == AGENT
	assert session.request("POST", "/api/method/logout").status == 200
	assert session.request("GET", url("members_only")).status == 403


def test_a_made_up_session_is_a_guest(host: Host) -> None:
	answer = host.request(
		"GET", url("echo"), headers={"Cookie": "sid=0123456789abcdef; user_id=Administrator"}
	)
	assert answer.json()["message"]["user"] == "Guest"


def test_csrf(host: Host) -> None:
	"""Once the desk has been loaded, a write needs its token."""
	session = host.login(AGENT)
	desk = session.request("GET", "/app").text
	token = re.search(r'csrf_token\s*=\s*"([^"]+)"|data-csrf-token="([^"]+)"', desk)
	assert token
	assert session.request("POST", url("echo"), {}).status == 400
	assert session.request("GET", url("echo")).status == 200
	wrong = session.request("POST", url("echo"), {}, {"X-Frappe-CSRF-Token": "wrong"})
	assert (wrong.status, wrong.json()["exc_type"]) == (400, "CSRFTokenError")
	assert session.request("POST", url("echo"), {"csrf_token": token[1] or token[2]}).status == 200
	session.csrf_token = token[1] or token[2]
	assert session.request("POST", url("echo"), {}).json()["message"]["user"] == AGENT


def test_private_files(host: Host) -> None:
	host.page()
	thread = conversation("1")
	values = {"doctype": "File", "content": b"bytes \x00\xff", "is_private": 1}
	attached = {"attached_to_doctype": "FB Conversation", "attached_to_name": thread.name}
	photo = frappe.get_doc({**values, **attached, "file_name": "photo.png"}).insert(ignore_permissions=True)
	loose = frappe.get_doc({**values, "file_name": "loose.txt", "content": b"nobody's"})
	loose.insert(ignore_permissions=True)
	page = frappe.get_doc({**values, **attached, "file_name": "page.html", "content": b"<script>"})
	page.insert(ignore_permissions=True)
	assert photo.file_url.startswith("/private/files/photo") and photo.get_content() == b"bytes \x00\xff"
	assert host.request("GET", photo.file_url).status == 403
	answer = host.request("GET", photo.file_url, user=AGENT)
	assert (answer.status, answer.body) == (200, b"bytes \x00\xff")
	assert answer.headers["Content-Type"] == "image/png"
	assert host.request("GET", loose.file_url, user=AGENT).status == 403
	assert host.request("GET", "/private/files/none.png", user=AGENT).status == 403
	assert (
		host.request("GET", page.file_url, user=AGENT).headers["Content-Disposition"].startswith("attachment")
	)
	frappe.permissions.add_user_permission("FB Page", host.page("77", page_name="Other").name, AGENT)
	assert host.request("GET", photo.file_url, user=AGENT).status == 403
	assert host.request("GET", photo.file_url, user=MANAGER).status == 200
	frappe.delete_doc("File", loose.name)


def test_files_with_the_same_name_stay_apart(host: Host) -> None:
	host.page()
	thread = conversation("1")
	urls = []
	for content in (b"one", b"two"):
		values = {"doctype": "File", "file_name": "same.png", "content": content, "is_private": 1}
		attached = {"attached_to_doctype": "FB Conversation", "attached_to_name": thread.name}
		urls.append(frappe.get_doc({**values, **attached}).insert(ignore_permissions=True).file_url)
	assert len(set(urls)) == 2
	assert [host.request("GET", one, user=AGENT).body for one in urls] == [b"one", b"two"]


def test_jobs_wait_for_the_commit(host: Host) -> None:
	frappe.enqueue(f"{probe.NAME}.job", ad_id="1", enqueue_after_commit=True)
	frappe.enqueue(f"{probe.NAME}.job", ad_id="2", queue="short", enqueue_after_commit=True)
	assert host.queued_jobs() == []
	frappe.db.rollback()
	frappe.db.commit()
	assert host.queued_jobs() == []
	frappe.enqueue(f"{probe.NAME}.job", ad_id="3", enqueue_after_commit=True)
	frappe.db.commit()
	assert host.queued_jobs() == [f"{probe.NAME}.job"]
	assert host.run_jobs() == 1
	assert frappe.get_all("FB Ad", pluck="name") == ["3"]


def test_jobs_run_as_whoever_asked_and_to_the_end(host: Host) -> None:
	with host.as_user(AGENT):
		frappe.enqueue(f"{probe.NAME}.chain", ad_id="1")
	assert host.run_jobs() == 2
	assert frappe.get_all("FB Ad", fields=["name", "title"]) == [{"name": "1", "title": AGENT}]
	assert frappe.session.user == "Administrator"


def test_a_failing_job_leaves_a_log_and_nothing_else(host: Host) -> None:
	frappe.enqueue(f"{probe.NAME}.job", ad_id="1", fail=True)
	assert host.run_jobs(fail_ok=True) == 1
	assert frappe.get_all("FB Ad") == []
	errors = frappe.get_all("Error Log", filters={"method": f"{probe.NAME}.job"}, fields=["error"])
	assert len(errors) == 1
	assert "The job about 1 fails" in errors[0].error
	frappe.enqueue(f"{probe.NAME}.job", ad_id="2", fail=True)
	with pytest.raises(AssertionError, match="The job about 2 fails"):
		host.run_jobs()


def test_now_means_now(host: Host) -> None:
	frappe.enqueue(probe.job, ad_id="1", now=True)
	assert frappe.get_all("FB Ad", pluck="name") == ["1"]
	assert host.queued_jobs() == []


def test_the_page_of_the_harness(host: Host) -> None:
	assert host.page().name == PAGE_ID
	assert host.page(page_name="Renamed").page_name == "Renamed"
