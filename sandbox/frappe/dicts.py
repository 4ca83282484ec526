"""`_dict`: a dict whose keys are attributes too, None where there is none. The host uses it all over."""

from __future__ import annotations

from typing import Any


class _dict(dict):
	"""A dict with attribute access; an attribute that is not there is None (dunder names are not)."""

	__slots__ = ()

	def __getattr__(self, name: str) -> Any:
		if name.startswith("__") and name.endswith("__"):
			raise AttributeError(name)
		return self.get(name)

	def __setattr__(self, name: str, value: Any) -> None:
		self[name] = value

	def __delattr__(self, name: str) -> None:
		self.pop(name, None)

	def __setstate__(self, state: dict) -> None:
		self.update(state)

	def update(self, *args: Any, **kwargs: Any) -> _dict:
		"""Like dict.update, and gives itself back."""
		super().update(*args, **kwargs)
		return self

	def copy(self) -> _dict:
		return _dict(self)
