"""What a page does to comments: reply, edit its own, hide, like, delete; each is reported as a feed change.

Called by graph.py. Replying is POST /{comment}/comments; a POST with a message to the comment itself edits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakebook import bodies, errors
from tests.fakebook.call import Call
from tests.fakebook.world import Comment

if TYPE_CHECKING:
	from tests.fakebook.facebook import Facebook


def _own_comment(fb: Facebook, call: Call, comment_id: str) -> Comment:
	"""The comment on a post of the caller's page; needs the permission to moderate."""
	found = fb.world.comment(comment_id)
	if call.page is None or found is None or found.page_id != call.page.page_id:
		raise errors.missing(comment_id)
	if "pages_manage_engagement" not in call.page.scopes:
		raise errors.permission("pages_manage_engagement")
	return found


def reply(fb: Facebook, call: Call, object_id: str) -> dict[str, Any]:
	"""Write under a comment or a post; a reply to a reply is put under the top-level comment."""
	if call.page is None:
		raise errors.missing(object_id)
	if not any(
		call.text(key) for key in ("message", "attachment_id", "attachment_url", "attachment_share_url")
	):
		raise errors.bad_param("A comment needs a message or an attachment")
	post, parent_id = fb.world.posts.get(object_id), ""
	if post is None:
		above = _own_comment(fb, call, object_id)
		post, parent_id = fb.world.posts[above.post_id], above.parent_id or above.comment_id
	written = Comment(
		comment_id=f"{post.post_id.rsplit('_', 1)[-1]}_{900_000_000 + fb.world.serial()}",
		post_id=post.post_id,
		page_id=post.page_id,
		author_id=call.page.page_id,
		author_name=call.page.name,
		message=call.text("message"),
		created_ms=fb.now_ms(),
		parent_id=parent_id,
		photo=call.text("attachment_url"),
	)
	fb.world.comments[written.comment_id] = written
	publish(fb, written, "add")
	return {"id": written.comment_id}


def change(fb: Facebook, call: Call, comment_id: str) -> dict[str, Any]:
	"""POST /{comment}: hide or show it, or edit the page's own."""
	found = _own_comment(fb, call, comment_id)
	if "is_hidden" in call.params:
		found.hidden = call.flag("is_hidden")
		publish(fb, found, "hide" if found.hidden else "unhide")
	elif call.text("message"):
		if found.author_id != found.page_id:
			raise errors.GraphError("(#1705) There was an error editing the comment.", 1705)
		found.message = call.text("message")
		publish(fb, found, "edited")
	else:
		raise errors.bad_param("Nothing to change")
	return {"success": True}


def like(fb: Facebook, call: Call, comment_id: str) -> dict[str, Any]:
	_own_comment(fb, call, comment_id).liked = True
	return {"success": True}


def unlike(fb: Facebook, call: Call, comment_id: str) -> dict[str, Any]:
	_own_comment(fb, call, comment_id).liked = False
	return {"success": True}


def delete(fb: Facebook, call: Call, comment_id: str) -> dict[str, Any]:
	found = _own_comment(fb, call, comment_id)
	found.removed = True
	page = (found.page_id, call.page.name)
	parent_id = found.parent_id or found.post_id
	item = bodies.comment_removed(page, found.post_id, found.comment_id, parent_id, fb.now_ms())
	fb.publish(found.page_id, "feed", "changes", item)
	return {"success": True}


def publish(fb: Facebook, written: Comment, verb: str) -> None:
	"""Report a comment; a hide or unhide comes in the name of the page."""
	post = fb.world.posts[written.post_id]
	info = bodies.post_info(post.post_id, post.created_ms, post.permalink, post.promotion_status)
	author = (written.author_id, written.author_name)
	if verb in ("hide", "unhide"):
		author = (written.page_id, fb.world.pages[written.page_id].name)
	more = {"photo": written.photo} if written.photo else {}
	item = bodies.comment(
		author,
		info,
		written.comment_id,
		written.created_ms,
		written.message,
		parent_id=written.parent_id,
		verb=verb,
		**more,
	)
	fb.publish(written.page_id, "feed", "changes", item)
