"""Phone numbers, e-mail addresses and order numbers in what people write."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fb_care.care import identifiers
from fb_care.care.identifiers import EMAIL, MOST, ORDER, PHONE, extract, phone, series

ORDERS = series(["SAL-ORD-.YYYY.-", "WEB.######"])


def values(text: str | None, kind: str, *regions: str) -> list[str]:
	return [one.value for one in extract(text, regions, ORDERS) if one.kind == kind]


@pytest.mark.parametrize(
	("text", "expected"),
	[
		("My number is 06 12 34 56 78, call me", ["+33612345678"]),
		("06.12.34.56.78", ["+33612345678"]),
		("06-12-34-56-78 ou 01 42 68 53 00", ["+33612345678", "+33142685300"]),
		("+49 30 901820", ["+4930901820"]),
		("0033 6 12 34 56 78", ["+33612345678"]),
		("０６１２３４５６７８", ["+33612345678"]),
		("06\u200b12345678", ["+33612345678"]),
		("I paid 1234.50 on 2026-11-12, 3 pieces", []),
		("12345", []),
		("", []),
	],
)
def test_phone_numbers_in_any_spelling(text: str, expected: list[str]) -> None:
	assert values(text, PHONE, "FR") == expected


def test_a_number_without_country_code_needs_a_country() -> None:
	assert values("06 12 34 56 78", PHONE) == []
	assert values("+33 6 12 34 56 78", PHONE) == ["+33612345678"]
	assert values("030 901820", PHONE, "FR", "de", "XX") == ["+4930901820"]


@pytest.mark.parametrize(
	("text", "expected"),
	[
		("Write to Ana.Lima@Example.com.", ["ana.lima@example.com"]),
		("<ana@example.co.uk>, or (bo+fb@example.org)!", ["ana@example.co.uk", "bo+fb@example.org"]),
		("ana@example", []),
		("@ana or ana@@example.com", []),
		("no.address@here@example.com", []),
	],
)
def test_addresses(text: str, expected: list[str]) -> None:
	assert values(text, EMAIL) == expected


@pytest.mark.parametrize(
	("text", "expected"),
	[
		("Where is SAL-ORD-2026-00042?", ["SAL-ORD-2026-00042"]),
		("sal ord 2026 42 please", ["SAL-ORD-2026-00042"]),
		("salord202600042", ["SAL-ORD-2026-00042"]),
		("order SAL–ORD–2026–00042!", ["SAL-ORD-2026-00042"]),
		("WEB000123 and web 7", ["WEB000123", "WEB000007"]),
		("XSAL-ORD-2026-00042", []),
		("SAL-ORD-26-00042", []),
		("SAL-ORD-2026-1234567890123", []),
	],
)
def test_order_numbers_as_people_write_them(text: str, expected: list[str]) -> None:
	assert values(text, ORDER) == expected


@pytest.mark.parametrize("option", ["", "#####", ".YYYY.-", "SO-.YYYY.-", "ORD-.{branch}.-.###", "ORD-.FY.-"])
def test_a_series_that_nothing_tells_is_left_out(option: str) -> None:
	assert series([option]) == ()


def test_each_identifier_once_and_not_without_end() -> None:
	many = " ".join(f"person{number}@example.com" for number in range(100))
	assert len(values(f"{many} {many}", EMAIL)) == MOST


def test_a_number_of_a_record_is_compared_in_one_spelling() -> None:
	assert phone("06 12 34 56 78 (home)", ["FR"]) == ("+33612345678",)
	assert phone("nobody", ["FR"]) == () == phone(None)
	assert identifiers.digits_tail("+33 6 12 34 56 78") == "2345678"


@given(st.text(max_size=400), st.lists(st.sampled_from(["FR", "DE", "US", "??", ""]), max_size=3))
def test_any_text_is_read_without_an_error(text: str, regions: list[str]) -> None:
	found = extract(text, regions, ORDERS)
	assert len(set(found)) == len(found)
	for one in found:
		assert one.kind in (PHONE, EMAIL, ORDER) and one.value == one.value.strip()


@given(st.integers(min_value=1, max_value=99_999), st.integers(min_value=2000, max_value=2099))
def test_every_number_of_a_series_is_found_again(number: int, year: int) -> None:
	name = f"SAL-ORD-{year}-{number:05d}"
	assert values(f"about {name}, thanks", ORDER) == [name]
	assert values(f"about {name.lower().replace('-', ' ')}", ORDER) == [name]


@given(st.sampled_from(["FR", "DE", "GB", "IN"]), st.text(alphabet="abc .!?", max_size=20))
def test_every_example_number_is_found_in_both_spellings(region: str, words: str) -> None:
	number = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
	e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
	for style in (phonenumbers.PhoneNumberFormat.INTERNATIONAL, phonenumbers.PhoneNumberFormat.NATIONAL):
		said = f"{words} {phonenumbers.format_number(number, style)} {words}"
		assert values(said, PHONE, region) == [e164]


@given(st.from_regex(r"[a-z][a-z0-9]{0,10}(\.[a-z0-9]{1,5})?@[a-z]{2,10}\.(com|fr|org)", fullmatch=True))
def test_every_plain_address_is_found(address: str) -> None:
	assert values(f"Hello, {address.upper()}; bye", EMAIL) == [address]
