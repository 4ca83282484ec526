"""What a fetched file really is, by its first bytes, and how it may be named. Called by `media`.

The word of the server or of the address is not trusted: what is announced as a picture must be one. Markup
and programs (HTML, SVG, XML, executables) are never kept. Pure: never imports frappe.
"""

from __future__ import annotations

import re
import unicodedata

import filetype


class WrongType(Exception):
	"""The file is not kept because of what it is; the message says why."""


#: Bytes enough to tell every type.
HEAD = 8192
NAME_CHARS = 80

_PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp", "image/tiff", "image/heic")
#: Meta's kind -> beginnings of the types that it may be. A voice message comes as mp4 too.
_EXPECTED: dict[str, tuple[str, ...]] = {
	"image": _PICTURES,
	"sticker": _PICTURES,
	"video": ("video/", "image/gif"),
	"reel": ("video/",),
	"ig_reel": ("video/",),
	"audio": ("audio/", "video/mp4", "video/webm", "video/3gpp"),
}
_DOCUMENTS = (
	*_PICTURES,
	"video/",
	"audio/",
	"application/pdf",
	"application/zip",
	"application/rtf",
	"application/gzip",
	"application/x-7z-compressed",
	"application/vnd.openxmlformats",
	"application/vnd.oasis",
	"application/vnd.ms-",
	"application/msword",
	"application/epub+zip",
)
#: Endings under which plain text is kept as it was named.
_TEXTS = ("txt", "csv", "tsv", "log", "md", "ics", "vcf", "json")


def tell(kind: str, content: bytes, name: str = "") -> tuple[str, str]:
	"""MIME type and file ending of `content`, which came as `kind`. Raises `WrongType`."""
	found = filetype.guess(content[:HEAD])
	if found:
		mime, ending = found.mime, found.extension
	elif kind == "file" and _is_text(content):
		named = name.rpartition(".")[2].lower()
		mime, ending = "text/plain", named if named in _TEXTS else "txt"
		return mime, ending
	else:
		raise WrongType(f"It came as {kind}, but its content is of no known type.")
	allowed = _EXPECTED.get(kind, _DOCUMENTS)
	if mime not in allowed and not mime.startswith(
		tuple(a for a in allowed if a[-1] in "/-." or "vnd." in a)
	):
		raise WrongType(f"It came as {kind}, but its content is {mime}, which is not kept.")
	return mime, ending


def safe_name(name: str, kind: str, ending: str) -> str:
	"""A file name of letters, digits, "-", "_" and "." with the true ending; `kind` where nothing is left."""
	stem = unicodedata.normalize("NFC", name).rpartition("/")[2].rpartition("\\")[2]
	if "." in stem:
		stem = stem.rpartition(".")[0]
	stem = re.sub(r"[^\w-]+", "-", stem).strip("-_")[:NAME_CHARS].rstrip("-_")
	fallback = re.sub(r"[^a-z]", "", kind.lower()) or "file"
	return f"{stem or fallback}.{ending}"


def _is_text(content: bytes) -> bool:
	"""True for plain text that nothing takes for markup."""
	try:
		text = content.decode("utf-8-sig")
	except UnicodeDecodeError:
		return False
	if "\x00" in text:
		return False
	start = text.lstrip()[:1024].lower()
	return not start.startswith(("<", "#!", "%!")) and not re.search(
		r"<\s*(script|svg|html|\?xml|!doctype)", start
	)
