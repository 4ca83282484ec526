"""Handlers of posts, mentions, ratings and reactions: what is public and no comment.

A visitor's post, a mention and a rating open a comment thread of their own kind; the page's posts are
context.
"""

from __future__ import annotations

import frappe

from fb_care.facebook.events import FeedReaction, Mention, Post, Rating
from fb_care.inbound import comment_changes, comments, post_rows
from fb_care.inbound.outcome import DONE, IGNORED, Arrival, Outcome


def take_post(event: Post, arrival: Arrival) -> Outcome:
	"""POST: the page or a visitor posted, or changed a post."""
	if event.verb not in ("add", "edit", *post_rows.STATES):
		return Outcome(IGNORED, f'"{event.verb}" changes nothing that is kept here')
	post = post_rows.ensure(event.page_id, event.post_id, {}, arrival)
	post_rows.update(post, event, arrival)
	frappe.db.commit()
	if event.verb == "add":
		if not event.by_visitor:
			return Outcome(DONE)
		return comments.keep(event, event.post_id, post, "Visitor Post", arrival)
	if post.author == "Page" or event.by_page:
		return Outcome(DONE)
	return comment_changes.take(event, arrival)


def take_mention(event: Mention, arrival: Arrival) -> Outcome:
	"""MENTION: somebody named the page elsewhere."""
	if event.by_page:
		return Outcome(IGNORED, "the page named itself")
	if event.verb != "add":
		return comment_changes.take(event, arrival)
	post = post_rows.find(event.page_id, event.post_id) if event.comment_id else None
	return comments.keep(event, comment_changes.thing_id(event), post, "Mention", arrival)


def take_rating(event: Rating, arrival: Arrival) -> Outcome:
	"""RATING: somebody recommended the page, or commented on a recommendation."""
	if event.item not in ("rating", "comment"):
		return Outcome(IGNORED, "reactions to recommendations are not kept")
	if event.verb != "add":
		return comment_changes.take(event, arrival)
	return comments.keep(event, comment_changes.thing_id(event), None, "Rating", arrival)


def take_reaction(event: FeedReaction, arrival: Arrival) -> Outcome:
	"""FEED_REACTION: counted on comments."""
	if not event.comment_id:
		return Outcome(IGNORED, "reactions to posts are not kept")
	return comment_changes.take(event, arrival)
