"""What in somebody's words tells who they are: phone numbers, e-mail addresses, order numbers.

Called by `inbox.people_matching`. Pure: text in, identifiers out; never raises for any text. Numbers come
out in one spelling, so that they can be compared with those of other records.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import phonenumbers

PHONE, EMAIL, ORDER = "phone", "email", "order"
#: Characters of one text that are looked at; who writes more than a page doesn't tell a number there.
MOST_CHARS = 2000
#: Identifiers of one kind taken from one text.
MOST = 20
#: Digits that the end of two spellings of one number has in common at least.
TAIL_DIGITS = 7

_EMAIL = re.compile(
	r"(?<![\w.+@-])[a-z0-9][a-z0-9._%+-]{0,63}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}[a-z]{2,24}"
	r"(?![\w@-])",
	re.IGNORECASE,
)
#: Between the parts of an order number people write anything, or nothing.
_BETWEEN = r"[\s._/–—-]{0,3}"
#: Parts of a naming series that stand for digits, with how many.
_DATE_PARTS = {"YYYY": 4, "YY": 2, "MM": 2, "DD": 2, "WW": 2, "JJJ": 3, "HH": 2}
_COUNTER = 5


@dataclass(frozen=True)
class Identifier:
	"""`kind` is phone, email or order; `value` its one spelling (E.164, lower case, as the series writes)."""

	kind: str
	value: str


@dataclass(frozen=True)
class Series:
	"""A naming series: what finds its numbers, and what each piece looks like in the record's name."""

	pattern: re.Pattern[str]
	#: Fixed text, or the digits a number has at least.
	pieces: tuple[str | int, ...]

	def names(self, text: str) -> list[str]:
		"""The record names in `text`, in the spelling of the series."""
		return [self._name(match) for match in self.pattern.finditer(text)]

	def _name(self, match: re.Match[str]) -> str:
		digits = iter(match.groups())
		return "".join(
			piece if isinstance(piece, str) else (next(digits) or "").zfill(piece) for piece in self.pieces
		)


def series(options: Iterable[str]) -> tuple[Series, ...]:
	"""Series as naming settings write them ("SAL-ORD-.YYYY.-.#####"); those that nothing tells are left out.

	A series needs three letters in a row, else any number in a text would be one. Fields in braces and other
	parts that no text can hold make a series useless too.
	"""
	found = [_series(option.strip()) for option in options]
	return tuple(dict.fromkeys(one for one in found if one))


def _series(option: str) -> Series | None:
	pieces: list[str | int] = []
	for part in option.split("."):
		if part in _DATE_PARTS:
			pieces.append(_DATE_PARTS[part])
		elif part.strip("#") == "" and part:
			pieces.append(len(part))
		elif "{" in part or part in ("FY", "timestamp", "ABBR"):
			return None
		elif part:
			pieces.append(part)
	if "#" not in option:
		pieces.append(_COUNTER)
	fixed = "".join(piece for piece in pieces if isinstance(piece, str))
	if not re.search(r"[^\W\d_]{3}", fixed):
		return None
	return Series(_pattern(pieces), tuple(pieces))


def _pattern(pieces: Sequence[str | int]) -> re.Pattern[str]:
	"""The counter, which comes last, may be written without its zeros; all else has all its digits."""
	parts = []
	for number, piece in enumerate(pieces):
		if isinstance(piece, int):
			least = 1 if number == len(pieces) - 1 else piece
			most = piece + 4 if number == len(pieces) - 1 else piece
			parts.append(rf"([0-9]{{{least},{most}}})")
		else:
			words = [re.escape(word) for word in re.split(r"[\s._/–—-]+", piece) if word]
			parts.append(_BETWEEN.join(words))
	body = _BETWEEN.join(part for part in parts if part)
	return re.compile(rf"(?<![^\W_]){body}(?![0-9])", re.IGNORECASE)


def extract(
	text: str | None, regions: Sequence[str] = (), orders: Sequence[Series] = ()
) -> tuple[Identifier, ...]:
	"""The identifiers in `text`, each once, e-mails first, then order numbers, then phone numbers.

	`regions`: two-letter countries ("FR") in which numbers without a country code may be meant; numbers with
	one are found anyhow.
	"""
	said = _plain(text)
	if not said:
		return ()
	found = [Identifier(EMAIL, match[0].lower()) for match in _first(_EMAIL.finditer(said))]
	numbers = [name for one in orders for name in one.names(said)]
	found += [Identifier(ORDER, name) for name in numbers[:MOST]]
	found += [Identifier(PHONE, number) for number in _phones(said, regions)]
	return tuple(dict.fromkeys(found))


def phone(number: str | None, regions: Sequence[str] = ()) -> tuple[str, ...]:
	"""What a phone number as somebody typed it into a record can mean, in E.164; () if it is none."""
	return tuple(_phones(_plain(number)[:60], regions))


def digits_tail(number: str) -> str:
	"""The last digits of a number, by which records are looked up however they are spelled."""
	return re.sub(r"\D", "", number)[-TAIL_DIGITS:]


def _phones(said: str, regions: Sequence[str]) -> list[str]:
	if sum(char.isdigit() for char in said) < TAIL_DIGITS:
		return []  # looking closer is by far the slowest part
	found: dict[str, None] = {}
	for region in [known for known in map(str.upper, regions) if known in _REGIONS] or [None]:
		matches = phonenumbers.PhoneNumberMatcher(said, region, max_tries=200)
		for match in _first(matches):
			found[phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)] = None
	return list(found)[:MOST]


def _first(matches: Iterable) -> list:
	return [match for match, _number in zip(matches, range(MOST), strict=False)]


def _plain(text: str | None) -> str:
	"""Wide digits and invisible characters as the ordinary ones, and no more than `MOST_CHARS`."""
	said = unicodedata.normalize("NFKC", (text or "")[:MOST_CHARS])
	return "".join(char for char in said if unicodedata.category(char) not in ("Cf", "Cs", "Co"))


_REGIONS = frozenset(phonenumbers.SUPPORTED_REGIONS)
