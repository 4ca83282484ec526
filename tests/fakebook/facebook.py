"""The fake Facebook as tests and the demo hold it: fill it, start it, make people act, look at the result.

	facebook = Facebook(app_id="4242", app_secret="test-app-secret", now_ms=clock.now_ms)
	token = facebook.add_page("100200300400500", "Blue Bicycle").token
	facebook.start()                     # facebook.graph_url, facebook.media_url("photo.png")
	facebook.faults.add("GET profile", code=4, times=2)
	facebook.person_writes("100200300400500", "7001", "Hello")
	facebook.webhooks.run_due()          # posts signed deliveries to facebook.webhooks.post

It imports nothing of fb_care: time comes in as a function.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from tests.fakebook import bodies, comments
from tests.fakebook.call import Call
from tests.fakebook.deliver import Deliverer
from tests.fakebook.faults import Faults
from tests.fakebook.server import Server
from tests.fakebook.world import Ad, Comment, Message, Page, Person, Post, World


def _wall_clock_ms() -> int:
	return int(time.time() * 1000)


class Facebook:
	"""World, server, faults and deliveries in one; safe to use while the server answers in its threads."""

	def __init__(
		self,
		app_id: str = "4242",
		app_secret: str = "test-app-secret",
		now_ms: Callable[[], int] = _wall_clock_ms,
	):
		self.app_id = app_id
		self.app_secret = app_secret
		self.now_ms = now_ms
		self.lock = threading.RLock()
		self.faults = Faults()
		self.webhooks = Deliverer(app_secret, lambda: self.now_ms(), self._unsubscribe)
		self._server: Server | None = None
		self.reset()

	def reset(self) -> None:
		"""Forget everything but the address: as new."""
		with self.lock:
			self.world = World()
			self.calls: list[Call] = []
			self.media_calls: list[str] = []
			#: Percent of the allowance used, as the usage headers say.
			self.usage_percent = 3
			#: The app setting "Require App Secret".
			self.require_proof = False
			self.faults.clear()
			self.webhooks.clear()

	# The server

	def start(self, port: int = 0) -> Facebook:
		"""Serve on a free port of this machine (or `port`) until `stop`."""
		if self._server is None:
			self._server = Server(self, port)
		return self

	def stop(self) -> None:
		if self._server is not None:
			self._server.stop()
			self._server = None

	@property
	def graph_url(self) -> str:
		"""What to set as the Graph address; "http://127.0.0.1:1" (nobody there) before `start`."""
		return self._server.url if self._server else "http://127.0.0.1:1"

	def media_url(self, name: str) -> str:
		"""The address of a file of the media host; media.py lists the hostile names."""
		return f"{self.graph_url}/media/{name}"

	def usage_headers(self) -> dict[str, str]:
		"""How much of the allowance is used, in Meta's two headers."""
		usage = f'{{"call_count":{self.usage_percent},"total_cputime":1,"total_time":2}}'
		wait = 7 if self.usage_percent >= 100 else 0
		business = f'"type":"pages","estimated_time_to_regain_access":{wait},{usage[1:-1]}'
		pages = ",".join(f'"{page_id}":[{{{business}}}]' for page_id in self.world.pages)
		return {"X-App-Usage": usage, "X-Business-Use-Case-Usage": f"{{{pages}}}"}

	# Filling it

	def add_page(self, page_id: str, name: str, **more: Any) -> Page:
		"""A page with a token; `more` as in world.Page (subscribed, scopes, human_agent ...)."""
		token = more.pop("token", f"EAAFAKE{page_id}PAGETOKEN")
		page = Page(page_id, name, token, **more)
		self.world.pages[page_id] = page
		return page

	def add_person(self, page_id: str, psid: str, first: str, last: str = "", **more: Any) -> Person:
		more.setdefault("profile_pic", self.media_url(f"person-{psid}.png"))
		person = Person(page_id, psid, first, last, **more)
		self.world.people[(page_id, psid)] = person
		return person

	def add_post(self, post_id: str, message: str = "", **more: Any) -> Post:
		"""A post of the page that its id begins with; `more` as in world.Post."""
		page_id, _, number = post_id.rpartition("_")
		more.setdefault("created_ms", self.now_ms())
		more.setdefault("permalink", f"https://www.facebook.com/{page_id}/posts/{number}")
		post = Post(post_id, page_id, message, **more)
		self.world.posts[post_id] = post
		return post

	def add_ad(self, ad_id: str, page_id: str, title: str, post_id: str, **more: Any) -> Ad:
		more.setdefault("name", title)
		ad = Ad(ad_id, page_id, title=title, post_id=post_id, **more)
		self.world.ads[ad_id] = ad
		return ad

	def add_comment(
		self, comment_id: str, post_id: str, author: tuple[str, str], message: str, **more: Any
	) -> Comment:
		"""A comment by (id, name) under a post that exists; `more` as in world.Comment."""
		more.setdefault("created_ms", self.now_ms())
		page_id = self.world.posts[post_id].page_id
		comment = Comment(comment_id, post_id, page_id, author[0], author[1], message, **more)
		self.world.comments[comment_id] = comment
		return comment

	def remember(self, messages: list[dict[str, Any]]) -> None:
		"""Take over messages of the past (keys as in world.Message); the reply windows follow from them."""
		for given in messages:
			message = Message(**given)
			self.world.messages[message.mid] = message
			if not message.from_page:
				thread = self.world.thread(message.page_id, message.psid)
				thread.opened_ms = max(thread.opened_ms or 0, message.at_ms)

	# People act

	def person_writes(self, page_id: str, psid: str, text: str, at_ms: int = 0, **more: Any) -> str:
		"""A person writes to a page: opens the 24 hours, goes out as a webhook; gives the mid.

		`at_ms`: they wrote then, and Meta tells it late.
		"""
		with self.lock:
			mid = f"m_CUST{self.world.serial():08d}"
			now = at_ms or self.now_ms()
			self.world.messages[mid] = Message(mid, page_id, psid, now, from_page=False, text=text)
			self.world.thread(page_id, psid).opened_ms = now
		self.publish(page_id, "messages", "messaging", bodies.message(page_id, psid, now, mid, text, **more))
		return mid

	def person_reads(self, page_id: str, psid: str) -> None:
		"""They have read everything so far."""
		now = self.now_ms()
		self.publish(page_id, "message_reads", "messaging", bodies.read(page_id, psid, now, now))

	def person_gets(self, page_id: str, psid: str) -> None:
		"""Their device has taken everything that the page sent so far."""
		now = self.now_ms()
		mids = [message.mid for message in self.world.received(page_id, psid)]
		item = bodies.delivered(page_id, psid, now, now, mids)
		self.publish(page_id, "message_deliveries", "messaging", item)

	def person_comments(self, post_id: str, author: tuple[str, str], text: str) -> Comment:
		"""Somebody, by (id, name), comments under a post that exists; goes out as a webhook."""
		with self.lock:
			comment_id = f"{post_id.rpartition('_')[2]}_{800_000_000 + self.world.serial()}"
			comment = self.add_comment(comment_id, post_id, author, text)
		comments.publish(self, comment, "add")
		return comment

	def page_answers_elsewhere(self, page_id: str, psid: str, text: str, app_id: int = 26390203743090) -> str:
		"""Somebody answers in Facebook's own inbox (or another app): only the echo tells."""
		with self.lock:
			mid = f"m_INBX{self.world.serial():08d}"
			now = self.now_ms()
			sent = Message(mid, page_id, psid, now, from_page=True, text=text, app_id=str(app_id))
			self.world.messages[mid] = sent
		item = bodies.echo(page_id, psid, now, mid, text, app_id=app_id)
		self.publish(page_id, "message_echoes", "messaging", item)
		return mid

	# Looking

	def received(self, psid: str, page_id: str = "") -> list[Message]:
		"""What a person received, in order."""
		pages = [page_id] if page_id else list(self.world.pages)
		return [message for page in pages for message in self.world.received(page, psid)]

	def asked(self, name: str) -> list[Call]:
		"""The calls of this name ("GET profile") so far."""
		return [call for call in self.calls if call.name == name]

	# Webhooks

	def publish(self, page_id: str, subscription: str, channel: str, item: bodies.Item) -> None:
		"""Queue a webhook of one item, if the page is subscribed to its kind."""
		page = self.world.pages.get(page_id)
		if page is not None and subscription in page.subscribed:
			self.webhooks.queue(bodies.delivery(bodies.entry(page_id, self.now_ms(), channel, [item])))

	def _unsubscribe(self, page_id: str) -> None:
		page = self.world.pages.get(page_id)
		if page is not None:
			page.subscribed = []
