"""What the Graph API answers when it refuses: `{"error": {...}}` with a code and a subcode.

Raised by the calls in graph.py, sending.py and comments.py; server.py turns it into an HTTP answer. The texts
are close to Meta's, but a client must decide by code and subcode, as Meta's texts change.
"""

from __future__ import annotations

from typing import Any


class GraphError(Exception):
	"""One refusal; `status` is the HTTP status, the rest stands in the body."""

	def __init__(
		self,
		message: str,
		code: int,
		subcode: int | None = None,
		*,
		status: int = 400,
		kind: str = "OAuthException",
		transient: bool = False,
	):
		super().__init__(message)
		self.message = message
		self.code = code
		self.subcode = subcode
		self.status = status
		self.kind = kind
		self.transient = transient

	def body(self) -> dict[str, Any]:
		"""The JSON that Meta would send."""
		error: dict[str, Any] = {"message": self.message, "type": self.kind, "code": self.code}
		if self.subcode is not None:
			error["error_subcode"] = self.subcode
		if self.transient:
			error["is_transient"] = True
		error["fbtrace_id"] = "AFakeTrace00"
		return {"error": error}


def token_missing() -> GraphError:
	return GraphError("An access token is required to request this resource.", 104)


def token_dead(subcode: int = 463) -> GraphError:
	return GraphError("Error validating access token: the session is no longer valid.", 190, subcode)


def proof_missing() -> GraphError:
	return GraphError(
		"API calls from the server require an appsecret_proof argument", 100, kind="GraphMethodException"
	)


def proof_wrong() -> GraphError:
	return GraphError(
		"Invalid appsecret_proof provided in the API argument", 100, kind="GraphMethodException"
	)


def permission(scope: str) -> GraphError:
	return GraphError(f"(#200) Requires {scope} permission to manage the object", 200, status=403)


def unknown_path(path: str) -> GraphError:
	return GraphError(f"Unknown path components: {path}", 2500)


def missing(object_id: str) -> GraphError:
	return GraphError(
		f"Unsupported get request. Object with ID '{object_id}' does not exist, cannot be loaded due to "
		"missing permissions, or does not support this operation",
		100,
		33,
		kind="GraphMethodException",
	)


def bad_param(message: str, subcode: int | None = None) -> GraphError:
	return GraphError(f"(#100) {message}", 100, subcode)


def no_matching_user() -> GraphError:
	return GraphError("(#100) No matching user found", 100, 2018001)


def outside_window() -> GraphError:
	return GraphError("(#10) This message is sent outside of allowed window.", 10, 2018278, status=403)


def person_unavailable() -> GraphError:
	return GraphError("(#551) This person isn't available right now.", 551, 1545041)


def page_restricted() -> GraphError:
	return GraphError("(#10) The page is temporarily restricted from sending.", 10, 1893063, status=403)


def other_app_owns() -> GraphError:
	return GraphError("(#10) Another app is controlling this thread now.", 10, 2018300, status=403)


def already_replied() -> GraphError:
	return GraphError("(#10900) Activity already replied to", 10900)


def cannot_reply() -> GraphError:
	return GraphError("(#10903) This user cannot reply to this activity", 10903)


def unclear_after_sending() -> GraphError:
	"""Meta's own words for it: the message went out, but the call says otherwise."""
	return GraphError("An unknown error occurred", 1, 1357046, status=500)
