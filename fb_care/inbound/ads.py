"""Asking Facebook what an ad is, and keeping its picture. Run by `jobs.fetch`.

What a referral told is stored elsewhere (`ad_facts`); here only what has to be asked for. Facts that are
known already stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _

from fb_care.inbound import ad_facts, media, rows
from fb_care.inbound.fetching import Final, Work, ask
from fb_care.tickets import refresh

#: Threads of one ad whose tickets are told of late facts; the newest.
_THREADS = 200


def _details(row: Any) -> None:
	"""Name, campaign and post of one ad."""
	if not row.page:
		raise Final("Failed", _("It is not known which page this ad belongs to."))
	ad = ask(row.page, lambda client: client.ad(row.name))
	creative = _part(ad, "creative")
	post = str(creative.get("effective_object_story_id") or creative.get("object_story_id") or "")
	told = {
		"ad_name": ad.get("name"),
		"title": creative.get("title") or ad.get("name"),
		"campaign_id": _part(ad, "campaign").get("id"),
		"campaign_name": _part(ad, "campaign").get("name"),
		"adset_id": _part(ad, "adset").get("id"),
		"adset_name": _part(ad, "adset").get("name"),
		"permalink": ad.get("preview_shareable_link"),
		"post_id": post,
		"picture_url": creative.get("thumbnail_url"),
	}
	known = frappe.db.get_value("FB Ad", row.name, [*told, "picture_state"], as_dict=True, for_update=True)
	if not known:
		return
	values = {key: str(value) for key, value in told.items() if value and not known[key]}
	if "picture_url" in values and known.picture_state == "None":
		values["picture_state"] = "Pending"
	values.update({"details_state": "Known", "details_reason": ""})
	rows.update("FB Ad", row.name, values)
	if "post_id" in values:
		ad_facts.link_posts(row.name, values["post_id"])
	frappe.db.commit()
	refresh_ad(row.name)


def _picture(row: Any) -> None:
	"""The picture of one ad; of a video ad its still, where that is what the address gives."""
	file = media.get(row.picture_url or row.video_url or "", "image", f"ad-{row.name}.jpg")
	if not frappe.db.get_value("FB Ad", row.name, "name", for_update=True):
		frappe.db.rollback()
		return
	url = media.keep("FB Ad", row.name, file)
	frappe.db.set_value("FB Ad", row.name, {"picture": url, "picture_state": "Stored", "picture_reason": ""})
	frappe.db.commit()
	refresh_ad(row.name)


def refresh_ad(ad: str) -> None:
	"""Bring what is known of the ad into the tickets that came from it. Commits."""
	for doctype, name in threads_of(ad):
		refresh.now(doctype, name)


def threads_of(ad: str) -> list[tuple[str, str]]:
	"""The newest threads with a ticket that this ad is part of."""
	conversations = frappe.get_all(
		"FB Message", filters={"ad": ad}, pluck="conversation", order_by="sent_ms desc", limit=_THREADS
	)
	names = {"FB Conversation": [["name", "in", list(dict.fromkeys(conversations)) or [""]]]}
	names["FB Comment Thread"] = [["ad", "=", ad]]
	found = []
	for doctype, filters in names.items():
		ticketed = [*filters, ["ticket", "is", "set"]]
		newest = frappe.get_all(
			doctype, filters=ticketed, pluck="name", order_by="last_ms desc", limit=_THREADS
		)
		found += [(doctype, name) for name in newest]
	frappe.db.commit()
	return found


def _part(ad: Mapping[str, Any], name: str) -> Mapping[str, Any]:
	part = ad.get(name)
	return part if isinstance(part, Mapping) else {}


DETAILS = Work(
	kind="ad",
	doctype="FB Ad",
	state="details_state",
	reason="details_reason",
	tries="details_tries",
	next_ms="details_next_ms",
	fields=("page",),
	run=_details,
)
PICTURES = Work(
	kind="ad picture",
	doctype="FB Ad",
	state="picture_state",
	reason="picture_reason",
	tries="picture_tries",
	next_ms="picture_next_ms",
	fields=("page", "picture_url", "video_url"),
	run=_picture,
	asks_graph=False,
)
