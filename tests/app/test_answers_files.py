"""Files that agents attach: what kind they go as, what is refused, and that nobody gets one twice."""

from __future__ import annotations

import frappe
import pytest

from fb_care.outbound import files
from fb_care.outbound.refusal import Refusal
from tests.app.answers_data import MINUTE, T0, answer, row, run, state, sweep, texts
from tests.app.hosts import AGENT
from tests.app.payloads import NORA
from tests.fakebook.pictures import png

PNG = png("photo")
WAV = b"RIFF$\x00\x00\x00WAVEfmt " + b"\x10\x00\x00\x00\x01\x00\x01\x00D\xac\x00\x00" + b"\x00" * 16
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + b"\x00" * 64
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
UPLOAD = "POST message_attachments"


def file(name: str, content: bytes, owner: str = AGENT) -> str:
	"""A private file of this user's, attached to nothing yet; its name."""
	before = frappe.session.user
	frappe.set_user(owner)
	doc = frappe.get_doc({"doctype": "File", "file_name": name, "content": content, "is_private": 1})
	doc.insert()
	frappe.set_user(before)
	return doc.name


def sent_kinds(facebook):
	return [message.attachment["type"] for message in facebook.received(NORA) if message.attachment]


@pytest.mark.parametrize(
	("name", "content", "kind"),
	[
		("photo.png", PNG, "image"),
		("clip.mp4", MP4, "video"),
		("voice.wav", WAV, "audio"),
		("price list.pdf", PDF, "file"),
		("notes.txt", b"Opening hours", "file"),
	],
)
def test_each_kind_goes_out_as_what_it_is(host, facebook, talk, name, content, kind):
	(sent,) = answer(host, "", files=[file(name, content)]).rows
	run(host)
	assert (state(sent), sent_kinds(facebook)) == ("Sent", [kind])
	assert facebook.asked(UPLOAD)[0].files["filedata"] == content


def test_text_and_files_are_separate_messages_in_order(host, facebook, talk):
	names = [file("one.png", PNG), file("two.pdf", PDF)]
	found = answer(host, "Here they are", files=frappe.as_json(names))
	run(host)
	assert len(found.rows) == 3
	said = [message.text or "file" for message in facebook.received(NORA)]
	assert said == ["Here they are", "file", "file"]
	assert row(found.rows[1]).attachments[0].title == "one.png"


def test_a_file_above_the_limit_is_refused_before_anything_is_sent(host, facebook, talk, monkeypatch):
	monkeypatch.setattr(files, "MAX_FILE_BYTES", 10)
	with pytest.raises(Refusal, match=r"large\.pdf"):
		answer(host, "With a file", files=[file("large.pdf", PDF)])
	run(host)
	assert (texts(facebook), facebook.asked(UPLOAD)) == ([], [])
	assert frappe.db.count("FB Message", {"send_state": ["is", "set"]}) == 0


def test_an_unknown_file_and_too_many_are_refused(host, facebook, talk):
	with pytest.raises(Refusal, match="not here any more"):
		answer(host, "", files=["no-such-file"])
	with pytest.raises(Refusal, match="At most"):
		answer(host, "", files=[f"f{number}" for number in range(20)])


def test_somebody_elses_private_file_is_refused(host, facebook, talk):
	private = file("salary.pdf", PDF, owner="Administrator")
	with pytest.raises(Refusal, match="may not read"):
		answer(host, "", files=[private])


def test_a_file_that_is_gone_when_its_turn_comes_fails_in_words(host, facebook, talk):
	name = file("gone.png", PNG + b"of this test only")
	(sent,) = answer(host, "", files=[name]).rows
	# The ticket's entry has the same file under a name of its own.
	url = frappe.db.get_value("File", name, "file_url")
	for one in frappe.get_all("File", filters={"file_url": url}, pluck="name"):
		frappe.delete_doc("File", one, force=True, ignore_permissions=True)
	frappe.db.commit()
	run(host)
	assert (state(sent), row(sent).send_problem) == ("Failed", "bad_file")
	assert facebook.received(NORA) == []


@pytest.mark.parametrize(
	"fault", [{"drop": True}, {"drop": True, "after_send": True}, {"code": 2, "status": 500}]
)
def test_an_upload_may_be_repeated_since_nobody_sees_it(host, facebook, talk, fault):
	facebook.faults.add(UPLOAD, **fault)
	(sent,) = answer(host, "", files=[file("photo.png", PNG)]).rows
	run(host)
	assert state(sent) == "Queued"
	sweep(host, T0 + 3 * MINUTE)
	assert (state(sent), sent_kinds(facebook)) == ("Sent", ["image"])


def test_a_file_is_not_uploaded_again_when_only_sending_was_refused(host, facebook, talk):
	facebook.faults.add("POST messages", code=613)
	(sent,) = answer(host, "", files=[file("photo.png", PNG)]).rows
	run(host)
	sweep(host, T0 + 5 * MINUTE)
	assert (state(sent), len(facebook.asked(UPLOAD)), sent_kinds(facebook)) == ("Sent", 1, ["image"])
