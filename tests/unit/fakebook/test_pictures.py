"""The fake Facebook's pictures are true ones, and no two names share one."""

from __future__ import annotations

import struct
import zlib

import pytest

from tests.fakebook import media, pictures


def told(name: str) -> media.MediaAnswer:
	return media.answer(name, lambda _seconds: None, "http://media.example")


def size_of(content: bytes) -> tuple[int, int]:
	if content.startswith(b"\x89PNG"):
		return struct.unpack(">II", content[16:24])
	at = content.index(b"\xff\xc0")
	height, width = struct.unpack(">HH", content[at + 5 : at + 9])
	return width, height


@pytest.mark.parametrize("name", ["ad-lowland.jpg", "customer-7301.jpg", "like.png", "photo.jpeg"])
def test_a_picture_is_of_a_size_that_people_see(name: str):
	answer = told(name)
	assert answer.mime == ("image/png" if name.endswith("png") else "image/jpeg")
	assert size_of(answer.body) == (320, 240)


def test_no_two_names_share_a_picture_and_one_name_keeps_its_own():
	names = [f"customer-{n}.jpg" for n in range(60)] + ["ad-dune.jpg", "ad-lowland.jpg", "ad-dune.png"]
	assert len({told(name).body for name in names}) == len(names)
	assert told("ad-dune.jpg").body == told("ad-dune.jpg").body


def test_a_jpeg_holds_every_square_of_the_drawing():
	"""Read back by the rules of the format, so that a browser can do so too."""
	content = pictures.jpeg("harbour.jpg")
	scan = content[content.index(b"\xff\xda") + 14 : -2].replace(b"\xff\0", b"\xff")
	bits = iter("".join(f"{byte:08b}" for byte in scan))
	codes = {code: size for size, code in enumerate(pictures._CODES)}
	before, found = [0, 0, 0], []
	for square in range(40 * 30 * 3):
		code = ""
		while code not in codes:
			code += next(bits)
		size = codes[code]
		raw = "".join(next(bits) for _ in range(size))
		value = int(raw, 2) if raw else 0
		before[square % 3] += value if raw.startswith("1") else value - 2**size + 1
		assert next(bits) == "0"
		found.append(before[square % 3])
	assert set(bits) <= {"1"}
	wanted = [part for row in pictures.drawn("harbour.jpg") for one in row for part in pictures._luma(one)]
	assert found == wanted


def test_a_png_holds_every_line():
	content = pictures.png("like.png")
	length = struct.unpack(">I", content[33:37])[0]
	assert len(zlib.decompress(content[41 : 41 + length])) == 240 * (1 + 320 * 3)
