"""A secret that can't be shown by accident, and a mask for texts that may hold one.

Hosts write the variables of every frame into their error logs. A token inside `Secret` appears there as ***.
Used by `graph`. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from requests import PreparedRequest
from requests.auth import AuthBase

HIDDEN = "***"
#: Facebook's tokens begin with EAA; parameters are masked whatever their value looks like.
_LOOKS_SECRET = re.compile(r"\bEAA[\w-]{8,}|(?<=access_token=)[^\s&\"']+|(?<=appsecret_proof=)[^\s&\"']+")


class Secret:
	"""Holds a text that only `reveal` gives out; equal to nothing, printed as ***."""

	__slots__ = ("_value",)

	def __init__(self, value: str) -> None:
		self._value = value

	def __repr__(self) -> str:
		return HIDDEN

	def __bool__(self) -> bool:
		return bool(self._value)

	def __reduce__(self) -> str:
		raise TypeError("A secret is not pickled.")

	def reveal(self) -> str:
		"""The text itself."""
		return self._value


class Bearer(AuthBase):
	"""Sends a secret as `Authorization: Bearer`, so that it never stands in an address."""

	def __init__(self, token: Secret) -> None:
		self._token = token

	def __call__(self, request: PreparedRequest) -> PreparedRequest:
		request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
		return request

	def __repr__(self) -> str:
		return f"Bearer {HIDDEN}"


def hide(text: str, secrets: Iterable[Secret]) -> str:
	"""`text` without any of `secrets`."""
	for secret in secrets:
		if secret:
			text = text.replace(secret.reveal(), HIDDEN)
	return text


def mask(text: str) -> str:
	"""`text` without what looks like a token."""
	return _LOOKS_SECRET.sub(HIDDEN, text)
