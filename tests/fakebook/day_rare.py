"""What happens in some conversations only: edits, unsends, reactions, media, standby, early and odd events.

Called by day.py with each finished conversation; `SPECIALS` are dealt out by turn, so that most come up on
both pages. An "early" one is told before the message it is about.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fakebook import bodies
from tests.fakebook.day_talks import OTHER_APP, Talk

SECOND = 1000


def edited(talk: Talk, lag_ms: int | None = None) -> None:
	french = talk.page_id.endswith("1")
	mid = talk.customer("Et demain, c'est possible ?" if french else "And tomorow, would that work?")
	text = "Et après-demain, c'est possible ?" if french else "And tomorrow, would that work?"
	item = bodies.edit(*talk.ids, talk.at_ms + 20 * SECOND, mid, text)
	talk.script.messaging(talk.page_id, item, lag_ms=lag_ms)


def edited_early(talk: Talk) -> None:
	edited(talk, lag_ms=-25 * SECOND)


def unsent(talk: Talk, lag_ms: int | None = None) -> None:
	mid = talk.customer("4970 1000 0000 0000 09/29")
	talk.script.messaging(
		talk.page_id, bodies.unsend(*talk.ids, talk.at_ms + 30 * SECOND, mid), lag_ms=lag_ms
	)


def unsent_early(talk: Talk) -> None:
	unsent(talk, lag_ms=-35 * SECOND)


def reacted(talk: Talk, lag_ms: int | None = None) -> None:
	mid = talk.last(from_page=True) or talk.last(from_page=False)
	item = bodies.reaction(*talk.ids, talk.at_ms + 40 * SECOND, mid)
	talk.script.messaging(talk.page_id, item, lag_ms=lag_ms)


def reacted_early(talk: Talk) -> None:
	mid = talk.page("🚲 ✔", wait_s=(20, 60), app_id=26390203743090)
	item = bodies.reaction(*talk.ids, talk.at_ms + SECOND, mid, "like", "👍")
	talk.script.messaging(talk.page_id, item, lag_ms=-900)


def changed_their_mind(talk: Talk) -> None:
	mid = talk.last(from_page=True) or talk.last(from_page=False)
	for wait, how in ((10, "react"), (25, "unreact")):
		item = bodies.reaction(*talk.ids, talk.at_ms + wait * SECOND, mid, "sad", "😢", action=how)
		talk.script.messaging(talk.page_id, item)


def quoted(talk: Talk) -> None:
	talk.customer("OK", reply_to={"mid": talk.last(from_page=False), "is_self_reply": True})


def tapped(talk: Talk) -> None:
	talk.customer("Yes" if talk.page_id.endswith("0") else "Oui", quick_reply={"payload": "RATE_5"})


def _media(kind: str, name: str) -> Callable[[Talk], None]:
	def sent(talk: Talk) -> None:
		talk.customer(attachments=[{"type": kind, "payload": {"url": talk.script.url(name)}}])

	return sent


def album(talk: Talk) -> None:
	names = [f"album-{n}-{talk.person.psid}.png" for n in range(3)]
	talk.customer(attachments=[bodies.image(talk.script.url(name)) for name in names])


def shared_link(talk: Talk) -> None:
	talk.customer(
		"https://www.example.com/saddles",
		attachments=[
			{
				"type": "fallback",
				"payload": {"url": "https://www.example.com/saddles", "title": "Saddles for long days"},
			}
		],
	)


def shared_nothing(talk: Talk) -> None:
	"""A share that Meta can't describe: no payload at all."""
	talk.customer(attachments=[{"type": "fallback", "title": "Shared content", "url": None, "payload": None}])


def product(talk: Talk) -> None:
	element = {
		"id": talk.script.number(),
		"retailer_id": "BB-104",
		"image_url": talk.script.url("product.png"),
		"title": "Saddle bag, waxed canvas",
		"subtitle": "34,00",
	}
	talk.customer(attachments=[{"type": "template", "payload": {"product": {"elements": [element]}}}])


def standing_by(talk: Talk) -> None:
	"""Another app owns the thread for a while: it is told under `standby`."""
	talk.at_ms += 60 * SECOND
	told = [
		bodies.message(*talk.ids, talk.at_ms, talk.script.mid(), "#parcel"),
		bodies.echo(
			*talk.ids, talk.at_ms + 900, talk.script.mid(), "Your parcel: out today", app_id=OTHER_APP
		),
		bodies.read(*talk.ids, talk.at_ms + 9000, talk.at_ms + 9000),
	]
	for item in told:
		talk.script.tell(talk.page_id, item["timestamp"], "standby", item)


def handed_over(talk: Talk) -> None:
	value = {
		"previous_owner_app_id": str(OTHER_APP),
		"new_owner_app_id": "4242",
		"metadata": "asks for a person",
	}
	_thing(talk, "pass_thread_control", value)


def asked_for_news(talk: Talk) -> None:
	value = {
		"type": "notification_messages",
		"title": "News of the workshop",
		"payload": "NEWS",
		"notification_messages_token": talk.script.number(),
		"notification_messages_timezone": "Europe/Paris",
		"user_token_status": "NOT_REFRESHED",
	}
	_thing(talk, "optin", value)


def judged(talk: Talk) -> None:
	mid = talk.last(from_page=True) or talk.last(from_page=False)
	_thing(talk, "response_feedback", {"feedback": "Good response", "mid": mid})


def unheard_of(talk: Talk) -> None:
	"""A kind that nobody knows yet."""
	_thing(talk, "hologram", {"shape": "bicycle", "layers": 3})


def _thing(talk: Talk, key: str, value: dict[str, Any]) -> None:
	page_id, psid = talk.ids
	at_ms = talk.at_ms + 15 * SECOND
	item = {"sender": {"id": psid}, "recipient": {"id": page_id}, "timestamp": at_ms, key: value}
	talk.script.messaging(page_id, item)


def overtaken(talk: Talk) -> None:
	"""The question is told after its answer and after it was read."""
	late = talk.customer(
		"Encore une question" if talk.page_id.endswith("1") else "One more thing", lag_ms=90_000
	)
	talk.page("...", wait_s=(20, 40), app_id=26390203743090, reply_to={"mid": late})


SPECIALS: tuple[Callable[[Talk], None], ...] = (
	edited,
	_media("video", "clip.mp4"),
	reacted,
	unsent,
	shared_nothing,
	edited_early,
	album,
	reacted_early,
	standing_by,
	quoted,
	unsent_early,
	_media("audio", "voice.ogg"),
	overtaken,
	tapped,
	_media("image", "gone"),
	handed_over,
	product,
	changed_their_mind,
	_media("file", "invoice.pdf"),
	asked_for_news,
	shared_link,
	_media("image", "html"),
	judged,
	reacted,
	unheard_of,
	_media("image", "too-large"),
)
