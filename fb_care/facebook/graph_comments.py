"""The calls of the Graph API by which a page acts on comments. `graph.GraphClient` has them.

Liking, hiding and deleting may be repeated: the second time changes nothing. Replying may not: Meta knows no
idempotency key. https://developers.facebook.com/docs/graph-api/reference/comment
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fb_care.facebook import errors
from fb_care.facebook.reading import flag, ident, link, mapping, time_ms

#: What the page may do with a comment, and how it stands.
STANDING_FIELDS = (
	"id",
	"from",
	"created_time",
	"permalink_url",
	"is_hidden",
	"user_likes",
	"can_comment",
	"can_hide",
	"can_like",
	"can_remove",
	"can_reply_privately",
	"private_reply_conversation",
)
#: The same of a post, which has fewer of them.
POST_STANDING_FIELDS = ("id", "from", "created_time", "permalink_url", "is_hidden", "can_reply_privately")


@dataclass(frozen=True)
class Standing:
	"""How a comment stands at Facebook now, and what the page may do with it; None where it doesn't say."""

	id: str
	author_id: str = ""
	created_ms: int | None = None
	permalink: str = ""
	hidden: bool = False
	liked: bool = False
	can_comment: bool | None = None
	can_hide: bool | None = None
	can_like: bool | None = None
	can_remove: bool | None = None
	can_reply_privately: bool | None = None
	#: Id of the message thread that a private reply opened; "" if there was none.
	conversation: str = ""


def read_standing(answer: Mapping[str, Any]) -> Standing:
	"""The standing out of Facebook's answer, whatever of it is missing."""
	may = {name: flag(answer[name]) for name in STANDING_FIELDS if name.startswith("can_") and name in answer}
	return Standing(
		id=ident(answer.get("id")),
		author_id=ident(mapping(answer.get("from")).get("id")),
		created_ms=time_ms(answer.get("created_time")),
		permalink=link(answer.get("permalink_url")),
		hidden=flag(answer.get("is_hidden")),
		liked=flag(answer.get("user_likes")),
		conversation=ident(answer.get("private_reply_conversation")),
		**may,
	)


class CommentCalls:
	"""Mixed into the client, which gives `_request`."""

	def _request(self, method: str, path: str, params: Any = None, **more: Any) -> dict[str, Any]:
		raise NotImplementedError

	def standing(self, thing_id: str, *, is_post: bool = False) -> Standing:
		"""How a comment, or a visitor's post, stands. `ObjectMissing` when it is gone."""
		fields = POST_STANDING_FIELDS if is_post else STANDING_FIELDS
		return read_standing(self._request("GET", _path(thing_id), {"fields": ",".join(fields)}))

	def reply(self, thing_id: str, message: str) -> str:
		"""Answer a comment or post in public; the new comment's id. `Unclear` where it may have been written.

		Never POST {comment} with a message: that edits the comment.
		"""
		answer = self._request("POST", f"{_path(thing_id)}/comments", {"message": message})
		found = ident(answer.get("id"))
		if not found:
			raise errors.Unclear("the answer names no comment")
		return found

	def set_hidden(self, comment_id: str, hidden: bool) -> None:
		"""Hide a comment from everybody but its author and their friends, or show it again."""
		_confirmed(self._request("POST", _path(comment_id), {"is_hidden": "true" if hidden else "false"}))

	def set_liked(self, comment_id: str, liked: bool) -> None:
		"""Like a comment as the page, or take the like back."""
		_confirmed(self._request("POST" if liked else "DELETE", f"{_path(comment_id)}/likes"))

	def delete_comment(self, comment_id: str) -> None:
		"""Delete a comment for good. `ObjectMissing` when it was deleted before."""
		_confirmed(self._request("DELETE", _path(comment_id)))


def _path(thing_id: str) -> str:
	return quote(thing_id, safe="")


def _confirmed(answer: Mapping[str, Any]) -> None:
	if answer.get("success") is not True:
		raise errors.Unclear("the answer does not say that it was done")
