"""Addresses that are made from ids."""

from __future__ import annotations

import pytest

from fb_care.facebook import links


@pytest.mark.parametrize(
	("post", "comment", "address"),
	[
		("1_22", "22_333", "https://www.facebook.com/1_22?comment_id=333"),
		("1_22", "999_333", "https://www.facebook.com/1_22?comment_id=333"),
		("1_22", "333", "https://www.facebook.com/1_22?comment_id=333"),
		("", "22_333", ""),
		("1_22", "", ""),
		(None, None, ""),
	],
)
def test_a_comment_is_found_under_its_post_by_the_last_part_of_its_id(post, comment, address) -> None:
	assert links.of_comment(post, comment) == address
