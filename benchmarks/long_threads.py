"""The long threads of a made-up inbox, and what hangs on their messages. Pure, as `inboxes`.

One conversation in `EVERY` has `MESSAGES` messages instead of a few, some of them with a picture or a
reaction; and colleagues have noted something.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

EVERY, MESSAGES = 3000, 50
HOUR_MS = 3_600_000
#: One message in so many has a picture, and another one a reaction; and so many notes.
HANGING, NOTES = 5, 4
WRITER = "agent@example.com"


def is_long(number: int) -> bool:
	return number % EVERY == 0


def message_name(conversation: str, sent_ms: int) -> str:
	"""Made as the app makes it (`inbound.rows.name_of`): it begins with the time."""
	return f"{sent_ms:011x}{blake2b(conversation.encode(), digest_size=5).hexdigest()[:9]}"


def sent_ms(row: dict[str, Any], part: int, count: int = MESSAGES) -> int:
	"""When message number `part` of `count` was sent: one an hour, the last at the conversation's time."""
	return row["last_ms"] - (count - 1 - part) * HOUR_MS


def attachments(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
	"""The FB Attachments of a long conversation."""
	picture = {"kind": "image", "state": "Stored", "file": "/private/files/picture.jpg"}
	for part in range(0, MESSAGES, HANGING):
		yield {**_hanging(row, part, "attachments"), **picture, "url": f"https://media.example/{part}.jpg"}


def reactions(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
	"""The FB Reactions of a long conversation."""
	for part in range(1, MESSAGES, HANGING):
		yield {**_hanging(row, part, "reactions"), "actor": row["psid"], "emoji": "👍", "reaction": "like"}


def notes(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
	"""The Comments of colleagues on a long conversation."""
	for number in range(NOTES):
		yield {
			"name": f"n{row['psid']}{number}",
			"owner": WRITER,
			"comment_type": "Comment",
			"comment_email": WRITER,
			"reference_doctype": "FB Conversation",
			"reference_name": row["name"],
			"content": f"<div>{row['last_text']}</div>",
		}


def _hanging(row: dict[str, Any], part: int, field: str) -> dict[str, Any]:
	parent = message_name(row["name"], sent_ms(row, part))
	place = {"parent": parent, "parenttype": "FB Message", "parentfield": field, "idx": 1}
	return {"name": f"{field[0]}{parent}", **place}
