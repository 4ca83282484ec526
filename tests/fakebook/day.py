"""The recorded day: what happened yesterday on "Blue Bicycle" and "Maison Tilleul", as deliveries.

	day = record(now_ms, media="http://127.0.0.1:8001/media")
	populate(facebook, day)              # the same pages, people, posts, ads and comments at the fake
	for delivery in day.deliveries: ...  # .body to be signed and posted, .sent_ms when Meta sent it

Made from day.json (people, texts) and a seed: the same seed, "now" and media address give the same bytes. All
people and texts are invented.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakebook import bodies, day_public, day_rare, day_talks, day_team
from tests.fakebook.day_pack import Recorded, pack
from tests.fakebook.day_script import DATA, HOUR, MINUTE, SEED, Person, Script, page_data

if TYPE_CHECKING:
	from tests.fakebook.facebook import Facebook

DAY = 24 * HOUR
PAGES = {page_id: str(data["name"]) for page_id, data in DATA.items()}
BLUE_BICYCLE, MAISON_TILLEUL = PAGES
#: A page that the app is subscribed to at Meta and nobody has set up in the app.
STRANGER_PAGE = "100200300400999"
#: What a page needs to be subscribed to for all of the day.
FIELDS = (
	"messages message_echoes message_edits message_reactions message_reads message_deliveries "
	"messaging_postbacks messaging_referrals messaging_optins messaging_handovers "
	"messaging_policy_enforcement standby feed mention ratings response_feedback"
).split()


@dataclass(frozen=True)
class Day:
	"""The deliveries in the order in which they come, and what else the fake must know."""

	start_ms: int
	seed: int
	deliveries: list[Recorded]
	people: list[Person]
	messages: list[dict[str, Any]]
	comments: list[dict[str, Any]]
	#: The mid that two conversations claim: the one event that can't be processed.
	poison_mid: str

	@property
	def event_count(self) -> int:
		return sum(delivery.events for delivery in self.deliveries)


def record(now_ms: int, media: str = "https://scontent.example.fbcdn.net", seed: int = SEED) -> Day:
	"""The day before `now_ms` (UTC), with pictures under the address `media`."""
	script = Script(now_ms // DAY * DAY - DAY, media.rstrip("/"), seed, random.Random(seed))
	everybody: list[Person] = []
	for page_id in PAGES:
		customers = script.people(page_id)
		everybody += customers
		_private(script, customers)
		day_public.own_posts(script, page_id)
		day_public.all_comments(script, page_id, customers)
		day_public.reactions(script, page_id, customers)
		day_public.visitors(script, page_id, customers)
	_from_meta(script)
	_over_two_pages(script)
	_told_again(script)
	poison_mid = _poison(script)
	deliveries = pack(script.told, script.rng)
	return Day(script.start_ms, seed, deliveries, everybody, script.messages, script.comments, poison_mid)


def _private(script: Script, customers: list[Person]) -> None:
	for number, person in enumerate(customers):
		talk = day_talks.write(script, person, number)
		if number % 3 != 2:
			special = day_rare.SPECIALS[(number - number // 3) % len(day_rare.SPECIALS)]
			special(talk)


def _from_meta(script: Script) -> None:
	"""What comes from Meta itself, and what nobody here has asked for."""
	page, at_ms = BLUE_BICYCLE, script.at(11, 12)
	reason = "The page sent many messages that people reported."
	script.messaging(page, bodies.policy(page, at_ms, "warning", reason))
	script.change(
		page, script.at(12, 13), bodies.change("live_videos", {"id": script.number(), "status": "live"})
	)
	script.tell(MAISON_TILLEUL, script.at(13, 14), "changed_fields", "feed")
	like = {"item": "like", "verb": "add", "user_id": int(script.number()), "created_time": at_ms // 1000}
	script.change(page, at_ms, bodies.change("feed", like))
	# The "Test" button of the dashboard: a message under `changes`, for page "0".
	test = bodies.message("23245", "12334", at_ms, "test_message_id", "test_message")
	test["timestamp"] = str(at_ms // 1000)
	script.tell("0", script.at(9, 10), "changes", bodies.change("messages", test), together="test button")
	stranger = bodies.message(STRANGER_PAGE, "7999000000000001", at_ms, script.mid(), "Hello?")
	script.messaging(STRANGER_PAGE, stranger, together="another page")


def _over_two_pages(script: Script) -> None:
	"""After a short trouble at Meta, a batch with a dozen events of both pages."""
	at_ms = script.start_ms + 13 * HOUR + 12 * MINUTE
	for page_id in PAGES:
		for number, person in enumerate(script.people(page_id)[-6:]):
			text = "Any news?" if page_id == BLUE_BICYCLE else "Avez-vous du nouveau ?"
			when = at_ms + number * 7000
			if number % 3 == 2:
				item = bodies.read(page_id, person.psid, when, when)
			else:
				item = bodies.message(page_id, person.psid, when, script.mid(), text)
			script.messaging(page_id, item, lag_ms=60_000, together="both pages")
			if number % 3 != 2 and day_team.is_there(script, page_id, when):
				answer = script.data(page_id)["looks_into_it"]
				day_talks.Talk(script, person, when).page(answer, **day_team.inbox(script, page_id))


def _told_again(script: Script) -> None:
	"""Some events come again inside other deliveries: not the same body, but the same event."""
	for one in script.rng.sample([t for t in script.told if t.channel == "messaging" and not t.together], 6):
		at_ms = one.item["timestamp"]
		script.messaging(one.page_id, one.item, lag_ms=one.sent_ms - at_ms + 6 * MINUTE)


def _poison(script: Script) -> str:
	"""A message under a mid that another conversation already has, between two good ones."""
	page_id = MAISON_TILLEUL
	victim = next(m for m in script.messages if m["page_id"] == page_id and not m["from_page"])
	mid = str(victim["mid"])
	others = [person for person in script.people(page_id) if person.psid != victim["psid"]][3:6]
	at_ms = script.start_ms + 21 * HOUR + 30 * MINUTE
	texts = ("Bonne soirée !", "Bonjour, c'est bien ici ?", "Merci encore")
	for number, (person, text) in enumerate(zip(others, texts, strict=True)):
		used = mid if number == 1 else script.mid()
		item = bodies.message(page_id, person.psid, at_ms + number * 1000, used, text)
		script.messaging(page_id, item, lag_ms=5000, together="poison")
	return mid


def populate(facebook: Facebook, day: Day, subscribed: bool = False) -> None:
	"""Put the day's pages, people, posts, ads, comments and messages into the fake."""
	for page_id in PAGES:
		data = page_data(page_id, day.seed)
		facebook.add_page(page_id, data["name"], subscribed=list(FIELDS) if subscribed else [])
		for post in data["posts"]:
			_add_post(facebook, page_id, post, day.start_ms, "ineligible")
		for ad in data["ads"]:
			post = {"post": ad["post"], "message": ad["title"], "picture": ad["picture"]}
			_add_post(facebook, page_id, post, day.start_ms - 5 * DAY, "active")
			_add_ad(facebook, page_id, ad)
	for number, person in enumerate(day.people):
		first, _, last = person.name.partition(" ")
		facebook.add_person(
			person.page_id,
			person.psid,
			first,
			last,
			locale=DATA[person.page_id]["locale"],
			no_profile=number % 29 == 17,
		)
	for comment in day.comments:
		facebook.add_comment(
			comment["id"],
			comment["post"],
			comment["author"],
			comment["text"],
			created_ms=comment["at_ms"],
			parent_id=comment["parent"],
		)
	facebook.remember(day.messages)


def _add_post(facebook: Facebook, page_id: str, post: dict[str, str], at_ms: int, promotion: str) -> None:
	picture = facebook.media_url(post["picture"]) if post["picture"] else ""
	facebook.add_post(
		f"{page_id}_{post['post']}",
		post["message"],
		picture=picture,
		created_ms=at_ms,
		promotion_status=promotion,
		status_type="added_photos" if picture else "mobile_status_update",
	)


def _add_ad(facebook: Facebook, page_id: str, ad: dict[str, str]) -> None:
	facebook.add_ad(
		ad["ad_id"],
		page_id,
		ad["title"],
		f"{page_id}_{ad['post']}",
		name=f"{ad['campaign']} / {ad['adset']}",
		picture=facebook.media_url(ad["picture"]),
		campaign=(ad["ad_id"][:-3] + "900", ad["campaign"]),
		adset=(ad["ad_id"][:-3] + "800", ad["adset"]),
	)
