"""The media host of the fake: true files, and hostile addresses.

Served by server.py under /media/. A picture must be a picture: who fetches it may look at its first bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.fakebook import pictures

#: What an address that never ends, or is too large, gives at most; enough for any sane limit.
HUGE = 200 * 1024 * 1024
_BLOCK = b"\0" * 65_536


@dataclass
class MediaAnswer:
	"""`chunks` is called once, when the body is sent; None means `body`."""

	status: int = 200
	mime: str = "application/octet-stream"
	body: bytes = b""
	headers: dict[str, str] = field(default_factory=dict)
	chunks: Callable[[], Iterator[bytes]] | None = None


#: A true 1x1 GIF.
GIF = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
MP4 = (
	bytes.fromhex("000000186674797069736f6d0000020069736f6d6d703432")
	+ b"\0\0\0\x08free\0\0\0\x10mdat"
	+ b"\0" * 8
)
OGG = b"OggS\0\x02" + b"\0" * 20 + b"\x01\x1eOpusHead\x01\x01" + b"\0" * 17
PDF = (
	b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)

_GOOD = {"gif": ("image/gif", GIF), "mp4": ("video/mp4", MP4)}
_GOOD.update({"ogg": ("audio/ogg", OGG), "pdf": ("application/pdf", PDF)})


def _redirect(target: str) -> MediaAnswer:
	return MediaAnswer(302, "text/plain", headers={"Location": target})


def answer(name: str, wait: Callable[[float], object], own_url: str) -> MediaAnswer:
	"""What /media/{name} gives; `wait(seconds)` is a sleep that the server's end cuts short."""
	hostile = _hostile(wait, own_url).get(name)
	if hostile is not None:
		return hostile
	suffix = name.rsplit(".", 1)[-1].lower()
	if suffix == "png":
		return MediaAnswer(mime="image/png", body=pictures.png(name))
	if suffix in ("jpg", "jpeg"):
		return MediaAnswer(mime="image/jpeg", body=pictures.jpeg(name))
	if suffix in _GOOD:
		mime, body = _GOOD[suffix]
		return MediaAnswer(mime=mime, body=body)
	return MediaAnswer(404, "text/plain", b"not found")


def _hostile(wait: Callable[[float], object], own_url: str) -> dict[str, MediaAnswer]:
	def endless() -> Iterator[bytes]:
		for _ in range(HUGE // len(_BLOCK)):
			yield _BLOCK

	def slow() -> Iterator[bytes]:
		for _ in range(600):
			wait(1.0)
			yield b"\0"

	return {
		"redirect-private": _redirect("http://127.0.0.1:1/secret.png"),
		"redirect-metadata": _redirect("http://169.254.169.254/latest/meta-data/"),
		"redirect-file": _redirect("file:///etc/passwd"),
		"redirect-good": _redirect(f"{own_url}/media/photo.png"),
		"redirect-loop": _redirect(f"{own_url}/media/redirect-loop"),
		"wrong-type": MediaAnswer(mime="image/png", body=b"<html><script>alert(1)</script></html>"),
		"html": MediaAnswer(mime="text/html", body=b"<html><script>alert(1)</script></html>"),
		"svg": MediaAnswer(mime="image/svg+xml", body=b"<svg onload='alert(1)'/>"),
		"too-large": MediaAnswer(mime="image/png", headers={"Content-Length": str(HUGE)}, chunks=endless),
		"endless": MediaAnswer(mime="image/png", chunks=endless),
		"slow": MediaAnswer(mime="image/png", chunks=slow),
		"empty": MediaAnswer(mime="image/png"),
		"missing": MediaAnswer(404, "text/plain", b"not found"),
		"gone": MediaAnswer(410, "text/plain", b"URL signature expired"),
		"denied": MediaAnswer(403, "text/plain", b"URL signature mismatch"),
		"broken": MediaAnswer(500, "text/plain", b"try later"),
	}
