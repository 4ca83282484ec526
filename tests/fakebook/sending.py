"""POST /{page}/messages and /{page}/message_attachments: the rules by which Meta lets a page write.

Called by graph.py. What is sent is kept (tests ask `Facebook.received`) and comes back as an echo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakebook import bodies, errors
from tests.fakebook.call import Call
from tests.fakebook.world import Comment, Message, Page, Post, Thread

if TYPE_CHECKING:
	from tests.fakebook.facebook import Facebook

HOUR_MS = 3_600_000
WINDOW_MS = 24 * HOUR_MS
HUMAN_AGENT_MS = 7 * 24 * HOUR_MS
PRIVATE_REPLY_MS = 7 * 24 * HOUR_MS
MAX_TEXT = 2000
MAX_METADATA = 1000
#: Refused since 27 April 2026.
DEAD_TAGS = frozenset({"CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE"})
MESSAGING_TYPES = frozenset({"RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY"})
ACTIONS = frozenset({"mark_seen", "typing_on", "typing_off", "react", "unreact"})
ATTACHMENT_TYPES = frozenset({"image", "video", "audio", "file", "template"})


def messages(fb: Facebook, call: Call, page_id: str) -> dict[str, Any]:
	"""Send a message, or show an action such as typing; answers `{recipient_id, message_id}`."""
	page = call.page
	if page is None or page.page_id != page_id:
		raise errors.missing(page_id)
	if "pages_messaging" not in page.scopes:
		raise errors.permission("pages_messaging")
	if page.restricted:
		raise errors.page_restricted()
	recipient = call.object("recipient")
	if not recipient:
		raise errors.bad_param("The parameter recipient is required")
	if call.text("sender_action"):
		return _act(fb, call, page, str(recipient.get("id") or ""))
	message = call.object("message")
	_check_message(fb, page, message)
	if recipient.get("comment_id") or recipient.get("post_id"):
		return _private_reply(fb, call, page, recipient, message)
	psid = str(recipient.get("id") or "")
	thread = _reachable(fb, page, psid)
	_check_window(fb, call, page, thread)
	return _deliver(fb, call, page, psid, message)


def _reachable(fb: Facebook, page: Page, psid: str) -> Thread:
	person = fb.world.people.get((page.page_id, psid))
	if person is None:
		raise errors.no_matching_user()
	if person.unavailable:
		raise errors.person_unavailable()
	thread = fb.world.thread(page.page_id, psid)
	if thread.owner_app not in ("", fb.app_id):
		raise errors.other_app_owns()
	return thread


def _check_window(fb: Facebook, call: Call, page: Page, thread: Thread) -> None:
	"""May the page write now, with this messaging_type and tag?"""
	kind = call.text("messaging_type") or "RESPONSE"
	tag = call.text("tag")
	if kind not in MESSAGING_TYPES:
		raise errors.bad_param("Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG, UTILITY}")
	if tag in DEAD_TAGS:
		raise errors.bad_param(f"The tag {tag} is no longer supported")
	if kind == "UTILITY":
		raise errors.bad_param("A utility message needs an approved template")
	if kind == "MESSAGE_TAG" and tag != "HUMAN_AGENT":
		raise errors.bad_param("Param tag must be a supported message tag")
	if tag == "HUMAN_AGENT" and not page.human_agent:
		raise errors.GraphError("(#10) The app does not have the Human Agent permission.", 10, status=403)
	if thread.opened_ms is None:
		raise errors.outside_window()
	reach = HUMAN_AGENT_MS if tag == "HUMAN_AGENT" else WINDOW_MS
	if fb.now_ms() > max(thread.opened_ms + reach, thread.window_until_ms):
		raise errors.outside_window()


def _check_message(fb: Facebook, page: Page, message: dict[str, Any]) -> None:
	text, attachment = message.get("text"), message.get("attachment")
	if not text and not attachment:
		raise errors.bad_param("Message cannot be empty, must provide valid attachment or text")
	if text and attachment:
		raise errors.bad_param("Only one of text and attachment can be sent in a message")
	if text and len(str(text)) > MAX_TEXT:
		raise errors.bad_param(f"Length of param message[text] must be less than or equal to {MAX_TEXT}")
	if len(str(message.get("metadata") or "")) > MAX_METADATA:
		raise errors.bad_param(f"Length of param message[metadata] must be at most {MAX_METADATA}")
	if attachment:
		_check_attachment(fb, page, attachment)


def _check_attachment(fb: Facebook, page: Page, attachment: Any) -> None:
	kind = attachment.get("type") if isinstance(attachment, dict) else None
	if kind not in ATTACHMENT_TYPES:
		raise errors.bad_param("Param message[attachment][type] must be a known type")
	payload = attachment.get("payload") or {}
	attachment_id = str(payload.get("attachment_id") or "")
	if attachment_id and fb.world.uploads.get(attachment_id) != page.page_id:
		raise errors.bad_param("The attachment is not owned by this page", 2018074)
	if str(payload.get("url") or "").rsplit("/", 1)[-1] in ("missing", "gone", "slow", "empty"):
		raise errors.bad_param("Failed to fetch the file from the url", 2018008)


def _act(fb: Facebook, call: Call, page: Page, psid: str) -> dict[str, Any]:
	action = call.text("sender_action")
	if action not in ACTIONS:
		raise errors.bad_param("Param sender_action must be a known action")
	if call.object("message"):
		raise errors.bad_param("sender_action can't be sent together with a message", 2018014)
	thread = _reachable(fb, page, psid)
	if thread.opened_ms is None:
		raise errors.outside_window()
	if action in ("react", "unreact"):
		payload = call.object("payload")
		target = fb.world.messages.get(str(payload.get("message_id") or ""))
		if target is None or target.psid != psid:
			raise errors.bad_param("No message of this id in the thread")
		target.reactions.pop(page.page_id, None)
		if action == "react":
			target.reactions[page.page_id] = str(payload.get("reaction") or "")
	thread.actions.append(action)
	return {"recipient_id": psid}


def _private_reply(
	fb: Facebook, call: Call, page: Page, recipient: dict[str, Any], message: dict[str, Any]
) -> dict[str, Any]:
	"""One message to who wrote a comment or post, within 7 days; it opens no window by itself."""
	named = str(recipient.get("comment_id") or recipient.get("post_id"))
	answered = fb.world.comment(named) if recipient.get("comment_id") else fb.world.posts.get(named)
	if answered is None or answered.removed or answered.page_id != page.page_id:
		raise errors.missing(named)
	if answered.private_reply_mid:
		raise errors.already_replied()
	if not may_reply_privately(fb, answered):
		raise errors.cannot_reply()
	psid = _psid_of_author(fb, page, answered)
	answer = _deliver(fb, call, page, psid, message, comment_id=named)
	answered.private_reply_mid = answer["message_id"]
	return answer


def may_reply_privately(fb: Facebook, answered: Comment | Post) -> bool:
	"""Whether Meta lets the page answer this comment or visitor's post by a message now."""
	own = answered.author_id in ("", answered.page_id)
	late = fb.now_ms() > answered.created_ms + PRIVATE_REPLY_MS
	refused = getattr(answered, "no_private_reply", False)
	return not (own or late or refused or answered.private_reply_mid)


def _psid_of_author(fb: Facebook, page: Page, answered: Comment | Post) -> str:
	"""The PSID of who commented; from here on the page knows it."""
	if (page.page_id, answered.author_id) not in fb.world.people:
		first, _, last = getattr(answered, "author_name", "").partition(" ")
		fb.add_person(page.page_id, answered.author_id, first, last)
	person = fb.world.people[(page.page_id, answered.author_id)]
	if person.unavailable:
		raise errors.person_unavailable()
	return answered.author_id


def _deliver(
	fb: Facebook, call: Call, page: Page, psid: str, message: dict[str, Any], comment_id: str = ""
) -> dict[str, Any]:
	sent = Message(
		mid=f"m_FAKE{fb.world.serial():08d}",
		page_id=page.page_id,
		psid=psid,
		at_ms=fb.now_ms(),
		from_page=True,
		text=str(message.get("text") or ""),
		attachment=message.get("attachment"),
		app_id=fb.app_id,
		metadata=str(message.get("metadata") or ""),
		tag=call.text("tag"),
		messaging_type=call.text("messaging_type"),
		reply_to=str(call.object("reply_to").get("mid") or ""),
		comment_id=comment_id,
	)
	fb.world.messages[sent.mid] = sent
	fb.publish(page.page_id, "message_echoes", "messaging", echo_of(sent))
	return {"recipient_id": psid, "message_id": sent.mid}


def echo_of(sent: Message) -> dict[str, Any]:
	"""The webhook item by which Meta reports a message of the page."""
	more: dict[str, Any] = {"app_id": int(sent.app_id)} if sent.app_id.isdigit() else {}
	if sent.metadata:
		more["metadata"] = sent.metadata
	if sent.reply_to:
		more["reply_to"] = {"mid": sent.reply_to}
	if sent.attachment:
		more["attachments"] = [sent.attachment]
	return bodies.echo(sent.page_id, sent.psid, sent.at_ms, sent.mid, sent.text, **more)


def upload(fb: Facebook, call: Call, page_id: str) -> dict[str, Any]:
	"""Keep a file for later sends: by address, or as multipart `filedata`."""
	if call.page is None or call.page.page_id != page_id:
		raise errors.missing(page_id)
	attachment = call.object("message").get("attachment")
	if not attachment:
		raise errors.bad_param("The parameter message[attachment] is required")
	_check_attachment(fb, call.page, attachment)
	if not (attachment.get("payload") or {}).get("url") and "filedata" not in call.files:
		raise errors.bad_param("Either a url or filedata is required")
	attachment_id = str(1_800_000_000_000_000 + fb.world.serial())
	fb.world.uploads[attachment_id] = page_id
	return {"attachment_id": attachment_id}
