"""The recorded day: the same every time, with everything in it that the demo is to show."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from fb_care.facebook.events import EventKind
from fb_care.facebook.parse import parse_delivery
from tests.fakebook import Facebook, day

NOW_MS = 1_790_000_000_000


@pytest.fixture(scope="module")
def recorded():
	return day.record(NOW_MS)


@pytest.fixture(scope="module")
def events(recorded):
	"""Of each body once."""
	bodies = dict.fromkeys(delivery.body for delivery in recorded.deliveries)
	return [event for body in bodies for event in parse_delivery(body)]


def of_kind(events, kind):
	return [event for event in events if event.kind is kind]


def test_the_same_seed_makes_the_same_day(recorded):
	again = day.record(NOW_MS + 3_600_000)
	assert [d.body for d in again.deliveries] == [d.body for d in recorded.deliveries]
	assert day.record(NOW_MS, seed=7).deliveries != recorded.deliveries


def test_days_of_different_seeds_share_no_people_posts_or_ads(recorded):
	def ids(one):
		facebook = Facebook(now_ms=lambda: NOW_MS)
		day.populate(facebook, one)
		world = facebook.world
		return (
			{psid for _page, psid in world.people} | set(world.posts) | set(world.ads) | set(world.messages)
		)

	assert not ids(recorded) & ids(day.record(NOW_MS, seed=NOW_MS // 1000))


def test_it_is_several_hundred_deliveries_of_yesterday(recorded):
	assert 380 <= len(recorded.deliveries) <= 480
	assert 700 <= recorded.event_count <= 820
	start = NOW_MS // day.DAY * day.DAY - day.DAY
	assert all(start < d.sent_ms < start + day.DAY + 3_600_000 for d in recorded.deliveries)


def test_every_kind_of_event_the_issue_names_is_there(events):
	kinds = Counter(event.kind for event in events)
	wanted = set(EventKind) - {
		EventKind.OPTOUT,
		EventKind.ACCOUNT_LINKING,
		EventKind.ORDER,
		EventKind.CUSTOMER_INFORMATION,
		EventKind.APPOINTMENT,
		EventKind.GROUP_FEED,
	}
	assert wanted <= set(kinds)
	assert kinds[EventKind.UNKNOWN] == 2


def test_ads_come_in_all_three_places(events):
	on_message = [e for e in of_kind(events, EventKind.MESSAGE) if e.referral and e.referral.ad_id]
	on_button = [e for e in of_kind(events, EventKind.POSTBACK) if e.referral]
	alone = [e for e in of_kind(events, EventKind.REFERRAL) if e.referral.ad_id]
	assert min(len(on_message), len(on_button), len(alone)) >= 5
	assert {event.page_id for event in on_button} == set(day.PAGES)


def test_comments_stand_on_posts_and_on_ad_posts_at_all_levels(events):
	comments = of_kind(events, EventKind.COMMENT)
	assert {e.verb for e in comments} == {"add", "edit", "hide", "unhide", "remove"}
	on_ads = [e for e in comments if e.post.get("promotion_status") == "active"]
	replies = [e for e in comments if e.verb == "add" and not e.top_level]
	assert len(on_ads) > 10
	assert any(e.by_page for e in replies)
	assert any(not e.by_page for e in replies)
	assert any(not e.author_id for e in comments)


def test_some_events_come_before_what_they_are_about(events):
	order = {}
	for place, event in enumerate(events):
		order.setdefault((event.kind, getattr(event, "mid", "")), place)
	early = [
		kind
		for (kind, mid), place in order.items()
		if kind in (EventKind.MESSAGE_EDIT, EventKind.MESSAGE_UNSEND)
		and place < order.get((EventKind.MESSAGE, mid), 0)
	]
	assert set(early) == {EventKind.MESSAGE_EDIT, EventKind.MESSAGE_UNSEND}


def test_repetitions_and_the_batch_over_two_pages(recorded):
	counts = Counter(delivery.body for delivery in recorded.deliveries)
	assert sum(counts.values()) - len(counts) == 16
	pages = [
		{part["id"] for part in json.loads(d.body)["entry"]} for d in recorded.deliveries if d.events >= 12
	]
	assert set(day.PAGES) in pages


def test_one_mid_is_claimed_by_two_conversations(recorded, events):
	owners = {e.psid for e in of_kind(events, EventKind.MESSAGE) if e.mid == recorded.poison_mid}
	assert len(owners) == 2
	(carrier,) = [d for d in recorded.deliveries if b"Merci encore" in d.body]
	assert carrier.events == 3


def test_the_fake_knows_what_the_day_is_about(recorded):
	facebook = Facebook(now_ms=lambda: NOW_MS)
	day.populate(facebook, recorded)
	world = facebook.world
	assert {page.name for page in world.pages.values()} == {"Blue Bicycle", "Maison Tilleul"}
	assert len(world.people) == len(recorded.people) > 70
	assert all(comment.post_id in world.posts for comment in world.comments.values())
	assert all(ad.post_id in world.posts for ad in world.ads.values())
	assert any(thread.opened_ms for thread in world.threads.values())
