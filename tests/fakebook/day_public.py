"""The public part of the recorded day: posts, comments with their replies, reactions, mentions, reviews.

Called by day.py. Comments on ad posts come without the post ever being announced, as at Meta; ids disagree in
their prefixes now and then, as in captured bodies.
"""

from __future__ import annotations

from typing import Any

from tests.fakebook import bodies
from tests.fakebook.day_script import MINUTE, Person, Script

SECOND = 1000


def own_posts(script: Script, page_id: str) -> None:
	"""The page posts: told as not published, then as published."""
	name = script.data(page_id)["name"]
	for number, post in enumerate(script.data(page_id)["posts"]):
		at_ms = script.at(7 + number, 8 + number)
		value: dict[str, Any] = {
			"from": {"id": page_id, "name": name},
			"item": "photo" if post["picture"] else "status",
			"verb": "add",
			"post_id": f"{page_id}_{post['post']}",
			"message": post["message"],
			"created_time": at_ms // 1000,
		}
		if post["picture"]:
			value.update(link=script.url(post["picture"]), photo_id=int(script.number()))
		for published in (0, 1) if number == 0 else (1,):
			script.change(page_id, at_ms, bodies.change("feed", {**value, "published": published}))
			at_ms += 40 * SECOND


def all_comments(script: Script, page_id: str, people: list[Person]) -> None:
	"""Comments under the page's posts and under its ads, some answered, some changed afterwards."""
	data = script.data(page_id)
	places = [(post["post"], "ineligible") for post in data["posts"]]
	places += [(ad["post"], "active") for ad in data["ads"]]
	for number in range(len(people) * 5 // 8):
		post, promotion = places[number % len(places)]
		person = people[(number * 11 + 3) % len(people)]
		_thread(script, page_id, person, number, post, promotion)


def _thread(script: Script, page_id: str, person: Person, number: int, post: str, promotion: str) -> None:
	data = script.data(page_id)
	at_ms = script.at(9, 21)
	texts = data["comments"][number % len(data["comments"])]
	question, answer, thanks = (script.words(page_id, t, person.first) if t else "" for t in texts)
	post_id = f"{page_id}_{post}"
	info = bodies.post_info(
		post_id, script.start_ms, f"https://www.facebook.com/{page_id}/posts/{post}", promotion
	)
	root = f"{post}_{script.number(16)}"
	author: tuple[str, str] | None = (person.psid, person.name)
	more: dict[str, Any] = {}
	if number % 9 == 4:
		more["photo"] = script.url(f"comment-{number}.png")
	elif number % 13 == 6:
		more["video"] = script.url("clip.mp4")
	if number % 15 == 8:
		# No Advanced Access for this one: Meta leaves out who wrote it.
		author = None
	parent = post_id if number % 6 else f"{script.number(16)}_{post}"
	late = 4 * MINUTE if number % 10 == 7 else None
	item = bodies.comment(author, info, root, at_ms, question, parent_id=parent, **more)
	script.change(page_id, at_ms, item, lag_ms=late)
	script.comments.append(
		{
			"id": root,
			"post": post_id,
			"author": author or ("", ""),
			"text": question,
			"at_ms": at_ms,
			"parent": "",
		}
	)
	if answer:
		at_ms = script.after(at_ms, 60, 200 if late else 3000)
		_reply(script, page_id, (page_id, data["name"]), info, root, at_ms, answer)
	if thanks:
		at_ms = script.after(at_ms, 60, 900)
		_reply(script, page_id, (person.psid, person.name), info, root, at_ms, thanks)
	_afterwards(script, page_id, person, info, root, at_ms, number, question)


def _reply(
	script: Script, page_id: str, author: tuple[str, str], info: bodies.Item, root: str, at_ms: int, text: str
) -> None:
	reply = f"{root.split('_')[0]}_{script.number(16)}"
	script.change(page_id, at_ms, bodies.comment(author, info, reply, at_ms, text, parent_id=root))
	script.comments.append(
		{"id": reply, "post": info["id"], "author": author, "text": text, "at_ms": at_ms, "parent": root}
	)


def _afterwards(
	script: Script,
	page_id: str,
	person: Person,
	info: bodies.Item,
	root: str,
	at_ms: int,
	number: int,
	question: str,
) -> None:
	"""Edited, hidden, shown again, removed, liked."""
	author, page = (person.psid, person.name), (page_id, script.data(page_id)["name"])
	later = script.after(at_ms, 120, 1500)
	if number % 8 == 1:
		item = bodies.comment(
			author, info, root, at_ms, question + " (edit)", verb="edited", edited_time=later // 1000
		)
		script.change(page_id, later, item)
	if number % 7 == 2:
		for wait, verb in ((0, "hide"), (600 * SECOND, "unhide")):
			if wait and number % 2:
				continue
			item = bodies.comment(page, info, root, at_ms, question, verb=verb)
			script.change(page_id, later + wait, item)
	if number % 9 == 5:
		script.change(page_id, later, bodies.comment_removed(author, info["id"], root, info["id"], later))
	if number % 2:
		_reaction(script, page_id, author, info["id"], later, comment_id=root, kind="like")


def reactions(script: Script, page_id: str, people: list[Person]) -> None:
	"""People react to posts; some take it back."""
	kinds = ("like", "love", "haha", "wow", "care")
	for number, person in enumerate(people[::3]):
		post = script.data(page_id)["posts"][number % len(script.data(page_id)["posts"])]
		author = (person.psid, person.name)
		at_ms = script.at(9, 21)
		_reaction(script, page_id, author, f"{page_id}_{post['post']}", at_ms, kind=kinds[number % 5])
		if number % 6 == 2:
			gone = at_ms + 5 * MINUTE
			_reaction(script, page_id, author, f"{page_id}_{post['post']}", gone, verb="remove")


def _reaction(
	script: Script,
	page_id: str,
	author: tuple[str, str],
	post_id: str,
	at_ms: int,
	*,
	comment_id: str = "",
	kind: str = "like",
	verb: str = "add",
) -> None:
	value: dict[str, Any] = {
		"from": {"id": author[0], "name": author[1]},
		"item": "reaction",
		"verb": verb,
		"reaction_type": kind,
		"post_id": post_id,
		"parent_id": post_id,
		"created_time": at_ms // 1000,
	}
	if comment_id:
		value["comment_id"] = comment_id
	script.change(page_id, at_ms, bodies.change("feed", value))


def visitors(script: Script, page_id: str, people: list[Person]) -> None:
	"""Posts of visitors on the page, mentions elsewhere, and reviews."""
	for number, text in enumerate(script.data(page_id)["visitor_posts"]):
		person = people[number * 5 + 2]
		at_ms = script.at(10, 20)
		value = {
			"from": {"id": person.psid, "name": person.name},
			"item": "post",
			"verb": "add",
			"post_id": f"{page_id}_{script.number(18)}",
			"message": text,
			"is_hidden": False,
			"created_time": at_ms // 1000,
		}
		script.change(page_id, at_ms, bodies.change("feed", value))
	for number in range(2):
		at_ms = script.at(10, 20)
		post = f"{script.number()}_{script.number(18)}"
		value = {"post_id": post, "item": "post", "verb": "add", "created_time": at_ms // 1000}
		if number:
			value.update(item="comment", comment_id=f"{post.split('_')[1]}_{script.number(16)}")
			value["message"] = f"@{script.data(page_id)['name']} ?"
		script.change(page_id, at_ms, bodies.change("mention", value))
	for number, (kind, text) in enumerate(script.data(page_id)["reviews"]):
		person = people[number * 4 + 1]
		at_ms = script.at(10, 20)
		value = {
			"item": "rating",
			"verb": "add",
			"reviewer_id": person.psid,
			"reviewer_name": person.name,
			"recommendation_type": kind,
			"review_text": text,
			# Meta sends this id as a number.
			"open_graph_story_id": int(script.number()),
			"created_time": at_ms // 1000,
		}
		script.change(page_id, at_ms, bodies.change("ratings", value))
