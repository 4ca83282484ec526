"""The demo compares what people received with what was sent."""

from __future__ import annotations

from typing import Any

from sandbox.demo_received import Sent, compare
from tests.fakebook.world import Message


def got(psid: str, text: str = "", attachment: Any = None) -> Message:
	return Message(f"m_{psid}_{text}", "1", psid, 0, from_page=True, text=text, attachment=attachment)


TOM = Sent("7", "Tom", "one two three", 2)
PICTURE = Sent("8", "Ines", "Here", 2, files=1)
SAM = Sent("9", "Sam", "Two days.", 1, comment_id="12_34")
IMAGE = {"type": "image"}


def test_the_words_count_and_not_where_they_were_cut():
	assert compare([TOM], [got("7", "one two"), got("7", "three")]) == []


def test_twice_is_wrong():
	received = [got("7", "one two"), got("7", "three"), got("7", "three")]
	assert compare([TOM], received) == [
		"Tom received 3 messages, not 2",
		"Tom received other words than were sent",
	]


def test_nothing_is_wrong_and_so_are_other_words():
	assert "Tom received 0 messages, not 2" in compare([TOM], [])
	assert compare([TOM], [got("7", "one two"), got("7", "four")]) == [
		"Tom received other words than were sent"
	]


def test_a_file_is_a_message_of_its_own():
	assert compare([PICTURE], [got("8", "Here"), got("8", attachment=IMAGE)]) == []
	assert compare([PICTURE], [got("8", "Here"), got("8")]) == ["Ines did not receive 1 files"]


def test_a_private_reply_has_the_link_to_its_comment():
	assert compare([SAM], [got("9", "Two days.\n\nhttps://www.facebook.com/12?comment_id=34")]) == []
	assert compare([SAM], [got("9", "Two days.")]) == ["Sam received no link to the comment"]


def test_who_was_not_written_to_receives_nothing():
	assert compare([], [got("5", "Hello")]) == ["5 received 1 messages that nobody sent"]
