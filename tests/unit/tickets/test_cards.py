"""Cards: what comes from Facebook is escaped, only web addresses become links, newer facts replace older."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from fb_care.tickets import cards, words

AD = cards.AdCard(ad_id="120330", title="Summer sale", link="https://www.facebook.com/1_2", campaign="June")
EVIL = '"><script>alert(1)</script>'


def test_an_ad_is_named_by_title_id_and_link():
	html = cards.ad_html(AD)
	assert "Summer sale" in html
	assert "120330" in html
	assert 'href="https://www.facebook.com/1_2"' in html
	assert cards.ad_text(AD) == 'From the ad "Summer sale" (120330) https://www.facebook.com/1_2'


def test_an_ad_of_which_only_the_id_is_known_is_still_named():
	assert "120330" in cards.ad_html(cards.AdCard(ad_id="120330"))
	assert cards.ad_text(cards.AdCard(ad_id="120330")) == "From the ad (120330)"


def test_a_post_is_named_by_title_id_and_link():
	post = cards.PostCard(post_id="1_2", title="New opening hours", link="https://www.facebook.com/1_2")
	assert "New opening hours" in cards.post_html(post)
	assert 'href="https://www.facebook.com/1_2"' in cards.post_html(post)
	assert cards.post_text(post) == 'On the post "New opening hours" (1_2) https://www.facebook.com/1_2'


def test_what_people_write_never_becomes_markup():
	parts = [
		cards.ad_html(cards.AdCard(ad_id=EVIL, title=EVIL, campaign=EVIL, link=EVIL, record_url=EVIL)),
		cards.post_html(cards.PostCard(post_id=EVIL, title=EVIL, link=EVIL)),
		cards.comment_html(cards.CommentCard(comment_id=EVIL, link="https://x.example/" + EVIL)),
		cards.text_block(
			EVIL, EVIL, words.html_lines([{"kind": "fallback", "title": EVIL, "url": EVIL}]), EVIL
		),
	]
	for html in parts:
		assert "<script" not in html


def test_only_web_addresses_become_links():
	bad = (
		"javascript:alert(1)",
		"data:text/html,x",
		"//x.example",
		"ftp://x",
		"https://",
		"java\nscript:",
		"",
	)
	for url in bad:
		assert "<a" not in cards.link(url, "here")
	assert "<a" in cards.link("http://x.example/a?b=1&c=2", "here")


def test_line_breaks_are_kept():
	assert "one<br>two" in cards.text_block("k", "one\ntwo")


def test_a_newer_card_replaces_the_older_one():
	before = "<p>hello</p>" + cards.ad_html(cards.AdCard(ad_id="120330")) + cards.text_block("m1", "hi")
	after = cards.replace_card(before, "ad", "120330", cards.ad_html(AD))
	assert "Summer sale" in after and "<p>hello</p>" in after and "hi" in after
	assert cards.replace_card(before, "ad", "999", cards.ad_html(AD)) == before


def test_a_text_can_be_taken_back():
	before = cards.text_block("m1", "secret \\1 words") + cards.text_block("m2", "other")
	after = cards.replace_text(before, "m1", cards.text_block("m1", "", (), "unsent \\g<0>"))
	assert "secret" not in after and "unsent \\g&lt;0&gt;" in after and "other" in after


def test_text_rewritten_by_hand_stays():
	assert cards.replace_text("<p>my own words</p>", "m1", "x") == "<p>my own words</p>"


@given(st.text(), st.text())
def test_any_text_can_be_replaced_again(key: str, text: str):
	before = cards.text_block(key, text)
	assert cards.replace_text(before, key, "<div>gone</div>") == "<div>gone</div>"
	assert not re.search(r"<(?!/?(div|br)\b)", before)


def test_a_message_without_text_says_what_it_holds():
	assert words.summary([]) == ""
	assert words.summary(["image"]) == "(sent a photo)"
	assert words.summary(["image", "image", "video"]) == "(sent 2 × a photo, a video)"
	assert words.summary(["hologram"]) == "(sent something shared)"


def test_expiring_addresses_of_files_are_not_linked_but_shared_things_are():
	photo, share = words.html_lines(
		[
			{"kind": "image", "url": "https://x.example/a.png"},
			{"kind": "fallback", "title": "A walk", "url": "https://x.example/b"},
		]
	)
	assert "href" not in photo and "a photo" in photo
	assert 'href="https://x.example/b"' in share and "A walk" in share
