"""Fetching one file from an address that a stranger chose, without being led anywhere else.

Called by `media`. Only https and only hosts on the list; every address the name resolves to must be public,
and the connection goes to exactly the address that was checked, so that DNS can't change its mind in between.
Redirects pass the same checks. Size is limited while reading, time as a whole. Pure: never imports frappe.
No error says more of an address than its host, because the rest of it may be a key.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

import certifi

Resolve = Callable[[str, int], Sequence[str]]

CONNECT_SECONDS = 10.0
MAX_REDIRECTS = 3
_BLOCK = 65_536
_REDIRECTS = (301, 302, 303, 307, 308)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_HEADERS = {"User-Agent": "fb_care", "Accept": "*/*", "Accept-Encoding": "identity"}


class DownloadError(Exception):
	"""The file was not fetched; the message says why. `retry`: whether it may work later."""

	retry = False


class NotAllowed(DownloadError):
	"""Our own rules forbid it."""


class TooLarge(NotAllowed):
	"""It is larger than the limit."""


class Gone(DownloadError):
	"""Facebook has it no longer, or no longer gives it."""


class Unreachable(DownloadError):
	"""No or no proper answer."""

	retry = True


@dataclass(frozen=True, kw_only=True)
class Policy:
	"""What may be fetched. The two `allow` flags are for a fake Facebook on the same machine only."""

	hosts: tuple[str, ...]
	max_bytes: int
	seconds: float = 60.0
	allow_http: bool = False
	allow_private: bool = False


@dataclass(frozen=True, kw_only=True)
class Download:
	"""What came: the bytes, the type the server announced, and the last part of the path."""

	content: bytes
	announced: str
	name: str


def fetch(url: str, policy: Policy, resolve: Resolve | None = None) -> Download:
	"""Fetch `url` under `policy`. Raises a `DownloadError`."""
	with _Deadline(policy.seconds) as deadline:
		for _hop in range(MAX_REDIRECTS + 1):
			target = checked(url, policy)
			with _answer(target, policy, deadline, resolve or resolve_all) as answer:
				if answer.status not in _REDIRECTS:
					return _read(target, answer, policy, deadline)
				url = urljoin(url, answer.headers.get("Location") or "")
	raise NotAllowed(f"It redirects more than {MAX_REDIRECTS} times.")


def checked(url: str, policy: Policy) -> SplitResult:
	"""The parts of an address that may be fetched. Raises `NotAllowed`."""
	try:
		parts = urlsplit(url)
		host, port = (parts.hostname or "").rstrip("."), parts.port
	except ValueError:
		raise NotAllowed("Its address can't be read.") from None
	if parts.scheme != "https" and not (policy.allow_http and parts.scheme == "http"):
		raise NotAllowed("Only https addresses are fetched.")
	if not host or not host.isascii() or parts.username is not None or parts.password is not None:
		raise NotAllowed("Its address is not that of a plain host.")
	if not any(host == name or host.endswith(f".{name}") for name in policy.hosts):
		raise NotAllowed(f"Host {host} is not among the hosts media may come from (FB Care Settings).")
	if port not in (None, 443) and not policy.allow_private:
		raise NotAllowed(f"Port {port} is not fetched from.")
	return parts


def resolve_all(host: str, port: int) -> list[str]:
	"""Every address of a host name. Raises `Unreachable`."""
	try:
		found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
	except (OSError, UnicodeError):
		raise Unreachable(f"Host {host} is not known to DNS.") from None
	return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
	"""False for private, loopback, link-local, multicast, shared (CGNAT) and reserved addresses."""
	try:
		ip = ipaddress.ip_address(address.partition("%")[0])
	except ValueError:
		return False
	if isinstance(ip, ipaddress.IPv6Address):
		if ip.sixtofour or ip.teredo:
			return False
		inner = ip.ipv4_mapped or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
		if inner:
			return is_public(str(inner))
	return ip.is_global and not ip.is_multicast and not ip.is_reserved


class _Deadline:
	"""Closes whatever socket is open when the time is up: a server can't drip bytes for ever."""

	def __init__(self, seconds: float) -> None:
		self.seconds, self.over = seconds, False
		self._socket: socket.socket | None = None
		self._timer = threading.Timer(seconds, self._end)
		self._timer.daemon = True

	def __enter__(self) -> _Deadline:
		self._timer.start()
		return self

	def __exit__(self, *_exc: object) -> None:
		self._timer.cancel()

	def watch(self, connected: socket.socket) -> None:
		self._socket = connected
		if self.over:
			raise TimeoutError

	def _end(self) -> None:
		self.over = True
		if self._socket:
			with contextlib.suppress(OSError):
				self._socket.shutdown(socket.SHUT_RDWR)

	def error(self, host: str) -> Unreachable:
		if self.over:
			return Unreachable(f"{host} took longer than {self.seconds:g} seconds.")
		return Unreachable(f"{host} did not answer properly.")


class _Pinned(http.client.HTTPConnection):
	"""A connection to one checked address, whatever the name resolves to by now."""

	def __init__(self, parts: SplitResult, address: str, deadline: _Deadline) -> None:
		self._secure = parts.scheme == "https"
		port = parts.port or (443 if self._secure else 80)
		super().__init__((parts.hostname or "").rstrip("."), port, timeout=CONNECT_SECONDS)
		self._address, self._deadline = address, deadline
		self.default_port = 443 if self._secure else 80

	def connect(self) -> None:
		plain = socket.create_connection((self._address, self.port), self.timeout)
		self._deadline.watch(plain)
		self.sock = _tls().wrap_socket(plain, server_hostname=self.host) if self._secure else plain
		self._deadline.watch(self.sock)


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
	context = ssl.create_default_context()
	context.load_verify_locations(certifi.where())
	return context


@contextlib.contextmanager
def _answer(
	parts: SplitResult, policy: Policy, deadline: _Deadline, resolve: Resolve
) -> Iterator[http.client.HTTPResponse]:
	host = (parts.hostname or "").rstrip(".")
	addresses = resolve(host, parts.port or (443 if parts.scheme == "https" else 80))
	if not addresses:
		raise Unreachable(f"Host {host} is not known to DNS.")
	if not policy.allow_private and not all(is_public(address) for address in addresses):
		raise NotAllowed(f"Host {host} leads to an address that is not public.")
	connection = _Pinned(parts, addresses[0], deadline)
	try:
		path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
		connection.request("GET", path, headers=_HEADERS)
		yield connection.getresponse()
	except (OSError, http.client.HTTPException, ValueError):
		raise deadline.error(host) from None
	finally:
		connection.close()


def _read(parts: SplitResult, answer: Any, policy: Policy, deadline: _Deadline) -> Download:
	_need_ok(parts.hostname or "", answer.status)
	announced_size = answer.headers.get("Content-Length") or ""
	if announced_size.isdigit() and int(announced_size) > policy.max_bytes:
		raise _too_large(policy)
	content = bytearray()
	while block := answer.read1(_BLOCK):
		content += block
		if len(content) > policy.max_bytes:
			raise _too_large(policy)
	if deadline.over or (announced_size.isdigit() and len(content) < int(announced_size)):
		raise deadline.error(parts.hostname or "")
	if not content:
		raise Gone("Facebook gave an empty file.")
	announced = (answer.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
	return Download(content=bytes(content), announced=announced, name=unquote(parts.path.rpartition("/")[2]))


def _need_ok(host: str, status: int) -> None:
	if status == 200:
		return
	if status in (404, 410):
		raise Gone(f"It is gone at Facebook (HTTP {status}).")
	if status in (401, 403):
		raise Gone(f"Facebook no longer gives it: its address has expired (HTTP {status}).")
	if status == 429 or status >= 500:
		raise Unreachable(f"{host} answered HTTP {status}.")
	raise Gone(f"{host} answered HTTP {status}.")


def _too_large(policy: Policy) -> TooLarge:
	return TooLarge(f"It is larger than {policy.max_bytes / 1048576:g} MB, the limit in FB Care Settings.")
