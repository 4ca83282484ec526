"""The private messages of the recorded day: one conversation for each customer, and how each began.

Called by day.py. What a customer writes, the answers from Facebook's own inbox, this app, another app and a
machine, delivery and read marks. Rare kinds of event are in day_rare.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.fakebook import bodies, day_team
from tests.fakebook.day_script import HOUR, MINUTE, Person, Script

OWN_APP = 4242
OTHER_APP = 1517776481860111
STICKER_ID = 369239263222822


@dataclass
class Talk:
	"""One conversation while it is written."""

	script: Script
	person: Person
	at_ms: int
	#: (mid, sent by the page) of what was written so far.
	mids: list[tuple[str, bool]] = field(default_factory=list)

	@property
	def page_id(self) -> str:
		return self.person.page_id

	@property
	def ids(self) -> tuple[str, str]:
		return self.person.page_id, self.person.psid

	def customer(self, text: str = "", *, lag_ms: int | None = None, **more: Any) -> str:
		"""The customer writes, some time after the last message; gives the mid."""
		self.at_ms = self.script.after(self.at_ms, 15, 240)
		mid = self.script.mid()
		item = bodies.message(*self.ids, self.at_ms, mid, text, **more)
		self.script.messaging(self.page_id, item, lag_ms=lag_ms)
		self._keep(mid, text, from_page=False)
		return mid

	def page(self, text: str, *, wait_s: tuple[float, float] | None = None, **more: Any) -> str:
		"""The page answers, when its team does so unless `wait_s` says when; `more` as for bodies.echo."""
		wait_s = wait_s or day_team.wait_s(self.script, self.page_id, self.at_ms)
		self.at_ms = self.script.after(self.at_ms, *wait_s)
		mid = self.script.mid()
		self.script.messaging(self.page_id, bodies.echo(*self.ids, self.at_ms, mid, text, **more))
		self._keep(mid, text, from_page=True)
		self._marks(mid)
		return mid

	def _keep(self, mid: str, text: str, from_page: bool) -> None:
		self.mids.append((mid, from_page))
		page_id, psid = self.ids
		self.script.messages.append(
			{
				"mid": mid,
				"page_id": page_id,
				"psid": psid,
				"at_ms": self.at_ms,
				"from_page": from_page,
				"text": text,
			}
		)

	def _marks(self, mid: str) -> None:
		"""Delivered, and mostly read."""
		rng = self.script.rng
		if rng.random() < 0.6:
			mids = [mid] if rng.random() < 0.7 else None
			item = bodies.delivered(*self.ids, self.at_ms + 900, self.at_ms, mids)
			self.script.messaging(self.page_id, item)
		if rng.random() < 0.5:
			seen = self.script.after(self.at_ms, 5, 300)
			self.script.messaging(self.page_id, bodies.read(*self.ids, seen, seen))

	def last(self, from_page: bool) -> str:
		"""The newest mid of one side; "" when it has not written."""
		return next((mid for mid, by_page in reversed(self.mids) if by_page == from_page), "")


def write(script: Script, person: Person, number: int) -> Talk:
	"""The conversation of one customer, from its beginning to the last step of its text."""
	data = script.data(person.page_id)
	talk = Talk(script, person, script.at(7.5, 20.5))
	more = _begin(talk, number)
	steps = data["talks"][number % len(data["talks"])]
	# The same words in one conversation: a thing or a day that is asked for is the one that is answered.
	filled = script.words(person.page_id, "\n".join(steps), person.first).split("\n")
	for step in filled:
		if step.startswith("a ") and day_team.overlooks(script, talk.page_id, number, talk.at_ms):
			break
		_step(talk, step, number, more)
		more = {}
	return talk


def _step(talk: Talk, step: str, number: int, more: dict[str, Any]) -> None:
	who, _, text = step.partition(" ")
	if text == "image":
		talk.customer(attachments=[bodies.image(talk.script.url(f"customer-{talk.person.psid}.jpg"))])
	elif text == "like" or who == "like":
		url = talk.script.url("like.png")
		payload = {"url": url, "sticker_id": STICKER_ID}
		talk.customer(attachments=[{"type": "sticker", "payload": payload}])
	elif who == "c":
		first = not talk.mids
		talk.customer(text, **more)
		if first and number % 9 == 4:
			automatic = talk.script.data(talk.page_id)["automatic"]
			talk.page(automatic, wait_s=(0.6, 1.5), **_inbox(talk))
	elif number % 7 == 2 and not talk.last(from_page=True):
		# Another app has its say first, a person joins in.
		talk.page(text, app_id=OTHER_APP, metadata="campaign-tool")
		talk.page(talk.script.data(talk.page_id)["joins_in"], **_inbox(talk))
	else:
		talk.page(text, **_sender(talk, number))


def _inbox(talk: Talk) -> dict[str, Any]:
	return day_team.inbox(talk.script, talk.page_id)


def _sender(talk: Talk, number: int) -> dict[str, Any]:
	"""Who answers: mostly Facebook's inbox; now and then this app or another."""
	if number % 7 == 2:
		return {"app_id": OTHER_APP, "metadata": "campaign-tool"}
	if number % 7 == 5:
		return {"app_id": OWN_APP, "metadata": f"fb_care:{talk.script.number(10)}"}
	return {} if number % 7 == 6 else _inbox(talk)


def _begin(talk: Talk, number: int) -> dict[str, Any]:
	"""How the person came: plainly, by a button, a link, or an ad; gives what the first message carries."""
	way = number % 8
	if way == 0:
		return {"referral": _ad(talk, number)}
	if way == 3:
		_get_started(talk, referral=_ad(talk, number))
	elif way == 5:
		_came_back(talk, _ad(talk, number))
	elif number % 11 == 7:
		_get_started(talk)
	elif number % 13 == 6:
		link = {"source": "SHORTLINK", "type": "OPEN_THREAD", "ref": f"window-{number}"}
		_came_back(talk, link)
	elif number % 17 == 1:
		return {"referral": {"product": {"id": talk.script.number()}}}
	return {}


def _ad(talk: Talk, number: int) -> dict[str, Any]:
	ads = talk.script.data(talk.page_id)["ads"]
	ad = ads[number % len(ads)]
	media = {"photo_url": talk.script.url(ad["picture"])}
	if number % 5 == 0:
		media = {"video_url": talk.script.url("ad-thumbnail.png")}
	ref = f"spring_{number}" if number % 2 else ""
	return bodies.ad_referral(ad["ad_id"], ad["title"], ad["post"], ref, **media)


def _get_started(talk: Talk, **more: Any) -> None:
	title = "Démarrer" if talk.page_id.endswith("1") else "Get started"
	item = bodies.postback(*talk.ids, talk.at_ms, talk.script.mid(), title, "GET_STARTED", **more)
	talk.script.messaging(talk.page_id, item)


def _came_back(talk: Talk, referral: dict[str, Any]) -> None:
	"""An older thread is entered again: something short was said hours ago."""
	now = talk.at_ms
	talk.at_ms = now - 3 * HOUR
	talk.customer("👋")
	if day_team.is_there(talk.script, talk.page_id, talk.at_ms):
		talk.page(talk.script.data(talk.page_id)["greets"], **_inbox(talk))
	talk.at_ms = now
	talk.script.messaging(talk.page_id, bodies.referral(*talk.ids, now - MINUTE // 3, referral))
