"""Addresses of things on Facebook, made from their ids where Facebook gave none. Pure."""

from __future__ import annotations

from fb_care.facebook.reading import tail


def of_comment(post_id: str | None, comment_id: str | None) -> str:
	"""Where a comment under a post is read; "" where either id is not known."""
	last = tail(comment_id or "")
	return f"https://www.facebook.com/{post_id}?comment_id={last}" if post_id and last else ""
