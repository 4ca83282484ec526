"""What agents write in the editors of both helpdesks, as the plain text that goes out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fb_care.care.plain_text import PICTURE, of_html


def quill(*lines: str) -> str:
	"""Lines as the desk's editor hands them over."""
	return f'<div class="ql-editor read-mode">{"".join(lines)}</div>'


@pytest.mark.parametrize(
	("html", "text"),
	[
		("", ""),
		("   ", ""),
		("<p></p>", ""),
		("Good morning", "Good morning"),
		("a < b & c\nsecond line", "a < b & c\nsecond line"),
		("<p>Tom &amp; Ana &lt;3</p>", "Tom & Ana <3"),
		("<p>One</p><p>Two</p>", "One\n\nTwo"),
		(quill("<p>One</p>", "<p>Two</p>"), "One\nTwo"),
		(quill("<p>One</p>", "<p><br></p>", "<p>Two</p>"), "One\n\nTwo"),
		(quill("<p>One</p>", *["<p><br></p>"] * 5, "<p>Two</p>"), "One\n\nTwo"),
		("<div>One<br>Two</div><div>Three</div>", "One\nTwo\nThree"),
		("<p>One\n  two&nbsp;three</p>", "One two three"),
		("<p><b>So</b><i>rry</i>, <u>Ana</u></p>", "Sorry, Ana"),
		("<h2>Opening hours</h2><p>9 to 5</p>", "Opening hours\n\n9 to 5"),
		("<pre>a  b\n  c</pre>", "a  b\n  c"),
		("<p>Hi \u200b\ufeff👩‍👩‍👧 ❤️</p>", "Hi 👩‍👩‍👧 ❤️"),
	],
)
def test_lines_and_signs(html: str, text: str):
	assert of_html(html) == text


@pytest.mark.parametrize(
	("html", "text"),
	[
		("<ul><li>Red</li><li>Blue</li></ul>", "• Red\n• Blue"),
		("<ol><li>Open</li><li>Close</li></ol>", "1. Open\n2. Close"),
		('<ol start="4"><li>Four</li></ol>', "4. Four"),
		(
			"<p>Take:</p><ul><li><p>Red</p></li><li><p>Blue</p></li></ul><p>Bye</p>",
			"Take:\n\n• Red\n• Blue\n\nBye",
		),
		("<ul><li>Red<ul><li>Dark</li></ul></li></ul>", "• Red\n  • Dark"),
		(
			quill(
				'<ol><li data-list="bullet">Red</li><li data-list="bullet" class="ql-indent-1">Dark</li></ol>'
			),
			"• Red\n  • Dark",
		),
		(
			quill('<ol><li data-list="ordered">One</li><li data-list="ordered">Two</li></ol>', "<p>Bye</p>"),
			"1. One\n2. Two\nBye",
		),
		(
			"<table><tr><td>Mon</td><td>9 to 5</td></tr><tr><td>Tue</td><td></td></tr></table>",
			"Mon\t9 to 5\nTue",
		),
	],
)
def test_lists_and_tables(html: str, text: str):
	assert of_html(html) == text


@pytest.mark.parametrize(
	("html", "text"),
	[
		(
			'<a href="https://example.com/a?b=1&amp;c=2">our page</a>',
			"our page (https://example.com/a?b=1&c=2)",
		),
		('<a href="https://example.com/">https://example.com</a>', "https://example.com"),
		('<a href="https://example.com">example.com</a>', "example.com"),
		('<a href="https://example.com"></a>', "https://example.com"),
		('<a href="mailto:desk@example.com?subject=x">write to us</a>', "write to us (desk@example.com)"),
		('<a href="mailto:desk@example.com">desk@example.com</a>', "desk@example.com"),
		('<a href="tel:+4930111">call</a>', "call (+4930111)"),
		('<a href="javascript:alert(1)">press</a>', "press"),
		('<a href="/app/issue/1">the ticket</a>', "the ticket"),
		(
			'<p>Thanks <span class="mention" data-value="Ana">\ufeff<span>@Ana</span>\ufeff</span>!</p>',
			"Thanks @Ana!",
		),
		('<p>Fine <img class="emoji" alt="👍" src="x.png"></p>', "Fine 👍"),
		('<p>See <img src="/files/map.png" alt="map"></p>', f"See {PICTURE}"),
		("<style>p {}</style><script>alert(1)</script><!-- note --><p>Hi</p>", "Hi"),
		("<p>Hi<svg><text>no</text></svg></p>", "Hi"),
	],
)
def test_addresses_mentions_and_what_is_no_text(html: str, text: str):
	assert of_html(html) == text


DESK_QUOTE = (
	"<p><br></p>",
	"<div>---</div>",
	"<p>On 20-11-2026 10:00, Ana.Lima@7301.facebook.invalid wrote:</p>",
	"<blockquote>Is it still there?<br>Thanks</blockquote>",
)


@pytest.mark.parametrize(
	("html", "text"),
	[
		(quill("<p>Yes, it is.</p>", *DESK_QUOTE), "Yes, it is."),
		(
			# The editor makes a quotation of each line.
			quill(
				"<p>Yes</p>", "<p>---</p>", "<p>Am 20-11-2026 schrieb Ana:</p>",
				"<blockquote>Is it?</blockquote>", "<blockquote><br></blockquote>",
				"<blockquote>Thanks</blockquote>",
			),
			"Yes",
		),
		(
			# As the desk's editor of version 15 gives it back.
			quill(
				"<p>Yes</p>", "<p><br></p>", "<p>---</p>", "<p><br></p>",
				'<p> &nbsp;\tOn 25th, <a href="mailto:a@facebook.invalid">a@facebook.invalid</a> wrote:</p>',
				"<p> &nbsp;\t</p>", "<blockquote>Is it?</blockquote>", "<blockquote>Thanks</blockquote>",
			),
			"Yes",
		),
		(quill(*DESK_QUOTE), ""),
		(quill("<p>Above</p>", *DESK_QUOTE, "<p>Below</p>"), "Above\n\nBelow"),
		("<p>Yes</p><blockquote><p>Is it?</p><p>Thanks</p></blockquote>", "Yes"),
		("<blockquote><p>Is it?</p></blockquote>", ""),
		("<p>You wrote</p><blockquote>blue</blockquote><p>Or red?</p>", "You wrote\n\n> blue\n\nOr red?"),
		('<p>Yes</p><div class="gmail_quote">On Monday Ana wrote: ...</div>', "Yes"),
		("<p>Prices</p><p>---</p><p>10 euro</p>", "Prices\n\n---\n\n10 euro"),
		("<p>A</p><p>---</p><p>mine</p><p>too</p><p>ours:</p><blockquote>q</blockquote><p>B</p>",
			"A\n\n---\n\nmine\n\ntoo\n\nours:\n\n> q\n\nB"),
	],
)  # fmt: skip
def test_the_earlier_message_is_cut(html: str, text: str):
	assert of_html(html) == text


SHOP = '<p><a href="https://example.com">Blue Bicycle</a></p>'
SIGNATURE = quill("<p>Avery Agent</p>", SHOP)


@pytest.mark.parametrize(
	("lines", "signature", "text"),
	[
		(("<p>Yes</p>", "<p><br></p>", "<p>Avery Agent</p>", SHOP), SIGNATURE, "Yes"),
		(("<p>Yes</p>", "<p>Avery Agent</p>", "<p>Blue</p>", *DESK_QUOTE), "Avery Agent\nBlue", "Yes"),
		(("<p>Ask Avery Agent</p>",), "Avery Agent", "Ask Avery Agent"),
		(("<p>Avery Agent</p>", "<p>is here</p>"), "Avery Agent", "Avery Agent\nis here"),
		(("<p>Yes</p>", '<p class="signature">Avery</p>'), "", "Yes"),
		(("<p>Yes</p>", '<p><img src="/files/logo.png"></p>'), '<p><img src="/files/logo.png"></p>', "Yes"),
	],
)  # fmt: skip
def test_the_signature_is_cut(lines: tuple[str, ...], signature: str, text: str):
	assert of_html(quill(*lines), signature) == text


def test_no_nesting_is_too_deep_and_no_text_too_long():
	deep = "<div><b>" * 20_000 + "Hello" + "</b></div>" * 20_000
	assert of_html(deep) == "Hello"
	assert len(of_html("<p>word</p>" * 20_000).split()) == 20_000


@given(st.text(max_size=200))
def test_anything_gives_text_without_control_characters(html: str):
	text = of_html(html)
	assert text == text.strip()
	assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]|\n{3}", text)


PIECES = "<p> </p> <ul> <li> </ul> <a> </a> <br> <blockquote> </blockquote> <pre> </div> word --- <td> <ol>"


@given(st.lists(st.sampled_from([*PIECES.split(), " ", "<ol start='9'>"]), max_size=40))
def test_no_tag_is_ever_left(parts: list[str]):
	assert not re.search(r"</?[a-z]", of_html("".join(parts)))


@given(st.lists(st.text("abcdefgh 👍é", min_size=1, max_size=20).filter(str.strip), min_size=1, max_size=8))
def test_every_word_of_a_line_is_kept_in_order(lines: list[str]):
	html = quill(*(f"<p>{line}</p>" for line in lines))
	assert of_html(html).split() == " ".join(lines).split()
