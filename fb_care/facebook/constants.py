"""Names and numbers of Meta's platform, each with the place it was read.

Everything in this package reads them from here; nothing here is a setting. Checked on 2026-11-22.
"""

from __future__ import annotations

#: Newest version in Meta's reference (https://developers.facebook.com/docs/graph-api/webhooks/reference/page).
GRAPH_VERSION = "v26.0"
GRAPH_URL = "https://graph.facebook.com"

#: `app_id` in echoes of what people write in the page's own inbox. Meta's pages on message_echoes and on
#: conversation routing spell it differently; both are accepted.
PAGE_INBOX_APP_IDS = frozenset({"26390203743090", "263902037430900"})

#: `message.metadata` of everything this app sends begins with this, so that its echo is known.
METADATA_PREFIX = "fb_care:"

#: Entry id of what the "Test" button of Meta's dashboard sends.
TEST_PAGE_ID = "0"

#: Page fields to subscribe to (POST /{page-id}/subscribed_apps?subscribed_fields=...). Ad referrals need both
#: `messages` and `messaging_referrals`. Spelling as in the enum of Meta's SDK, which has the plural forms.
SUBSCRIBED_FIELDS = (
	"feed",
	"mention",
	"ratings",
	"messages",
	"message_echoes",
	"message_edits",
	"message_reactions",
	"message_reads",
	"message_deliveries",
	"messaging_postbacks",
	"messaging_referrals",
	"messaging_optins",
	"messaging_optouts",
	"messaging_handovers",
	"messaging_policy_enforcement",
	"messaging_account_linking",
	"messaging_customer_information",
	"response_feedback",
	"send_cart",
	"standby",
)

#: Fields whose real events stand under `messaging`; only the dashboard's "Test" button puts them under
#: `changes`.
MESSAGING_FIELDS = frozenset(
	{field for field in SUBSCRIBED_FIELDS if field.startswith("messag")}
	| {
		"group_feed",
		"message_context",
		"messaging_appointments",
		"messaging_feedback",
		"response_feedback",
		"send_cart",
		"standby",
	}
)

#: Send API: text, metadata and file limits (Send API reference; .../send-messages/saving-assets).
MAX_TEXT_CHARS = 2000
MAX_METADATA_CHARS = 1000
MAX_FILE_BYTES = 25 * 1024 * 1024
MAX_IMAGE_URL_BYTES = 8 * 1024 * 1024

#: Reply windows (.../messenger-platform/send-messages; private replies: .../discovery/private-replies).
STANDARD_WINDOW_HOURS = 24
HUMAN_AGENT_WINDOW_HOURS = 7 * 24
PRIVATE_REPLY_WINDOW_HOURS = 7 * 24

#: A message can be edited this often (message_edits reference).
MAX_EDITS = 5

#: "within 5 or less seconds" (.../messenger-platform/webhooks).
WEBHOOK_ANSWER_SECONDS = 5
#: "aggregated and sent in a batch with a maximum of 1000 updates" (Graph API webhooks, getting started).
MAX_BATCH = 1000

#: Longest ids this app keeps; Meta's are far below. What is longer is no id.
MAX_MID_CHARS = 255
MAX_ID_CHARS = 140
MAX_KEY_CHARS = 180
#: Titles and names are labels; longer ones are cut, messages and comments never are.
MAX_LABEL_CHARS = 140

#: Times outside these are no times: Facebook began in 2004. UTC ms of 2004-01-01 and 2100-01-01.
MIN_TIME_MS = 1_072_915_200_000
MAX_TIME_MS = 4_102_444_800_000
#: How far Meta's clock may be ahead of ours; a time beyond that is wrong.
MAX_AHEAD_MS = 5 * 60 * 1000
#: Numbers below this are seconds, above it milliseconds.
SECONDS_BELOW = 100_000_000_000
