"""Meta's signature on a delivery: check it, and make it (for the fake Facebook and for tests).

The webhook calls `verify` with the raw bytes as they came, before anything reads them: Meta signs what it
sends, and JSON that was read and written again is something else. Pure; never logs, and no error holds a
secret or a signature.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence

PREFIX = "sha256="
_HEX = re.compile(r"[0-9a-fA-F]{64}")


class SignatureError(Exception):
	"""The delivery is not proved to be Meta's; the text is the reason in plain words."""


class SignatureMissing(SignatureError):
	"""There is no X-Hub-Signature-256 header."""

	def __init__(self) -> None:
		super().__init__("The header X-Hub-Signature-256 is missing.")


class SignatureMalformed(SignatureError):
	"""The header does not look like a signature."""

	def __init__(self) -> None:
		super().__init__("The header X-Hub-Signature-256 is not 'sha256=' and 64 hexadecimal digits.")


class SignatureWrong(SignatureError):
	"""The header is well formed but none of the secrets made it."""

	def __init__(self, secrets: int) -> None:
		tried = "the app secret" if secrets == 1 else f"any of the {secrets} app secrets"
		super().__init__(f"The signature was not made with {tried} over this body.")


class NoSecret(SignatureError):
	"""No app secret is set, so nothing can be checked."""

	def __init__(self) -> None:
		super().__init__("No app secret is set, so the signature cannot be checked.")


def sign(body: bytes, secret: str) -> str:
	"""The value of X-Hub-Signature-256 for `body`."""
	return PREFIX + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def verify(body: bytes, header: str | None, secrets: Sequence[str]) -> None:
	"""Return if one of `secrets` signed `body`; raise a `SignatureError` otherwise.

	Every secret is tried whatever the outcome, each compared in constant time, so that the time taken tells
	nothing. Empty secrets never match.
	"""
	usable = [secret for secret in secrets if secret]
	if not usable:
		raise NoSecret
	if not header:
		raise SignatureMissing
	given = header.strip()
	if not given.startswith(PREFIX) or not _HEX.fullmatch(given[len(PREFIX) :]):
		raise SignatureMalformed
	given = given.lower()
	matches = [hmac.compare_digest(sign(body, secret), given) for secret in usable]
	if not any(matches):
		raise SignatureWrong(len(usable))


def appsecret_proof(token: str, secret: str) -> str:
	"""What Meta's setting "Require App Secret" asks for beside a token: HMAC-SHA256 of the token."""
	return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
