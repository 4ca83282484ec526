"""Pictures for the fake Facebook's media host: a drawn landscape for each name, as true JPEG or PNG.

Used by media.py. Drawn in squares of 8x8 pixels, of which a JPEG keeps only the colour, so that no library
is needed. The same name always gives the same bytes, another name another picture.
"""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

Colour = tuple[int, int, int]

WIDTH, HEIGHT = 320, 240
_SQUARE = 8


def drawn(name: str) -> list[list[Colour]]:
	"""The colours of the squares of a name's picture, row by row: sky, sun and a hill."""
	seed = zlib.crc32(name.encode())
	sky, land, sun = (_colour(seed >> shift, base) for shift, base in ((0, 120), (7, 30), (14, 150)))
	sun_x, sun_y, top = 5 + seed % 31, 4 + (seed >> 5) % 8, 14 + (seed >> 10) % 6
	rows = []
	for y in range(HEIGHT // _SQUARE):
		row = []
		for x in range(WIDTH // _SQUARE):
			hill = y > top + (x - sun_x) ** 2 // 60
			round_sun = (x - sun_x) ** 2 + (y - sun_y) ** 2 <= 10
			row.append(land if hill else sun if round_sun else sky)
		rows.append(row)
	return rows


def _colour(seed: int, base: int) -> Colour:
	return base + seed % 100, base + (seed >> 3) % 100, base + (seed >> 6) % 100


@lru_cache(maxsize=256)
def png(name: str) -> bytes:
	"""A true PNG of 320x240 pixels."""
	lines = []
	for row in drawn(name):
		line = b"\0" + b"".join(bytes(colour) * _SQUARE for colour in row)
		lines.append(line * _SQUARE)
	head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
	data = zlib.compress(b"".join(lines))
	return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
	return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


#: How many codes of each length, and the codes for how many bits follow (the standard's own table).
_LENGTHS = bytes((0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0))
_CODES = ("00", "010", "011", "100", "101", "110", *("1" * ones + "0" for ones in range(3, 9)))
#: "No more in this square".
_END = "0"


@lru_cache(maxsize=256)
def jpeg(name: str) -> bytes:
	"""A true JPEG of 320x240 pixels."""
	parts = ((1, 0x11, 0), (2, 0x11, 0), (3, 0x11, 0))
	frame = struct.pack(">BHHB", 8, HEIGHT, WIDTH, 3) + b"".join(bytes(part) for part in parts)
	scan = b"\x03" + bytes((1, 0, 2, 0, 3, 0)) + b"\x00\x3f\x00"
	segments = (
		(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
		(0xDB, b"\0" + bytes([8]) * 64),
		(0xC0, frame),
		(0xC4, b"\x00" + _LENGTHS + bytes(range(12))),
		(0xC4, b"\x10" + bytes([1]) + bytes(15) + b"\0"),
		(0xDA, scan),
	)
	head = b"".join(struct.pack(">BBH", 0xFF, kind, len(data) + 2) + data for kind, data in segments)
	return b"\xff\xd8" + head + _scanned(drawn(name)) + b"\xff\xd9"


def _scanned(rows: list[list[Colour]]) -> bytes:
	"""The squares' colours as bits: each as its difference from the one before."""
	bits, before = [], (0, 0, 0)
	for colour in (colour for row in rows for colour in row):
		now = _luma(colour)
		bits += [_difference(new - old) + _END for new, old in zip(now, before, strict=True)]
		before = now
	stream = "".join(bits)
	stream += "1" * (-len(stream) % 8)
	return int(stream, 2).to_bytes(len(stream) // 8, "big").replace(b"\xff", b"\xff\0")


def _luma(colour: Colour) -> Colour:
	red, green, blue = colour
	bright = 0.299 * red + 0.587 * green + 0.114 * blue
	return round(bright - 128), round((blue - bright) * 0.564), round((red - bright) * 0.713)


def _difference(value: int) -> str:
	size = abs(value).bit_length()
	if not size:
		return _CODES[0]
	return _CODES[size] + format(value if value > 0 else value + 2**size - 1, f"0{size}b")
