"""Every answer the webhook can give, and that no row is left by what is not proven to be Facebook's."""

from __future__ import annotations

import hashlib
import json

import pytest

from tests.app.hosts import SECRET, VERIFY_TOKEN, WEBHOOK
from tests.app.payloads import delivery, message

HELLO = json.dumps(delivery(message("m_hello", "Hello"))).encode()
#: The host itself answers these before the app is asked.
HOST_SAYS_NO = {403, 405}


def rows() -> list:
	import frappe

	return frappe.get_all(
		"FB Webhook Event", fields=["name", "state", "body", "duplicates", "attempts"], order_by="received_ms"
	)


def settings(**values: object) -> None:
	import frappe

	doc = frappe.get_doc("FB Care Settings")
	doc.update(values)
	doc.save(ignore_permissions=True)
	frappe.db.commit()


def handshake(host, **args: str):
	query = "&".join(f"hub.{name}={value}" for name, value in args.items())
	return host.request("GET", f"{WEBHOOK}?{query}")


def test_handshake_gives_the_challenge_back(host) -> None:
	answer = handshake(host, mode="subscribe", verify_token=VERIFY_TOKEN, challenge="1158201444")
	assert answer.status == 200
	assert answer.text == "1158201444"
	assert answer.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
	"args",
	[
		{"mode": "subscribe", "verify_token": "wrong", "challenge": "1"},
		{"mode": "unsubscribe", "verify_token": VERIFY_TOKEN, "challenge": "1"},
		{"mode": "subscribe", "challenge": "1"},
		{},
	],
)
def test_handshake_is_refused(host, args: dict) -> None:
	assert handshake(host, **args).status == 403


def test_unset_verify_token_matches_nothing(host) -> None:
	settings(verify_token="")
	assert handshake(host, mode="subscribe", verify_token="", challenge="1").status == 403


def test_signed_delivery_is_kept_as_received(host) -> None:
	answer = host.deliver(HELLO)
	assert (answer.status, answer.text) == (200, "EVENT_RECEIVED")
	import frappe

	(row,) = frappe.get_all("FB Webhook Event", fields=["*"])
	assert row.state == "Received"
	assert row.body == HELLO.decode()
	assert row.body_hash == hashlib.sha256(HELLO).hexdigest()
	assert row.size == len(HELLO)
	assert row.received_at and row.received_ms and row.creation and row.owner
	assert (row.attempts, row.duplicates, row.docstatus, row.idx) == (0, 0, 0, 0)


def test_delivery_asks_once_for_the_drain(host) -> None:
	for number in range(3):
		host.deliver(delivery(message(f"m_{number}", "Hello")))
	assert host.queued_jobs().count("fb_care.inbound.process.drain") == 1
	host.run_jobs()
	assert {row.state for row in rows()} == {"Done"}


@pytest.mark.parametrize(
	"headers",
	[
		{},
		{"X-Hub-Signature-256": ""},
		{"X-Hub-Signature-256": "sha256="},
		{"X-Hub-Signature-256": "sha256=zz"},
		{"X-Hub-Signature-256": "sha1=" + "0" * 40},
		{"X-Hub-Signature-256": "sha256=" + "0" * 64},
	],
)
def test_unsigned_or_wrongly_signed_leaves_no_row(host, headers: dict) -> None:
	assert host.deliver(HELLO, sign=False, headers=headers).status == 403
	assert rows() == []


def test_wrong_secret_leaves_no_row(host) -> None:
	assert host.deliver(HELLO, secret="another").status == 403
	assert rows() == []


def test_signature_is_over_the_raw_bytes(host) -> None:
	from fb_care.facebook import signature

	spaced = HELLO.replace(b":", b" : ")
	answer = host.deliver(spaced, sign=False, headers={"X-Hub-Signature-256": signature.sign(HELLO, SECRET)})
	assert answer.status == 403


def test_secrets_can_rotate(host) -> None:
	import frappe

	doc = frappe.get_doc("FB Care Settings")
	doc.append("app_secrets", {"label": "new", "secret": "new-secret", "active": 1})
	doc.append("app_secrets", {"label": "old", "secret": "old-secret", "active": 0})
	doc.save(ignore_permissions=True)
	frappe.db.commit()
	for number, (secret, status) in enumerate([(SECRET, 200), ("new-secret", 200), ("old-secret", 403)]):
		assert host.deliver(delivery(message(f"m_{number}", "x")), secret=secret).status == status
	assert len(rows()) == 2


def test_without_secret_facebook_is_asked_to_come_again(host) -> None:
	import frappe

	settings(app_secrets=[])
	assert host.deliver(HELLO).status == 503
	assert host.deliver(HELLO).status == 503
	assert rows() == []
	logs = frappe.get_all("Error Log", filters={"method": ["like", "%no app secret%"]})
	assert len(logs) == 1, "said once an hour, not for each delivery"


def test_switched_off_answers_503(host) -> None:
	settings(enabled=0)
	assert host.deliver(HELLO).status == 503
	assert rows() == []


def test_too_large_a_body_is_refused(host) -> None:
	big = delivery(message("m_big", "x" * (1024 * 1024)))
	assert host.deliver(big).status == 413
	assert rows() == []


def test_body_of_just_the_limit_is_taken(host) -> None:
	body = json.dumps(delivery(message("m_big", "")))
	body = body.replace('"mid"', '"text": "' + "x" * (1024 * 1024 - len(body) - 12) + '", "mid"')
	assert len(body) == 1024 * 1024
	assert host.deliver(body.encode()).status == 200


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_content_that_is_not_json_is_refused(host, content_type: str) -> None:
	assert host.deliver(HELLO, headers={"Content-Type": content_type}).status == 400
	assert rows() == []


@pytest.mark.parametrize("body", [b"[]", b'[{"object": "page"}]'])
def test_json_that_is_no_object_is_refused(host, body: bytes) -> None:
	assert host.deliver(body).status == 400
	assert rows() == []


@pytest.mark.parametrize("body", [b"{", b"\xff", b'"text"', b"3"])
def test_what_the_host_can_not_read_is_refused(host, body: bytes) -> None:
	"""Frappe reads a JSON body before any method is called; then its own error is the answer, always."""
	answers = {host.deliver(body, sign=sign).status for sign in (True, False)}
	assert answers <= {400, 403, 417, 500}
	assert rows() == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(host, method: str) -> None:
	assert host.request(method, WEBHOOK).status in HOST_SAYS_NO
	assert rows() == []


def test_same_body_again_is_counted_and_not_processed_again(host) -> None:
	import frappe

	host.page()
	host.receive(HELLO)
	host.drop_jobs()
	for _ in range(2):
		answer = host.deliver(HELLO)
		assert (answer.status, answer.text) == (200, "EVENT_RECEIVED")
	(row,) = rows()
	assert (row.state, row.duplicates, row.attempts) == ("Done", 2, 1)
	assert host.queued_jobs() == []
	assert frappe.db.count("FB Message") == 1


def test_unknown_page_is_kept_and_ignored(host) -> None:
	import frappe

	host.receive(delivery(message("m_hello", "Hello")))
	(row,) = frappe.get_all("FB Webhook Event", fields=["state", "reason", "ignored_count"])
	assert (row.state, row.ignored_count) == ("Done", 1)
	assert "is not set up here" in row.reason
	assert frappe.db.count("FB Conversation") == 0


def test_page_not_in_use_is_ignored(host) -> None:
	import frappe

	host.page(enabled=0)
	host.receive(delivery(message("m_hello", "Hello")))
	(row,) = frappe.get_all("FB Webhook Event", fields=["state", "reason"])
	assert row.state == "Done" and "is not in use" in row.reason


def test_queue_down_loses_nothing(host, monkeypatch: pytest.MonkeyPatch) -> None:
	import frappe

	host.page()

	def down(*args: object, **kwargs: object) -> None:
		raise ConnectionError("no queue")

	with monkeypatch.context() as patch:
		patch.setattr(frappe, "enqueue", down)
		assert host.deliver(HELLO).status == 200
	assert [row.state for row in rows()] == ["Received"]
	frappe.get_attr("fb_care.inbound.process.sweep")()
	assert host.queued_jobs() == ["fb_care.inbound.process.drain"]
	host.run_jobs()
	assert [row.state for row in rows()] == ["Done"]


@pytest.mark.parametrize(
	("queues", "queue"), [({"short": 300}, "short"), ({"short": 300, "fb_care": 300}, "fb_care")]
)
def test_incoming_work_has_a_queue_of_its_own_where_there_is_one(
	host, monkeypatch: pytest.MonkeyPatch, queues: dict[str, int], queue: str
) -> None:
	import frappe

	from fb_care.inbound import wake

	asked: list[tuple[str, str]] = []
	monkeypatch.setattr(wake, "get_queues_timeout", lambda: queues)
	monkeypatch.setattr(frappe, "enqueue", lambda method, queue: asked.append((method, queue)))
	wake.wake("drain")
	wake.wake("drain")
	assert asked == [("fb_care.inbound.process.drain", queue)]
	wake.woken("drain")
	wake.wake("drain")
	assert len(asked) == 2


def test_database_down_is_not_acknowledged(host, monkeypatch: pytest.MonkeyPatch) -> None:
	from fb_care.inbound import rows as writing

	def down(*args: object, **kwargs: object) -> None:
		raise RuntimeError("the database is gone")

	monkeypatch.setattr(writing, "insert", down)
	assert host.deliver(HELLO).status == 500


def test_nothing_secret_in_answers_or_logs(host, monkeypatch: pytest.MonkeyPatch) -> None:
	import frappe

	from fb_care.inbound import rows as writing

	def down(*args: object, **kwargs: object) -> None:
		raise RuntimeError("the database is gone")

	host.page(access_token="a-page-token")
	with monkeypatch.context() as patch:
		patch.setattr(writing, "insert", down)
		answers = [host.deliver(HELLO).text]
	answers.append(host.deliver(HELLO, secret="another").text)
	answers.append(handshake(host, mode="subscribe", verify_token="wrong", challenge="1").text)
	logs = [str(row.error) for row in frappe.get_all("Error Log", fields=["error"])]
	for text in (*answers, *logs):
		for secret in (SECRET, VERIFY_TOKEN, "a-page-token"):
			assert secret not in text


def test_whole_delivery_of_many_events(host) -> None:
	import frappe

	host.page()
	many = delivery(
		*(message(f"m_{number}", str(number), at=1795168800000 + number) for number in range(200))
	)
	host.receive(many)
	assert frappe.db.count("FB Message") == 200
