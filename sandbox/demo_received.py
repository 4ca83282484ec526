"""Whether each person received exactly what the team sent, by what the fake Facebook delivered.

Used by demo_team.py. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sent:
	"""One answer: to whom, its text, and the number of messages that it was sent as (files among them).

	`comment_id`: a private reply to this comment, which has the comment's address under the text.
	"""

	psid: str
	name: str
	text: str
	messages: int
	comment_id: str = ""
	files: int = 0


def compare(sent: Iterable[Sent], received: Iterable[Any]) -> list[str]:
	"""What is wrong, a sentence each. `received` are the fake's messages of the page, in order."""
	wanted: dict[str, list[Sent]] = defaultdict(list)
	got: dict[str, list[Any]] = defaultdict(list)
	for answer in sent:
		wanted[answer.psid].append(answer)
	for message in received:
		got[message.psid].append(message)
	strangers = got.keys() - wanted.keys()
	problems = [f"{psid} received {len(got[psid])} messages that nobody sent" for psid in sorted(strangers)]
	for psid, answers in wanted.items():
		problems += _of_person(answers, got[psid])
	return problems


def _of_person(answers: list[Sent], messages: list[Any]) -> list[str]:
	name, problems = answers[0].name, []
	meant = sum(answer.messages for answer in answers)
	if len(messages) != meant:
		problems.append(f"{name} received {len(messages)} messages, not {meant}")
	files = sum(answer.files for answer in answers)
	if sum(bool(message.attachment) for message in messages) != files:
		problems.append(f"{name} did not receive {files} files")
	if _words(message.text for message in messages) != _words(answer.text for answer in answers):
		problems.append(f"{name} received other words than were sent")
	for answer in answers:
		tail = answer.comment_id.rpartition("_")[2]
		if tail and not any(tail in message.text for message in messages):
			problems.append(f"{name} received no link to the comment")
	return problems


def _words(texts: Iterable[str]) -> list[str]:
	"""The words, without addresses: where a long text was cut makes no difference."""
	return [word for text in texts for word in text.split() if not word.startswith("https://")]
