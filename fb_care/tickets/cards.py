"""What a ticket shows of Facebook as HTML: text as written, the ad, the post, the comment.

Called by `entries` and `refresh`. Pure: never imports frappe. Whatever comes from Facebook is escaped here,
and only http(s) addresses become links. Each part carries a `data-fb-…` mark, so that a newer version can be
put in its place later; where a person has rewritten the text by hand the mark is gone, and their text stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from fb_care.tickets.subject import Translate, plain, shorten


@dataclass(frozen=True, kw_only=True)
class AdCard:
	"""An ad, as far as it is known. `record_url` is its record on this site."""

	ad_id: str
	title: str = ""
	campaign: str = ""
	link: str = ""
	record_url: str = ""


@dataclass(frozen=True, kw_only=True)
class PostCard:
	"""A post that a comment is about."""

	post_id: str
	title: str = ""
	link: str = ""
	record_url: str = ""


@dataclass(frozen=True, kw_only=True)
class CommentCard:
	"""The link to one comment; `private`: what there is to say of its private reply."""

	comment_id: str
	link: str = ""
	private: str = ""


def is_web_link(url: str) -> bool:
	"""True for an absolute http or https address without control characters or spaces."""
	if not url or re.search(r"[\x00-\x20\x7f]", url):
		return False
	try:
		parts = urlsplit(url)
	except ValueError:
		return False
	return parts.scheme in ("http", "https") and bool(parts.hostname)


def link(url: str, label: str) -> str:
	"""`label` linked to `url`, or the label alone where `url` is no web address; both escaped."""
	if not is_web_link(url):
		return escape(label)
	return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(label)}</a>'


def text_block(key: str, text: str, lines: Sequence[str] = (), remark: str = "", origin: str = "") -> str:
	"""What somebody wrote, line breaks kept; `lines`: ready HTML lines under it.

	`origin` and `remark`: plain words before and after all that.
	"""
	parts = [f"<i>{escape(origin)}</i>"] if origin else []
	parts += [escape(text.replace("\x00", "")).replace("\n", "<br>")] if text else []
	parts += [line for line in lines if line]
	if remark:
		parts.append(f"<i>{escape(remark)}</i>")
	return f'<div data-fb-text="{escape(key)}">{"<br>".join(parts)}</div>'


def ad_html(ad: AdCard, _: Translate = str) -> str:
	"""The ad by title, id and link; the id is always there, so that the ad is named even without network."""
	title = shorten(ad.title, 200) or _("Ad")
	lines = [f"<b>{escape(_('From the ad'))}</b>: {link(ad.link, title)}"]
	lines.append(f"{escape(_('Ad ID'))}: {link(ad.record_url, ad.ad_id)}")
	if ad.campaign:
		lines.append(f"{escape(_('Campaign'))}: {escape(plain(ad.campaign))}")
	return _card(f"ad:{ad.ad_id}", lines)


def ad_text(ad: AdCard, _: Translate = str) -> str:
	"""The same on one plain line."""
	words = [_("From the ad"), f'"{shorten(ad.title, 200)}"' if ad.title else "", f"({ad.ad_id})", ad.link]
	return " ".join(word for word in words if word)


def post_html(post: PostCard, _: Translate = str) -> str:
	"""The post by title, id and link."""
	title = shorten(post.title, 200) or _("Post")
	lines = [f"<b>{escape(_('On the post'))}</b>: {link(post.link, title)}"]
	lines.append(f"{escape(_('Post ID'))}: {link(post.record_url, post.post_id)}")
	return _card(f"post:{post.post_id}", lines)


def post_text(post: PostCard, _: Translate = str) -> str:
	"""The same on one plain line."""
	words = [_("On the post"), f'"{shorten(post.title, 200)}"' if post.title else "", f"({post.post_id})"]
	return " ".join(word for word in [*words, post.link] if word)


def comment_html(comment: CommentCard, _: Translate = str) -> str:
	"""The way to the comment on Facebook."""
	lines = [link(comment.link, _("Open the comment on Facebook"))] if comment.link else []
	lines += [escape(comment.private)] if comment.private else []
	return _card(f"comment:{comment.comment_id}", lines)


def named_in(html: str) -> list[tuple[str, str]]:
	"""Kind and id of the ad and post cards in `html`, each once, in order."""
	found = re.findall(r'<blockquote data-fb-card="(ad|post):([^"&<>]+)"', html or "")
	return list(dict.fromkeys(found))


def texts_in(html: str) -> list[str]:
	"""The keys of the text blocks in `html`, in order."""
	return re.findall(r'<div data-fb-text="([^"&<>]+)"', html or "")


def replace_card(html: str, kind: str, name: str, card: str) -> str:
	"""`html` with the card of this kind and id replaced by `card`, wherever it stands."""
	return _replaced(html, "blockquote", "data-fb-card", f"{kind}:{name}", card)


def replace_text(html: str, key: str, block: str) -> str:
	"""`html` with the text block of this key replaced by `block`."""
	return _replaced(html, "div", "data-fb-text", key, block)


def state_block(lines: Sequence[str]) -> str:
	"""What became of an answer; `lines` are plain words."""
	words = "<br>".join(escape(line) for line in lines)
	return f'<div data-fb-state="answer"><small><i>{words}</i></small></div>'


def replace_state(html: str, block: str) -> str:
	"""`html` with its state block replaced by `block`, or with `block` at its end if it has none."""
	if 'data-fb-state="answer"' not in (html or ""):
		return (html or "") + block
	return _replaced(html, "div", "data-fb-state", "answer", block)


def _card(key: str, lines: Sequence[str]) -> str:
	return f'<blockquote data-fb-card="{escape(key)}">{"<br>".join(lines)}</blockquote>'


def _replaced(html: str, tag: str, mark: str, key: str, new: str) -> str:
	pattern = rf'<{tag} {mark}="{re.escape(escape(key))}"[^>]*>.*?</{tag}>'
	put: Callable[[re.Match[str]], str] = lambda _match: new  # noqa: E731 (no escapes in what is put in)
	return re.sub(pattern, put, html or "", flags=re.DOTALL)
