"""What the sandbox's desk leaves of HTML."""

from __future__ import annotations

import pytest

from sandbox.web.rich import clean


@pytest.mark.parametrize(
	("html", "left"),
	[
		("plain & simple", "plain &amp; simple"),
		("<p>Two<br>lines</p>", "<p>Two<br>lines</p>"),
		("<p onclick=x style=y class=z>a</p>", "<p>a</p>"),
		("<script>alert(1)</script>after", "after"),
		("<style>p{}</style><iframe src=x>in</iframe>after", "after"),
		("<b>never closed", "<b>never closed</b>"),
		("</p></b>closed too often", "closed too often"),
		("<b><i>crossed</b></i>", "<b><i>crossed</i></b>"),
		("&lt;img src=x onerror=y&gt;", "&lt;img src=x onerror=y&gt;"),
		("<img src=x onerror=y>", '<img alt="">'),
		('<img src="/private/files/a.png" alt="A">', '<img src="/private/files/a.png" alt="A">'),
		('<img src="https://example.com/pixel.gif">', '<img alt="">'),
		("<svg onload=x><p>in</p></svg>", "<p>in</p>"),
		('<a href="javascript:alert(1)">go</a>', "<a>go</a>"),
		('<a href=" java\nscript:alert(1)">go</a>', "<a>go</a>"),
		('<a href="//example.com">go</a>', "<a>go</a>"),
		('<a href="/app/issue/1">go</a>', '<a href="/app/issue/1" rel="noopener noreferrer nofollow">go</a>'),
		(None, ""),
	],
)
def test_clean(html: str | None, left: str) -> None:
	assert clean(html) == left


def test_a_safe_link_keeps_its_address_escaped() -> None:
	shown = clean('<a href="https://example.com/?a=1&amp;b=%22&quot;">go</a>')
	assert shown.startswith('<a href="https://example.com/?a=1&amp;b=%22&#34;"')
