"""`make demo`: a recorded day of two pages, from the fake Facebook to tickets, then the team answering.

Started as `python -m sandbox.demo`. Environment: ONCE=1 ends after the summary; HOST=bench plays into a site
of a bench (FRAPPE_BENCH, FRAPPE_SITE) instead of a fresh sandbox site. Ends with 0 when every delivery was
acknowledged and worked off, nothing failed but the one event that is meant to, each person received exactly
what the team sent, and of the two pages one has the badge of the fast and the other lost it.
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

from sandbox.demo_cast import AGENTS
from sandbox.demo_host import DemoHost, HostError, SandboxHost, bench_host
from sandbox.demo_report import show
from sandbox.demo_team import Team
from tests.fakebook import Facebook, day

APP_ID = "4242"
#: Of this run only, so that no other site can be taken for the one that is set up here.
SECRET = secrets.token_hex(16)
VERIFY_TOKEN = secrets.token_hex(16)
#: States of an answer that went out, as the summary names them.
SENT = {"Sent", "Delivered", "Read"}
#: What is left has to be worked off before the demo goes on.
MUST = ("open", "tickets", "sending")
#: After so long without any progress it is given up.
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
		facebook.world.serials_from(seed * 1000)
		before = connect(host, facebook)
		since = host.hand.do("now")
		team = Team(host, facebook, seed, lambda: wait(host, facebook, since, "the team at work"))
		team.come_to_work()
		good = replay(host, facebook, recorded) and wait(host, facebook, since)
		answers = team.play()
		told = host.hand.do("summary", since_ms=since["ms"], since_at=since["at"], pages=list(day.PAGES))
		told["answers"] = answers
		told["responsiveness"] = host.hand.do("responsiveness", pages=list(day.PAGES))
		told["rebuilt"] = host.hand.do("rebuilt", pages=list(day.PAGES))
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


def wait(
	host: DemoHost, facebook: Facebook, since: dict[str, Any], what: str = "deliveries worked off"
) -> bool:
	"""Until everything is worked off and sent; True when no delivery, ticket or answer was left over."""
	changed = time.monotonic()
	swept = 0.0
	last: dict[str, int] = {}
	with bar() as progress:
		worked = progress.add_task(what, total=None)
		while True:
			told = facebook.webhooks.run_due()
			state = host.hand.do("state", since_ms=since["ms"], since_at=since["at"])
			progress.update(worked, total=state["received"], completed=state["received"] - state["open"])
			if state != last:
				last, changed = state, time.monotonic()
			quiet = time.monotonic() - changed
			if not told and not any(state[kind] for kind in MUST):
				if not state["fetching"] or quiet > STUCK_S:
					return True
			if not host.scheduler and time.monotonic() - max(changed, swept) > QUIET_S:
				host.hand.do("sweep")
				swept = time.monotonic()
			if quiet > PATIENCE_S:
				console.print(f"Given up waiting: {state}", style="red", markup=False)
				return False
			time.sleep(0.2)


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
	return all((answered(told["answers"]), responsive(told), good))


def responsive(told: dict[str, Any]) -> bool:
	"""One page has its badge, the other lost it; rows kept while events came are those of a rebuild."""
	problems = []
	for page_id, meant in ((day.BLUE_BICYCLE, True), (day.MAISON_TILLEUL, False)):
		page = told["responsiveness"][page_id]
		if (page["earned"], page["kept"]) != (meant, meant):
			has = "has" if page["earned"] else "has no"
			problems.append(f"{day.PAGES[page_id]} {has} badge, and its page says {page['kept']}")
	lost = told["responsiveness"][day.MAISON_TILLEUL]
	if not (lost["lost_at"] and lost["costly"]):
		problems.append(f"{day.PAGES[day.MAISON_TILLEUL]} never had the badge, or nothing cost it")
	problems += [f"kept and rebuilt differ: {what}" for what in told["rebuilt"]]
	for problem in problems:
		console.print(f"Responsiveness: {problem}", style="red", markup=False)
	return not problems


def answered(told: dict[str, Any]) -> bool:
	"""The team's part: all of it happened, and people received exactly what was sent."""
	problems = list(told["wrong"])
	if not told["finished"]:
		problems.append("not everything was worked off")
	unsent = {**told["messages"], **told["private"], **told["public"]}.keys() - SENT
	if unsent:
		problems.append(f"answers were left {', '.join(sorted(unsent))}")
	for what, meant in (("hidden", 1), ("liked", 1), ("inbox", 1), ("settled_by_echo", 1)):
		if told[what] != meant:
			problems.append(f"{what}: {told[what]}, not {meant}")
	if [problem for _name, problem, _words in told["refused"]] != ["window"]:
		problems.append(f"refused: {told['refused']}, not one whose reply window is over")
	if not told["one_ticket"]:
		problems.append("the private reply and what came of it are in two tickets")
	problems += [f"the inbox does not show {what}" for what, good in told["in_the_inbox"] if not good]
	if not (told["private"] and told["public"]):
		problems.append("no private or no public reply went out")
	for problem in problems:
		console.print(f"The team's answers: {problem}", style="red", markup=False)
	return not problems


def last_words(host: DemoHost, once: bool) -> str:
	"""Where to look at what came of it, as far as that is still served when this is read."""
	if once:
		return "Its web server ends with it; `make demo` without ONCE=1 stays up to be looked at."
	inbox = f"{host.look_at}/app/facebook-inbox"
	return f"Look at it: {host.look_at}   the inbox: {inbox}   log in as {host.login}"


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
			host.hand.do("dismiss", agents=[agent["email"] for agent in AGENTS])
	finally:
		if host is not None:
			host.close()
		facebook.stop()


if __name__ == "__main__":
	sys.exit(main())
