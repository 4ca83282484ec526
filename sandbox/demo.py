"""`make demo`: a recorded day of two pages, from the fake Facebook through the webhook to tickets.

Started as `python -m sandbox.demo`. Environment: ONCE=1 ends after the summary; HOST=bench plays into a site
of a bench (FRAPPE_BENCH, FRAPPE_SITE) instead of a fresh sandbox site. Ends with 0 when every delivery was
acknowledged and worked off, and nothing failed but the one event that is meant to.
"""

from __future__ import annotations

import os
import secrets
import signal
import sys
import time
from pathlib import Path
from typing import Any

import requests
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sandbox.demo_host import DemoHost, HostError, SandboxHost, bench_host
from sandbox.demo_report import show
from tests.fakebook import Facebook, day

APP_ID = "4242"
#: Of this run only, so that no other site can be taken for the one that is set up here.
SECRET = secrets.token_hex(16)
VERIFY_TOKEN = secrets.token_hex(16)
PATIENCE_S = 300
#: After so long without any progress the sweep is asked for, where no scheduler does that.
QUIET_S = 8
#: After so long without any progress what is left is said to be left.
STUCK_S = 75

console = Console(width=None if sys.stdout.isatty() else 110)


def main() -> int:
	"""The whole demo; the exit code."""
	signal.signal(signal.SIGTERM, _interrupt)
	once = os.environ.get("ONCE", "") not in ("", "0")
	facebook = Facebook(app_id=APP_ID, app_secret=SECRET).start()
	host: DemoHost | None = None
	before: dict[str, Any] | None = None
	try:
		host = open_host()
		seed = day.SEED if isinstance(host, SandboxHost) else int(time.time())
		recorded = day.record(facebook.now_ms(), media=facebook.media_url("").rstrip("/"), seed=seed)
		day.populate(facebook, recorded)
		before = connect(host, facebook)
		since = host.hand.do("now")
		good = replay(host, facebook, recorded) and wait(host, since)
		told = host.hand.do("summary", since_ms=since["ms"], since_at=since["at"], pages=list(day.PAGES))
		show(console, told, day.PAGES)
		console.print(f"\n{last_words(host, once)}", highlight=False, markup=False)
		if not once:
			stay()
		return 0 if good and as_expected(told) else 1
	except HostError as error:
		console.print(str(error), style="red", markup=False)
		return 1
	except KeyboardInterrupt:
		return 130
	finally:
		tidy(host, facebook, before)


def _interrupt(_number: int, _frame: object) -> None:
	raise KeyboardInterrupt


def open_host() -> DemoHost:
	kind = os.environ.get("HOST") or "sandbox"
	if kind == "bench":
		host: DemoHost = bench_host(dict(os.environ))
	elif kind == "sandbox":
		console.print("Making a sandbox site in .demo/site ...")
		host = SandboxHost(Path(".demo").resolve() / "site")
	else:
		raise HostError(f"HOST is {kind!r}; it can be sandbox (also when unset) or bench.")
	console.print(f"Host: {host.name}", markup=False)
	return host


def connect(host: DemoHost, facebook: Facebook) -> dict[str, Any]:
	"""What an admin does with the real Facebook: settings, pages, handshake, subscription."""
	pages = [
		{
			"page_id": page_id,
			"name": name,
			"token": facebook.world.pages[page_id].token,
			"automatic": day.DATA[page_id]["automatic"],
		}
		for page_id, name in day.PAGES.items()
	]
	before = host.hand.do(
		"setup",
		graph_url=facebook.graph_url,
		app_id=APP_ID,
		secret=SECRET,
		verify_token=VERIFY_TOKEN,
		pages=pages,
	)
	if not host.find_web(lambda: shake_hands(host)):
		raise HostError(f"The webhook at {host.webhook} refused the handshake.")
	for page_id, name in day.PAGES.items():
		fields = host.hand.do("subscribe", page_id=page_id)
		console.print(f"{name} is subscribed to {len(fields)} kinds of event", highlight=False)
	return before


def shake_hands(host: DemoHost) -> bool:
	"""Meta's check that the webhook is ours; here also that the server is the site that was set up."""
	query = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1158201444"}
	try:
		answer = requests.get(host.webhook, params=query, headers=host.headers, timeout=30)
	except requests.RequestException:
		return False
	return (answer.status_code, answer.text) == (200, "1158201444")


def replay(host: DemoHost, facebook: Facebook, recorded: day.Day) -> bool:
	"""Post the day's deliveries in their order; True when each was acknowledged."""
	with requests.Session() as session, bar() as progress:
		session.headers.update(host.headers)
		facebook.webhooks.post = lambda body, headers: _post(session, host.webhook, body, headers)
		task = progress.add_task("deliveries sent", total=len(recorded.deliveries))
		for delivery in recorded.deliveries:
			facebook.webhooks.queue(delivery.body)
			facebook.webhooks.run_due()
			progress.advance(task)
	refused = [d for d in facebook.webhooks.deliveries if not d.acknowledged]
	for delivery in refused[:3]:
		console.print(f"not acknowledged: answers {delivery.statuses}", style="red")
	return not refused


def _post(session: requests.Session, url: str, body: bytes, headers: dict[str, str]) -> int:
	return session.post(url, data=body, headers=headers, timeout=30).status_code


def wait(host: DemoHost, since: dict[str, Any]) -> bool:
	"""Until everything is worked off; True when no delivery and no ticket was left over."""
	started = changed = time.monotonic()
	swept = 0.0
	last: dict[str, int] = {}
	with bar() as progress:
		worked = progress.add_task("deliveries worked off", total=None)
		while True:
			state = host.hand.do("state", since_ms=since["ms"], since_at=since["at"])
			progress.update(worked, total=state["received"], completed=state["received"] - state["open"])
			if state != last:
				last, changed = state, time.monotonic()
			now = time.monotonic()
			main_done = not state["open"] and not state["tickets"]
			if main_done and (not state["fetching"] or now - changed > STUCK_S):
				return True
			if not host.scheduler and now - max(changed, swept) > QUIET_S:
				host.hand.do("sweep")
				swept = now
			if time.monotonic() - started > PATIENCE_S:
				console.print(f"Given up waiting: {state}", style="red", markup=False)
				return False
			time.sleep(0.3)


def bar() -> Progress:
	return Progress(
		TextColumn("{task.description:22}"),
		BarColumn(),
		MofNCompleteColumn(),
		TimeElapsedColumn(),
		console=console,
	)


def as_expected(told: dict[str, Any]) -> bool:
	"""Only the poison failed, and nothing was left lying."""
	good = True
	failed = [row for row in told["trouble"] if row[2] == "failed"]
	if len(failed) != 1 or told["deliveries"].get("Failed") != 1:
		console.print(
			"Expected one failed event only: the one whose mid two conversations claim.", style="red"
		)
		good = False
	left = {name: told[name]["Pending"] for name in ("profiles", "media") if told[name].get("Pending")}
	if left:
		console.print(f"Not fetched, for no reason given: {left}", style="red", markup=False)
		good = False
	if twice := told["tickets"].get("twice"):
		console.print(f"More than one ticket for: {', '.join(twice)}", style="red", markup=False)
		good = False
	return good


def last_words(host: DemoHost, once: bool) -> str:
	"""Where to look at what came of it, as far as that is still served when this is read."""
	if once and not host.stays_up:
		return "Its web server ends with it; `make demo` without ONCE=1 stays up to be looked at."
	return f"Look at it: {host.look_at}   log in as {host.login}"


def stay() -> None:
	console.print("Ctrl-C ends it.")
	try:
		while True:
			time.sleep(3600)
	except KeyboardInterrupt:
		console.print()


def tidy(host: DemoHost | None, facebook: Facebook, before: dict[str, Any] | None) -> None:
	"""Leave a bench's site with its own settings, and end what was started."""
	try:
		if host is not None and before is not None and not isinstance(host, SandboxHost):
			host.hand.do("restore", before=before)
	finally:
		if host is not None:
			host.close()
		facebook.stop()


if __name__ == "__main__":
	sys.exit(main())
