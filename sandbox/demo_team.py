"""The second act of the demo: people write now, and the team answers through the app's own API.

Called by demo.py after the replay. What each person received is compared with what the team sent; `play`
gives all that demo_report.py says about it.
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox import demo_cast as cast
from sandbox.demo_agent import Agent, Refused
from sandbox.demo_cast import Guest
from sandbox.demo_host import DemoHost, HostError
from sandbox.demo_inbox import Desk
from sandbox.demo_received import Sent, compare
from tests.fakebook import Facebook, day, pictures
from tests.fakebook.day_script import page_data, psid_of

DAY_MS = 24 * 3_600_000
PATIENCE_S = 60
#: People wrote a while ago: what the inbox answers within seconds would count as automatic.
WROTE_BEFORE_MS = 2 * 60_000
#: How an answer was given, in the order in which the summary says it.
API, TYPED, SAVED = "through the API", "typed in the ticket", "saved replies"
INBOX = "in Facebook's own inbox"


@dataclass(frozen=True)
class Person:
	"""A guest at the fake: their id there, and the comment where they wrote one."""

	guest: Guest
	psid: str
	comment_id: str = ""

	@property
	def talk(self) -> str:
		"""The name of their conversation on the site."""
		return f"{self.guest.page_id}-{self.psid}"


class Team:
	"""One evening of the team. `settle` waits until all that is under way is done."""

	def __init__(self, host: DemoHost, facebook: Facebook, seed: int, settle: Callable[[], bool]):
		self.host, self.facebook, self.seed, self.settle = host, facebook, seed, settle
		self.people: dict[str, Person] = {}
		#: By page.
		self.agents: dict[str, Agent] = {}
		self.sent: list[Sent] = []
		self.how: Counter[str] = Counter()
		self.refused: list[list[str]] = []
		self.settled_by_echo = 0
		self.triage = False
		self.good = True

	def play(self) -> dict[str, Any]:
		"""All of it; what the summary says about it."""
		known = set(self.facebook.world.messages)
		since = self.host.hand.do("now")
		for number, guest in enumerate(cast.GUESTS, start=100):
			self.people[guest.key] = self._says(guest, psid_of(guest.page_id, number, self.seed))
		self._wait()
		self._answer_messages()
		self._answer_comments()
		self._answer_too_late()
		self._wait()
		self._they_hear()
		self._vip_complains()
		self._wait()
		self._puts_away("private")
		self._five_hundred()
		self._wait()
		in_the_inbox = self._in_the_inbox()
		self._wait()
		counts = self.host.hand.do(
			"answers", since_ms=since["ms"], since_at=since["at"], pages=list(day.PAGES)
		)
		received = [m for m in self.facebook.world.messages.values() if m.mid not in known and m.from_page]
		return {
			**counts,
			"how": dict(self.how),
			"refused": self.refused,
			"settled_by_echo": self.settled_by_echo,
			"in_the_inbox": in_the_inbox,
			"received": len(received),
			"people": len({m.psid for m in received}),
			"wrong": compare(self.sent, received),
			"one_ticket": self._one_ticket(),
			"look_at": self._look_at(),
			"triage": self.triage,
			"finished": self.good,
		}

	def come_to_work(self) -> None:
		"""Agents, saved replies and rules; before the first delivery, as rules act a few seconds later."""
		password = secrets.token_urlsafe(24)
		ready = {"replies": cast.saved_replies(), "rules": cast.triage_rules()}
		self.triage = self.host.hand.do("hire", agents=cast.AGENTS, password=password, **ready)
		for page_id, user in cast.AGENT_OF.items():
			self.agents[page_id] = Agent(self.host.url, self.host.headers, user, password)

	# What people do

	def _says(self, guest: Guest, psid: str) -> Person:
		first, _, last = guest.name.partition(" ")
		locale = day.DATA[guest.page_id]["locale"]
		self.facebook.add_person(guest.page_id, psid, first, last, locale=locale)
		if guest.post < 0:
			wrote_ms = self.facebook.now_ms() - WROTE_BEFORE_MS
			self.facebook.person_writes(guest.page_id, psid, guest.says, wrote_ms)
			return Person(guest, psid)
		post = page_data(guest.page_id, self.seed)["posts"][guest.post]["post"]
		comment = self.facebook.person_comments(f"{guest.page_id}_{post}", (psid, guest.name), guest.says)
		return Person(guest, psid, comment.comment_id)

	def _they_hear(self) -> None:
		"""Messages reach their phones, some are read, and who was answered privately writes back."""
		for number, psid in enumerate({one.psid: None for one in self.sent}):
			person = next(one for one in self.people.values() if one.psid == psid)
			self.facebook.person_gets(person.guest.page_id, psid)
			if number % 2 == 0:
				self.facebook.person_reads(person.guest.page_id, psid)
		sam = self.people["private"]
		self.facebook.person_writes(sam.guest.page_id, sam.psid, cast.THANKS)

	# What the team does

	def _answer_messages(self) -> None:
		for key in ("saturday", "chain", "size"):
			self._send(key, cast.ANSWERS[key], API)
		self._send("picture", cast.ANSWERS["picture"], API, files=[self._picture()])
		self._from_saved("hours")
		self._from_saved("order")
		self._type_in_ticket("ticket")
		odile = self.people["inbox"]
		inbox = int(day.DATA[odile.guest.page_id]["inbox_app"])
		self.facebook.page_answers_elsewhere(odile.guest.page_id, odile.psid, cast.INBOX, app_id=inbox)
		self.sent.append(Sent(odile.psid, odile.guest.name, cast.INBOX, 1))
		self.how[INBOX] += 1

	def _send(self, key: str, text: str, how: str, **more: Any) -> list[str]:
		person = self.people[key]
		files = list(more.pop("files", ()))
		place = {"doctype": "FB Conversation", "name": person.talk, "files": json.dumps(files)}
		answer = self._call(person, "answers.send", text=text, **place, **more)
		self._note(person, text, len(answer["rows"]), how, len(files))
		return list(answer["rows"])

	def _from_saved(self, key: str) -> None:
		"""The reply that the app suggests, filled in for this person; the agent adds a word and sends it."""
		person = self.people[key]
		place = {"doctype": "FB Conversation", "name": person.talk}
		found = self._call(person, "saved_replies.suggest", **place)
		if not found:
			raise HostError(f"No saved reply was suggested for {person.guest.says!r}.")
		reply = found[0]["name"]
		filled = self._call(person, "saved_replies.fill", saved_reply=reply, **place)
		text = f"{filled['text']}\n{cast.BYE[person.guest.page_id]}"
		self._send(key, text, SAVED, saved_reply=reply)

	def _type_in_ticket(self, key: str) -> None:
		person, text = self.people[key], cast.ANSWERS[key]
		ticket = self._threads()[person.talk]
		if not ticket["ticket"]:
			self._send(key, text, API)
			return
		place = (ticket["ticket_doctype"], ticket["ticket"], ticket["raised_by"])
		self.agents[person.guest.page_id].type_in_ticket(*place, f"<p>{text}</p>")
		self._note(person, text, 1, TYPED)

	def _answer_comments(self) -> None:
		"""One in private with its address, one in public; one is liked, and one hidden, by a rule if any."""
		found, text = self._threads(), cast.ANSWERS["private"]
		on = {key: found[one.comment_id]["comment"] for key, one in self.people.items() if one.comment_id}
		sam = self.people["private"]
		self._call(sam, "comments.private_reply", comment=on["private"], text=text, link=1)
		self.sent.append(Sent(sam.psid, sam.guest.name, text, 1, sam.comment_id))
		answer = {"comment": on["public"], "text": cast.ANSWERS["public"]}
		self._call(self.people["public"], "comments.reply", **answer)
		self._call(self.people["liked"], "comments.like", comment=on["liked"])
		if not self.triage:
			self._call(self.people["junk"], "comments.hide", comment=on["junk"])
		junk = self.people["junk"].comment_id
		until(lambda: self._threads()[junk]["state"] == "Hidden")

	def _answer_too_late(self) -> None:
		"""Refused before anything is sent: yesterday's first conversation, if its time is over by now."""
		page_id = cast.LATE.page_id
		talk = self.host.hand.do("closed_talk", page=page_id, before_ms=self.facebook.now_ms())
		if not talk:
			psid = psid_of(page_id, 99, self.seed)
			self.facebook.add_person(page_id, psid, *cast.LATE.name.split(" "))
			self.facebook.person_writes(page_id, psid, cast.LATE.says, self.facebook.now_ms() - 3 * DAY_MS)
			self._wait()
			talk = {"name": f"{page_id}-{psid}", "title": cast.LATE.name}
		place = {"doctype": "FB Conversation", "name": talk["name"]}
		problem = self.agents[page_id].api("answers.window", **place)["problem"]
		try:
			self.agents[page_id].api("answers.send", text=cast.TOO_LATE, **place)
		except Refused as refused:
			self.refused.append([talk["title"], problem, str(refused)])

	def _vip_complains(self) -> None:
		"""An agent marks a person as VIP; what she writes next is handled as such, where there is triage."""
		person = self.people["vip"]
		marked = {"contact": self._threads()[person.talk]["contact"], "label": cast.VIP_LABEL}
		self.host.hand.do("mark_vip", user=cast.AGENT_OF[person.guest.page_id], **marked)
		self.facebook.person_writes(person.guest.page_id, person.psid, cast.COMPLAINT)
		self._wait()
		self._send("vip", cast.ANSWERS["vip"], API)

	def _puts_away(self, key: str) -> None:
		"""A thank-you calls for no answer: the agent marks the conversation as done."""
		place = {"doctype": "FB Conversation", "names": self.people[key].talk}
		self._call(self.people[key], "inbox.set_state", state="Done", **place)

	def _five_hundred(self) -> None:
		"""Facebook answers 500 though it took the message: nobody knows, until the echo says so."""
		self.facebook.faults.add("POST messages", code=1, status=500, after_send=True)
		rows = self._send("unclear", cast.ANSWERS["unclear"], API)
		unknown = until(lambda: self.host.hand.do("sent", rows=rows) == ["Unknown"])
		self._wait()
		self.settled_by_echo += int(unknown and self.host.hand.do("sent", rows=rows) == ["Sent"])

	def _in_the_inbox(self) -> list[list[Any]]:
		"""What is done there besides answering."""
		people = [self.people[key] for key in cast.IN_THE_INBOX]
		page_id = people[0].guest.page_id
		return Desk(self.agents[page_id], page_id).work([person.talk for person in people])

	# Helpers

	def _call(self, person: Person, method: str, **arguments: Any) -> Any:
		try:
			return self.agents[person.guest.page_id].api(method, **arguments)
		except Refused as refused:
			raise HostError(f"The answer to {person.guest.name} was refused: {refused}") from None

	def _note(self, person: Person, text: str, messages: int, how: str, files: int = 0) -> None:
		self.sent.append(Sent(person.psid, person.guest.name, text, messages, files=files))
		self.how[how] += 1

	def _picture(self) -> str:
		content = base64.b64encode(pictures.png(cast.PICTURE)).decode()
		return str(self.host.hand.do("attach", user=cast.ALEX, file_name=cast.PICTURE, content=content))

	def _threads(self) -> dict[str, dict[str, Any]]:
		talks = [one.talk for one in self.people.values()]
		comments = [one.comment_id for one in self.people.values() if one.comment_id]
		return self.host.hand.do("threads", talks=talks, comments=comments)

	def _wait(self) -> None:
		self.good = self.settle() and self.good

	def _one_ticket(self) -> bool:
		"""Whether the person who was answered privately went on in the ticket of their comment."""
		found, sam = self._threads(), self.people["private"]
		talk, thread = found[sam.talk], found[sam.comment_id]
		return bool(talk.get("name")) and talk["ticket"] == thread["ticket"]

	def _look_at(self) -> list[list[str]]:
		"""Where a newcomer finds it: what, DocType, name, and whose it is."""
		found, lines = self._threads(), []
		for key, what in cast.LOOK_AT.items():
			person = self.people[key]
			row = found[person.comment_id or person.talk]
			place = [row["doctype"], row["name"]]
			if row["ticket"]:
				place = [row["ticket_doctype"], str(row["ticket"])]
			lines.append([what, *place, person.guest.name, row.get("triage") or ""])
		return lines


def until(done: Callable[[], bool]) -> bool:
	"""Ask again and again; False where it has not come about in a minute."""
	ends = time.monotonic() + PATIENCE_S
	while not done():
		if time.monotonic() > ends:
			return False
		time.sleep(0.2)
	return True
