"""Reading single objects by their id: person, page, post, comment, ad, message, conversation.

Called by graph.py. Each shape has only the fields of Meta's reference that this app may ask for; asking for
another is refused as Meta refuses it (code 100), so that a misspelt field shows at once.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from tests.fakebook import errors, sending
from tests.fakebook.call import Call, select, split_fields
from tests.fakebook.world import Ad, Comment, Message, Page, Person, Post

if TYPE_CHECKING:
	from tests.fakebook.facebook import Facebook

#: Only these many newest messages of a thread can be read one by one.
READABLE_MESSAGES = 20
#: Fields of a profile that need a permission of their own.
PROFILE_SCOPES = {
	"locale": "pages_user_locale",
	"timezone": "pages_user_timezone",
	"gender": "pages_user_gender",
}


def tail(object_id: str) -> str:
	"""The part of an id after the last "_": the one that agrees wherever Meta repeats the id."""
	return object_id.rsplit("_", 1)[-1]


def need(page: Page | None, scope: str) -> None:
	if page is None or scope not in page.scopes:
		raise errors.permission(scope)


def iso(ms: int) -> str:
	"""Meta's way to write a time."""
	return datetime.fromtimestamp(ms / 1000, tz=timezone.utc).strftime("%Y-%m-%dT%H:%M:%S+0000")


def kind_of(fb: Facebook, object_id: str, call: Call) -> str:
	"""What an id names: the key of its reader below, or "unknown"."""
	world = fb.world
	if object_id == "me" or object_id in world.pages:
		return "page"
	if any(psid == object_id for _page, psid in world.people):
		return "profile"
	if object_id in world.ads:
		return "ad"
	if object_id in world.posts:
		return "post"
	if object_id in world.messages:
		return "message"
	if object_id.startswith("t_"):
		return "conversation"
	return "comment" if world.comment(object_id) else "unknown"


def read(fb: Facebook, call: Call, object_id: str) -> dict[str, Any]:
	"""GET /{id}; raises 100/33 for what does not exist or what the page may not see."""
	kind = call.name.split(" ", 1)[1]
	reader = _READERS.get(kind)
	if reader is None or call.page is None:
		raise errors.missing(object_id)
	return reader(fb, call, object_id)


def _read_page(fb: Facebook, call: Call, object_id: str) -> dict[str, Any]:
	page = fb.world.pages[object_id]
	picture = {"data": {"url": fb.media_url("page.png"), "is_silhouette": False}}
	known = {
		"id": page.page_id,
		"name": page.name,
		"category": page.category,
		"link": f"https://www.facebook.com/{page.page_id}",
		"picture": picture,
		"access_token": page.token if call.page is page else None,
		"displayed_message_response_time": "AUTOMATIC",
		"unread_message_count": 0,
	}
	return select(known, call.text("fields"))


def _read_profile(fb: Facebook, call: Call, psid: str) -> dict[str, Any]:
	"""A person as their page sees them; without Meta's feature an empty object, not an error."""
	person = fb.world.people.get((call.page.page_id, psid))
	if person is None:
		raise errors.missing(psid)
	if person.no_profile:
		raise errors.GraphError("(#100) No profile available for this user.", 100, 2018218)
	if not call.page.profile_access:
		return {}
	for name in split_fields(call.text("fields")):
		if name in PROFILE_SCOPES:
			need(call.page, PROFILE_SCOPES[name])
	return select(profile(person), call.text("fields"), "id,first_name,last_name,profile_pic")


def profile(person: Person) -> dict[str, Any]:
	return {
		"id": person.psid,
		"name": person.name,
		"first_name": person.first_name,
		"last_name": person.last_name,
		"profile_pic": person.profile_pic,
		"locale": person.locale,
		"timezone": person.timezone,
		"gender": person.gender,
	}


def _read_post(fb: Facebook, call: Call, post_id: str) -> dict[str, Any]:
	post_ = fb.world.posts[post_id]
	need(call.page, "pages_read_engagement")
	if post_.removed or post_.page_id != call.page.page_id:
		raise errors.missing(post_id)
	return select(post(fb, post_), call.text("fields"), "id,message,created_time")


def post(fb: Facebook, post_: Post) -> dict[str, Any]:
	author = post_.author_id or post_.page_id
	page = fb.world.pages[post_.page_id]
	person = fb.world.people.get((post_.page_id, author))
	return {
		"id": post_.post_id,
		"message": post_.message,
		"permalink_url": post_.permalink,
		"full_picture": post_.picture,
		"is_published": post_.published,
		"is_hidden": False,
		"status_type": post_.status_type,
		"promotion_status": post_.promotion_status,
		"promotable_id": post_.post_id,
		"from": {"id": author, "name": person.name if person else page.name},
		"created_time": iso(post_.created_ms),
		"story": "",
		"attachments": {},
		"parent_id": "",
		"can_reply_privately": sending.may_reply_privately(fb, post_),
	}


def _read_comment(fb: Facebook, call: Call, comment_id: str) -> dict[str, Any]:
	found = fb.world.comment(comment_id)
	need(call.page, "pages_read_user_content")
	if found is None or found.page_id != call.page.page_id:
		raise errors.missing(comment_id)
	return select(comment(fb, found), call.text("fields"), "id,message,from,created_time")


def comment(fb: Facebook, c: Comment) -> dict[str, Any]:
	own = c.author_id == c.page_id
	under = tail(c.comment_id)
	replies = [r for r in fb.world.comments.values() if r.parent_id and tail(r.parent_id) == under]
	photo = {"type": "photo", "media": {"image": {"src": c.photo}}, "url": c.photo} if c.photo else {}
	private = {"id": f"t_{c.author_id}"} if c.private_reply_mid else {}
	return {
		"id": c.comment_id,
		"message": c.message,
		"from": {"id": c.author_id, "name": c.author_name},
		"created_time": iso(c.created_ms),
		"parent": {"id": c.parent_id} if c.parent_id else {},
		"object": {"id": c.post_id},
		"permalink_url": f"https://www.facebook.com/{c.post_id}?comment_id={tail(c.comment_id)}",
		"attachment": photo,
		"comment_count": len(replies),
		"like_count": int(c.liked),
		"is_hidden": c.hidden,
		"is_private": False,
		"can_comment": True,
		"can_hide": not own,
		"can_like": True,
		"can_remove": True,
		"can_reply_privately": sending.may_reply_privately(fb, c),
		"private_reply_conversation": private,
		"user_likes": c.liked,
	}


def _read_ad(fb: Facebook, call: Call, ad_id: str) -> dict[str, Any]:
	need(call.page, "ads_read")
	return select(ad(fb.world.ads[ad_id]), call.text("fields"), "id")


def ad(found: Ad) -> dict[str, Any]:
	creative = {
		"id": f"{found.ad_id}1",
		"name": f"{found.name} creative",
		"effective_object_story_id": found.post_id,
		"object_story_id": found.post_id,
		"source_facebook_post_id": "",
		"thumbnail_url": found.picture,
		"image_url": found.picture,
		"title": found.title,
		"body": found.name,
	}
	return {
		"id": found.ad_id,
		"name": found.name,
		"effective_status": found.effective_status,
		"preview_shareable_link": f"https://fb.me/{found.ad_id[-8:]}",
		"campaign": dict(zip(("id", "name"), found.campaign, strict=True)),
		"adset": dict(zip(("id", "name"), found.adset, strict=True)),
		"creative": creative,
	}


def _read_message(fb: Facebook, call: Call, mid: str) -> dict[str, Any]:
	found = fb.world.messages[mid]
	need(call.page, "pages_messaging")
	newest = fb.world.thread_messages(found.page_id, found.psid)[:READABLE_MESSAGES]
	if found not in newest:
		raise errors.GraphError("(#9000001) The message was deleted.", 9000001)
	return select(message(fb, found), call.text("fields"), "id,created_time")


def message(fb: Facebook, m: Message) -> dict[str, Any]:
	person = fb.world.people[(m.page_id, m.psid)]
	sides = [{"id": m.psid, "name": person.name}, {"id": m.page_id, "name": fb.world.pages[m.page_id].name}]
	if m.from_page:
		sides.reverse()
	return {
		"id": m.mid,
		"created_time": iso(m.at_ms),
		"from": sides[0],
		"to": {"data": [sides[1]]},
		"message": m.text,
		"attachments": {"data": [m.attachment]} if m.attachment else {},
		"shares": {},
		"reactions": {},
		"reply_to": {"mid": m.reply_to} if m.reply_to else {},
		"is_unsupported": False,
	}


def _read_conversation(fb: Facebook, call: Call, conversation_id: str) -> dict[str, Any]:
	need(call.page, "pages_messaging")
	psid = conversation_id.removeprefix("t_")
	if not fb.world.thread_messages(call.page.page_id, psid):
		raise errors.missing(conversation_id)
	return select(conversation(fb, call.page.page_id, psid), call.text("fields"), "id,updated_time")


def conversation(fb: Facebook, page_id: str, psid: str) -> dict[str, Any]:
	messages = fb.world.thread_messages(page_id, psid)
	person = fb.world.people[(page_id, psid)]
	sides = [{"id": psid, "name": person.name}, {"id": page_id, "name": fb.world.pages[page_id].name}]
	listed = [{"id": m.mid, "created_time": iso(m.at_ms)} for m in messages]
	return {
		"id": f"t_{psid}",
		"updated_time": iso(messages[0].at_ms),
		"link": f"/{page_id}/inbox/{psid}/",
		"participants": {"data": sides},
		"senders": {"data": sides},
		"snippet": messages[0].text,
		"message_count": len(messages),
		"unread_count": 0,
		"can_reply": True,
		"messages": {"data": listed},
	}


_READERS = {
	"page": _read_page,
	"profile": _read_profile,
	"post": _read_post,
	"comment": _read_comment,
	"ad": _read_ad,
	"message": _read_message,
	"conversation": _read_conversation,
}
