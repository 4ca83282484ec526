"""What a referral tells about an ad, kept on FB Ad, message and conversation. A job fetches the rest."""

from __future__ import annotations

from typing import Any

import frappe

from fb_care import live
from fb_care.facebook.events import Referral
from fb_care.inbound import rows
from fb_care.inbound.outcome import Batch

DOCTYPE, COMMENTS = "FB Ad", "FB Comment Thread"
#: Field of FB Ad -> attribute of the referral.
_FACTS = {
	"title": "ad_title",
	"picture_url": "photo_url",
	"video_url": "video_url",
	"product_id": "product_id",
	"flow_id": "flow_id",
}


def keep(referral: Referral, page_id: str, at_ms: int, batch: Batch) -> str | None:
	"""Insert or complete the FB Ad of a referral and return its name; None when it names no ad.

	What is known already is never emptied or overwritten.
	"""
	if not referral.ad_id:
		return None
	told = {field: getattr(referral, source) for field, source in _FACTS.items()}
	told["post_id"] = full_post_id(page_id, referral.post_id)
	known = rows.get(DOCTYPE, {"name": referral.ad_id}, ["name", "first_ms", "picture_state", *told])
	if known:
		_complete(known, told, at_ms, batch)
	else:
		_create(referral.ad_id, page_id, told, at_ms, batch)
	return referral.ad_id


def full_post_id(page_id: str, post_id: str) -> str:
	"""A post id as `{page}_{post}`: ads_context_data leaves the page out."""
	return post_id if not post_id or "_" in post_id else f"{page_id}_{post_id}"


def of_post(post_id: str) -> str | None:
	"""The ad that shows this post (`{page}_{post}`), if a referral told of one."""
	found = rows.get(DOCTYPE, {"post_id": post_id}, ["name"]) if post_id else None
	return found.name if found else None


def of_conversation(conversation: str) -> dict[str, Any]:
	"""First and last ad of a conversation and its last reference, read from its messages."""
	message = frappe.qb.DocType("FB Message")
	query = frappe.qb.from_(message).select(message.ad, message.ref, message.referral_source)
	query = query.where((message.conversation == conversation) & message.referral.isnotnull())
	came = query.orderby(message.sent_ms).orderby(message.mid).run(as_dict=True)
	ads = [one.ad for one in came if one.ad]
	facts: dict[str, Any] = {"first_ad": ads[0], "last_ad": ads[-1], "from_ad": 1} if ads else {}
	if came:
		facts |= {"ref": came[-1].ref, "referral_source": came[-1].referral_source}
	return facts


def _create(ad_id: str, page_id: str, told: dict[str, str], at_ms: int, batch: Batch) -> None:
	state = "Pending" if told["picture_url"] or told["video_url"] else "None"
	values = {
		**told,
		"ad_id": ad_id,
		"page": page_id,
		"picture_state": state,
		"details_state": "Pending",
		"first_ms": at_ms,
	}
	rows.insert(DOCTYPE, values, name=ad_id)
	batch.fetch = True
	link_posts(ad_id, told["post_id"])


def _complete(known: Any, told: dict[str, str], at_ms: int, batch: Batch) -> None:
	changes: dict[str, Any] = {field: value for field, value in told.items() if value and not known[field]}
	if not known.first_ms or at_ms < known.first_ms:
		changes["first_ms"] = at_ms
	if known.picture_state == "None" and ("picture_url" in changes or "video_url" in changes):
		changes["picture_state"] = "Pending"
		batch.fetch = True
	if changes:
		rows.update(DOCTYPE, known.name, changes)
	if "post_id" in changes:
		link_posts(known.name, changes["post_id"])


def link_posts(ad_id: str, post_id: str) -> None:
	"""Comments on the ad's post that came before the ad was known belong to it too."""
	if not post_id:
		return
	post = frappe.qb.DocType("FB Post")
	tail = post_id.rpartition("_")[2]
	same = (post.post_tail == tail) & post.ad.isnull()
	names = frappe.qb.from_(post).select(post.name).where(same).run(pluck=True)
	for name in names:
		rows.update("FB Post", name, {"ad": ad_id})
		_link_threads(ad_id, name)


def _link_threads(ad_id: str, post: str) -> None:
	thread, values = frappe.qb.DocType(COMMENTS), {"ad": ad_id, "from_ad": 1}
	mine = (thread.post == post) & thread.ad.isnull()
	found = frappe.qb.from_(thread).select(thread.name, thread.page).where(mine).for_update().run()
	query = frappe.qb.update(thread).where(thread.name.isin([name for name, _page in found]))
	for field, value in values.items():
		query = query.set(field, value)
	if found:
		query.run()
	for name, page in found:
		live.written(COMMENTS, name, {"page": page, **values})
