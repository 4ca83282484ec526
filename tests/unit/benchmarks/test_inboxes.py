"""The made-up inboxes are the same each time and have the shares that they promise."""

from __future__ import annotations

import random
from collections import Counter

from benchmarks import inboxes, long_threads

UNTIL_MS = 1_795_168_800_000


def test_the_same_seed_makes_the_same_rows() -> None:
	first, second = (list(inboxes.conversations(50, UNTIL_MS)) for _ in range(2))
	assert first == second
	assert first != list(inboxes.conversations(50, UNTIL_MS, seed=2))


def test_rows_are_in_order_and_end_at_the_given_moment() -> None:
	times = [row["last_ms"] for row in inboxes.conversations(500, UNTIL_MS)]
	assert times == sorted(times) and len(set(times)) == 500
	assert UNTIL_MS - 2 * inboxes.DAY_MS < times[-1] < UNTIL_MS


def test_most_is_done_and_one_page_has_half() -> None:
	rows = list(inboxes.conversations(4000, UNTIL_MS))
	states = Counter(row["state"] for row in rows)
	assert states["Done"] > 0.7 * 4000 and 100 < states["Open"] < 500
	assert 0.45 < Counter(row["page"] for row in rows)["90000"] / 4000 < 0.55


def test_a_conversation_with_something_unread_ends_with_the_person() -> None:
	say = inboxes.Zipf(inboxes.words(), random.Random(1))
	for row in inboxes.conversations(500, UNTIL_MS):
		said = list(inboxes.messages(row, say))
		assert said[-1]["sent_ms"] == row["last_ms"] and said[-1]["text"] == row["last_text"]
		assert (said[-1]["direction"] == "Incoming") == bool(row["unread_count"])


def test_few_labels_have_most_of_the_conversations() -> None:
	rows = inboxes.conversations(20_000, UNTIL_MS)
	found = Counter(label for row in rows for label in inboxes.labels_of(row))
	assert sum(found.values()) == 2000
	assert found["Label 0"] == 1000 and found["Label 5"] < 50


def test_a_few_are_long_and_have_more_than_words() -> None:
	say = inboxes.Zipf(inboxes.words(), random.Random(1))
	for row in inboxes.conversations(2 * long_threads.EVERY, UNTIL_MS):
		long = long_threads.is_long(int(row["psid"]))
		assert row["message_count"] == (long_threads.MESSAGES if long else inboxes.EACH)
		if long:
			names = [said["name"] for said in inboxes.messages(row, say)]
			assert len(set(names)) == row["message_count"]
			hanging = [*long_threads.attachments(row), *long_threads.reactions(row)]
			assert len({one["parent"] for one in hanging}) == len({one["name"] for one in hanging}) == 20
			assert {one["parent"] for one in hanging} < set(names)
			assert {one["reference_name"] for one in long_threads.notes(row)} == {row["name"]}
