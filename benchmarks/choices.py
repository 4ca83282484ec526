"""What agents choose in the inbox's list: each is a first page of it. Pure."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from benchmarks import inboxes
from fb_care.inbox.filters import TABS

CHOICES: dict[str, dict[str, Any]] = {
	"Open": {"tab": "Open"},
	"Follow-up": {"tab": "Follow-up"},
	"Done": {"tab": "Done"},
	"Spam": {"tab": "Spam"},
	"Archived": {"tab": "Archived"},
	"All": {"tab": "All"},
	"Open, one page of eight": {"tab": "Open", "pages": ["90005"]},
	"Open, three pages": {"tab": "Open", "pages": ["90001", "90003", "90006"]},
	"Open, unread": {"tab": "Open", "unread": 1},
	"Open, of a busy colleague": {"tab": "Open", "assignee": "agent1@example.com"},
	"Open, of a rare colleague": {"tab": "Open", "assignee": "agent37@example.com"},
	"Open, nobody's": {"tab": "Open", "assignee": "none"},
	"Open, from an ad": {"tab": "Open", "from_ad": 1},
	"Open, window ends soon": {"tab": "Open", "window_soon": 1},
	"Open, urgent": {"tab": "Open", "priority": "Urgent"},
	"All, common label": {"tab": "All", "label": "Label 0"},
	"All, label of one in 160": {"tab": "All", "label": "Label 3"},
	"All, label of one in 640": {"tab": "All", "label": "Label 5"},
	"All, rare label": {"tab": "All", "label": "Label 9"},
	"Open, common label": {"tab": "Open", "label": "Label 0"},
	"Open, label of one in 640": {"tab": "Open", "label": "Label 5"},
	"Open, rare label": {"tab": "Open", "label": "Label 9"},
	"Open, common label, urgent": {"tab": "Open", "label": "Label 0", "priority": "Urgent"},
	"Open, common label, three pages": {
		"tab": "Open",
		"label": "Label 0",
		"pages": ["90001", "90003", "90006"],
	},
	"Done, unread (there are none)": {"tab": "Done", "unread": 1},
	"Archived, colleague, ad, one page": {
		"tab": "Archived",
		"assignee": "agent3@example.com",
		"from_ad": 1,
		"pages": ["90002"],
	},
	"Follow-up, high, unread": {"tab": "Follow-up", "priority": "High", "unread": 1},
	"All, oldest first": {"tab": "All", "sort": "oldest"},
}
#: How often each filter is among those of a combination.
SHARE = 0.35


def combinations(count: int, seed: int = 3) -> Iterator[dict[str, Any]]:
	"""`count` of all combinations of a tab and filters, at random."""
	rng = random.Random(seed)
	for _ in range(count):
		filters = {key: value for key, value in _values(rng).items() if rng.random() < SHARE}
		yield {"tab": rng.choice(TABS), **filters}


def _values(rng: random.Random) -> dict[str, Any]:
	pages = [f"9000{number}" for number in range(inboxes.PAGES)]
	agent = f"agent{int(rng.paretovariate(1)) % inboxes.AGENTS}@example.com"
	return {
		"pages": rng.sample(pages, rng.choice((1, 1, 3))),
		"assignee": rng.choice(("none", agent)),
		"label": f"Label {rng.randrange(10)}",
		"unread": 1,
		"from_ad": 1,
		"window_soon": rng.choice((0, 1)),
		"priority": rng.choice(("High", "Urgent")),
		"sort": rng.choice(("newest", "newest", "oldest")),
	}
