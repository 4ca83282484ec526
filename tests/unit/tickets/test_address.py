"""Addresses that look like e-mail to a helpdesk and can never be delivered."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from fb_care.tickets import address

#: What the hosts accept as an e-mail address.
VALID = re.compile(
	r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]+", re.I
)


def test_the_part_before_the_at_is_the_name():
	assert address.of_person("Ana Lima", "7301445566") == "Ana.Lima@7301445566.facebook.invalid"
	assert address.of_person("João Pão", "7301") == "Joao.Pao@7301.facebook.invalid"
	assert address.of_person("Đặng Søren Weiß", "7301") == "Dang.Soren.Weiss@7301.facebook.invalid"


def test_an_unknown_or_unspellable_name_gives_the_id():
	assert address.of_person("", "7301445566") == "Facebook-user-5566@7301445566.facebook.invalid"
	assert address.of_person("李雷", "7301445566") == "Facebook-user-5566@7301445566.facebook.invalid"
	assert address.of_person("", "") == "Somebody-on-Facebook@unknown.facebook.invalid"


def test_a_page_has_one_too():
	assert address.of_page("Lakeside Bikes", "100200") == "Lakeside.Bikes@100200.facebook.invalid"


def test_made_up_addresses_are_known_again():
	assert address.is_made_up(address.of_person("Ana", "1"))
	assert not address.is_made_up("ana@example.com")


@given(st.text(), st.text())
def test_always_a_valid_address(name: str, psid: str):
	assert VALID.fullmatch(address.of_person(name, psid))
