"""Redis: `frappe.cache`, and the connection that jobs use. A fake one in this process, or a real one.

`redis_url` in site_config.json names a real server; without it all threads of the process share one fake.
"""

from __future__ import annotations

import pickle
from functools import cache as cache_of_function
from typing import Any

import fakeredis
import frappe
import redis
from frappe.missing import missing

_SERVER = fakeredis.FakeServer()
_RAW = ("set", "get", "delete", "exists", "expire", "ttl", "incr", "incrby", "publish", "setnx", "setex")


@cache_of_function
def _client(url: str | None) -> redis.Redis:
	return redis.from_url(url) if url else fakeredis.FakeRedis(server=_SERVER)


def connection() -> redis.Redis:
	"""The client of the site's Redis; all threads may use it."""
	return _client(frappe.local.conf.redis_url)


class Cache:
	"""Values kept between requests. The raw Redis commands take keys as `make_key` gives them."""

	def __getattr__(self, name: str) -> Any:
		if name.startswith("__"):
			raise AttributeError(name)
		if name not in _RAW:
			missing(f"frappe.cache.{name}")
		return getattr(connection(), name)

	def __bool__(self) -> bool:
		return True

	def make_key(self, key: str, user: Any = None, shared: bool = False) -> Any:
		"""The key as Redis has it: each site's apart, and each user's if told so."""
		if shared:
			return key
		if user:
			key = f"user:{frappe.session.user if user is True else user}:{key}"
		return f"{frappe.local.site_path}|{key}".encode()

	def set_value(
		self, key: str, val: Any, user: Any = None, expires_in_sec: int | None = None, shared: bool = False
	) -> None:
		name = self.make_key(key, user, shared)
		if not expires_in_sec:
			frappe.local.cache[name] = val
		connection().set(name, pickle.dumps(val), ex=expires_in_sec or None)

	def get_value(
		self, key: str, generator: Any = None, user: Any = None, expires: bool = False, shared: bool = False
	) -> Any:
		"""The value, from this request's memory first; without one the generator's, which is kept."""
		name = self.make_key(key, user, shared)
		if name in frappe.local.cache:
			return frappe.local.cache[name]
		stored = connection().get(name)
		if stored is not None:
			return pickle.loads(stored)  # noqa: S301 (what set_value above wrote)
		if generator is None:
			return None
		value = generator()
		self.set_value(key, value, user, shared=shared)
		return value

	def hset(self, name: str, key: str, value: Any, shared: bool = False) -> None:
		connection().hset(self.make_key(name, shared=shared), key, pickle.dumps(value))

	def hgetall(self, name: str) -> dict[bytes, Any]:
		found = connection().hgetall(self.make_key(name))
		return {key: pickle.loads(value) for key, value in found.items()}  # noqa: S301 (what hset wrote)

	def hdel(self, name: str, key: str, shared: bool = False) -> None:
		connection().hdel(self.make_key(name, shared=shared), key)

	def delete_value(self, keys: Any, user: Any = None, make_keys: bool = True, shared: bool = False) -> None:
		for key in [keys] if isinstance(keys, str | bytes) else keys:
			name = self.make_key(key, user, shared) if make_keys else key
			frappe.local.cache.pop(name, None)
			connection().delete(name)

	def delete_keys(self, key: str) -> None:
		"""Deletes all values whose key begins so."""
		for name in connection().keys(self.make_key(key) + b"*"):
			self.delete_value(name, make_keys=False)

	delete_key = delete_value


cache = Cache()
