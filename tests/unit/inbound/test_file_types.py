"""A file is what its first bytes say, and is named so that nothing can come of the name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fb_care.inbound import file_types
from tests.fakebook import media, pictures

ZIP = b"PK\x03\x04" + b"\0" * 60


@pytest.mark.parametrize(
	("kind", "content", "expected"),
	[
		("image", pictures.png("a.png"), ("image/png", "png")),
		("image", pictures.jpeg("a.jpg"), ("image/jpeg", "jpg")),
		("sticker", media.GIF, ("image/gif", "gif")),
		("video", media.MP4, ("video/mp4", "mp4")),
		("video", media.GIF, ("image/gif", "gif")),
		("audio", media.MP4, ("video/mp4", "mp4")),
		("audio", media.OGG, ("audio/ogg", "ogg")),
		("file", media.PDF, ("application/pdf", "pdf")),
		("file", ZIP, ("application/zip", "zip")),
		("file", b"name;price\nblue;3\n", ("text/plain", "txt")),
		("something new", media.PDF, ("application/pdf", "pdf")),
	],
)
def test_true_types(kind: str, content: bytes, expected: tuple[str, str]):
	assert file_types.tell(kind, content) == expected


def test_plain_text_keeps_a_harmless_ending():
	assert file_types.tell("file", b"a,b\n", "prices.CSV") == ("text/plain", "csv")
	assert file_types.tell("file", b"a,b\n", "prices.html") == ("text/plain", "txt")


@pytest.mark.parametrize(
	("kind", "content"),
	[
		("image", b"<html><script>alert(1)</script></html>"),
		("image", b"<svg onload='alert(1)'/>"),
		("image", media.PDF),
		("image", b"just words"),
		("video", pictures.png("a.png")),
		("audio", media.PDF),
		("file", b"<html></html>"),
		("file", b"\xef\xbb\xbf  <!DOCTYPE html>"),
		("file", b"<?xml version='1.0'?><svg/>"),
		("file", b"hello <script>alert(1)</script>"),
		("file", b"#!/bin/sh\n"),
		("file", b"MZ" + b"\0" * 60),
		("file", b"\x7fELF" + b"\0" * 60),
		("file", b"\x00\x01\x02"),
	],
)
def test_what_is_not_kept(kind: str, content: bytes):
	with pytest.raises(file_types.WrongType):
		file_types.tell(kind, content)


@pytest.mark.parametrize(
	("name", "expected"),
	[
		("photo.png", "photo.png"),
		("../../etc/passwd", "passwd.png"),
		("C:\\x\\evil.html", "evil.png"),
		("orçamento final.pdf", "orçamento-final.png"),
		(".htaccess", "image.png"),
		("", "image.png"),
		("a\u202egnp.exe", "a-gnp.png"),
		("x" * 300, "x" * 80 + ".png"),
	],
)
def test_names(name: str, expected: str):
	assert file_types.safe_name(name, "image", "png") == expected


@given(st.text(), st.text())
def test_any_name_is_harmless(name: str, kind: str):
	safe = file_types.safe_name(name, kind, "png")
	assert "/" not in safe and "\\" not in safe and not safe.startswith(".") and safe.endswith(".png")
	assert len(safe) <= file_types.NAME_CHARS + 4
