"""What exists at the fake Facebook: pages, people, posts, ads, comments, messages. Plain data and look-ups.

Filled by tests and by `day.populate`; read and changed by the Graph calls. It knows no HTTP and no clock.
Times are UTC milliseconds since 1970-01-01.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ALL_SCOPES = (
	"pages_show_list",
	"pages_manage_metadata",
	"pages_messaging",
	"pages_read_engagement",
	"pages_read_user_content",
	"pages_manage_engagement",
	"business_management",
	"read_insights",
	"ads_read",
)

#: What a page can subscribe an app to (Meta's enum, without the kinds this app has no business with).
SUBSCRIBABLE = frozenset(
	"feed mention ratings messages message_echoes message_edits message_reactions message_reads "
	"message_deliveries message_context messaging_postbacks messaging_referrals messaging_optins "
	"messaging_optouts messaging_handovers messaging_policy_enforcement messaging_account_linking "
	"messaging_feedback messaging_customer_information messaging_appointments messaging_integrity "
	"business_integrity standby inbox_labels group_feed response_feedback send_cart leadgen conversations "
	"message_template_status_update live_videos videos calls".split()
)


@dataclass
class Page:
	"""A page, its token, and what the app may do with it."""

	page_id: str
	name: str
	token: str
	category: str = "Local business"
	scopes: set[str] = field(default_factory=lambda: set(ALL_SCOPES))
	subscribed: list[str] = field(default_factory=list)
	#: Meta granted the Human Agent feature.
	human_agent: bool = True
	#: Meta granted Business Asset User Profile Access; without it a profile is an empty object.
	profile_access: bool = True
	restricted: bool = False
	#: Subcode of the 190 answer once the token is dead (password changed, role lost ...).
	token_dead_subcode: int | None = None
	#: 0: never, as for page tokens made from a long-lived user token.
	token_expires_s: int = 0


@dataclass
class Person:
	"""Someone who writes to one page, under the id that only this page sees (PSID)."""

	page_id: str
	psid: str
	first_name: str
	last_name: str
	locale: str = "en_GB"
	timezone: float = 0
	gender: str = ""
	profile_pic: str = ""
	#: They closed their account or blocked the page: nothing can be sent.
	unavailable: bool = False
	#: They signed up with a phone number only: Meta has no profile of them (2018218).
	no_profile: bool = False

	@property
	def name(self) -> str:
		return f"{self.first_name} {self.last_name}".strip()


@dataclass
class Post:
	post_id: str
	page_id: str
	message: str
	created_ms: int
	picture: str = ""
	permalink: str = ""
	status_type: str = "mobile_status_update"
	promotion_status: str = "ineligible"
	published: bool = True
	#: "" means that the page itself wrote it.
	author_id: str = ""
	removed: bool = False
	private_reply_mid: str = ""


@dataclass
class Ad:
	ad_id: str
	page_id: str
	name: str
	title: str
	post_id: str
	picture: str = ""
	video: str = ""
	campaign: tuple[str, str] = ("", "")
	adset: tuple[str, str] = ("", "")
	effective_status: str = "ACTIVE"


@dataclass
class Comment:
	comment_id: str
	post_id: str
	page_id: str
	author_id: str
	author_name: str
	message: str
	created_ms: int
	#: The top-level comment it stands under, "" for one of those.
	parent_id: str = ""
	photo: str = ""
	hidden: bool = False
	removed: bool = False
	liked: bool = False
	private_reply_mid: str = ""
	#: Who wrote it takes no messages from pages.
	no_private_reply: bool = False


@dataclass
class Message:
	"""One message in a thread, in either direction."""

	mid: str
	page_id: str
	psid: str
	at_ms: int
	from_page: bool
	text: str = ""
	attachment: dict[str, Any] | None = None
	app_id: str = ""
	metadata: str = ""
	tag: str = ""
	messaging_type: str = ""
	reply_to: str = ""
	#: The comment that a private reply answers.
	comment_id: str = ""
	#: Reactions by actor id.
	reactions: dict[str, str] = field(default_factory=dict)


@dataclass
class Thread:
	"""What Meta knows of the thread between a page and a person besides its messages."""

	#: When the person last did something that opens the 24 hours; None: never.
	opened_ms: int | None = None
	#: A longer window, as some ads open; 0: none.
	window_until_ms: int = 0
	owner_app: str = ""
	actions: list[str] = field(default_factory=list)


class World:
	"""All of it, with the look-ups that the calls need."""

	def __init__(self):
		self.pages: dict[str, Page] = {}
		self.people: dict[tuple[str, str], Person] = {}
		self.posts: dict[str, Post] = {}
		self.ads: dict[str, Ad] = {}
		self.comments: dict[str, Comment] = {}
		self.messages: dict[str, Message] = {}
		self.threads: dict[tuple[str, str], Thread] = {}
		self.uploads: dict[str, str] = {}
		self._serial = 0

	def serials_from(self, number: int) -> None:
		"""Give numbers above this one from here on: another run on the same site makes other ids."""
		self._serial = max(self._serial, number)

	def serial(self) -> int:
		"""A number never given before; ids are made of it, so that runs are repeatable."""
		self._serial += 1
		return self._serial

	def thread(self, page_id: str, psid: str) -> Thread:
		return self.threads.setdefault((page_id, psid), Thread())

	def page_of_token(self, token: str) -> Page | None:
		return next((page for page in self.pages.values() if page.token == token), None)

	def comment(self, comment_id: str) -> Comment | None:
		"""By id, or by the part after the last "_", since Meta's prefixes disagree."""
		found = self.comments.get(comment_id)
		if found is None:
			tail = comment_id.rsplit("_", 1)[-1]
			found = next((c for c in self.comments.values() if c.comment_id.rsplit("_", 1)[-1] == tail), None)
		return None if found is None or found.removed else found

	def received(self, page_id: str, psid: str) -> list[Message]:
		"""What the page sent to the person, in order."""
		return [m for m in self.messages.values() if (m.page_id, m.psid) == (page_id, psid) and m.from_page]

	def thread_messages(self, page_id: str, psid: str) -> list[Message]:
		"""Both directions, newest first, as the Conversations API lists them."""
		found = [m for m in self.messages.values() if (m.page_id, m.psid) == (page_id, psid)]
		return sorted(found, key=lambda m: m.at_ms, reverse=True)
