"""What `make test` runs: all tests on the sandbox, then the app tests on each usable site of a bench.

Started as `python -m tests.run`. Environment: FRAPPE_BENCH and FRAPPE_SITE name a bench and one of its sites
(else ~/frappe-bench and all its sites that have the app and allow_tests, two at a time); FB_CARE_SKIP_BENCH=1
leaves benches alone. A bench that is found but can't be used is a failure. The last line is `N passed, N
failed, N skipped` of everything together.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
import sys
from functools import partial
from pathlib import Path
from time import monotonic

from tests.runner import bench_desk, bench_run, lanes, services
from tests.runner.benches import Bench, BenchError, Site, find
from tests.runner.report import Result, count, table, total

ROOT = Path(__file__).resolve().parents[1]
SANDBOX_TESTS = ("tests/unit", "tests/app", "tests/browser")


def say(line: str) -> None:
	print(f"== {line}", flush=True)


def on_sandbox() -> Result:
	"""Unit, app and browser tests with the sandbox as host."""
	result = Result("sandbox", f"python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}")
	say("sandbox: unit, app and browser tests")
	junit = ROOT / ".venv" / "junit-sandbox.xml"
	junit.unlink(missing_ok=True)
	env = {key: value for key, value in os.environ.items() if not key.startswith(("FRAPPE_", "FB_CARE_HOST"))}
	folders = [folder for folder in SANDBOX_TESTS if any((ROOT / folder).rglob("test_*.py"))]
	started = monotonic()
	done = subprocess.run(
		[sys.executable, "-m", "pytest", "-q", f"--junitxml={junit}", *folders], cwd=ROOT, env=env
	)
	result.seconds = monotonic() - started
	return count(result, junit, done.returncode)


def on_bench(results: list[Result]) -> str:
	"""Add a result for each site of a bench; gives the sentence why there is none, or ""."""
	try:
		found = find(os.environ, Path.home())
		if found.bench is None:
			return f"{found.why_not}: ran on the sandbox only"
		say(f"bench {found.bench.path}")
		children = services.ensure(services.needed(found.sites), say)
	except BenchError as error:
		results.append(Result("bench", problem=str(error)))
		return ""
	try:
		_build_desk(found.bench, results)
		before = len(results)
		sites = [ready for site in found.sites if (ready := _prepare(found.bench, site, results))]
		say(f"app tests, {lanes.LANES} sites at a time: {', '.join(site.name for site, _facts in sites)}")
		results += lanes.side_by_side(partial(_on_site, found.bench), sites)
	finally:
		for child in children:
			child.terminate()
	if len(results) > before:
		return ""
	if os.environ.get("FRAPPE_SITE"):
		results.append(Result(os.environ["FRAPPE_SITE"], problem="fb_care is not installed on this site"))
		return ""
	return f"no site of the bench {found.bench.path} has fb_care installed: ran on the sandbox only"


def _build_desk(bench: Bench, results: list[Result]) -> None:
	if missing := bench_desk.why_not(bench):
		say(missing)
		return
	try:
		bench_desk.ready(bench, bench_desk.FOLDER, say)
	except BenchError as error:
		results.append(Result("bench's desk", problem=str(error)))


def _prepare(bench: Bench, site: Site, results: list[Result]) -> tuple[Site, dict] | None:
	"""Bring the site to this checkout's state; it and what is known of it, None where it is left alone."""
	try:
		facts = bench_run.probe(bench, site)
		if not facts["installed"]:
			say(f"{site.name}: fb_care is not installed, left alone")
			return None
		bench_run.packages(bench, say)
		bench_run.migrate_if_stale(bench, site, facts["stale"], say)
		return site, facts
	except BenchError as error:
		results.append(Result(site.name, problem=str(error)))
		return None


def _on_site(bench: Bench, ready: tuple[Site, dict]) -> list[Result]:
	site, facts = ready
	try:
		found = [bench_run.run_tests(bench, site, facts, bench_run.packages(bench, say))]
		if "erpnext" in facts["versions"] and not bench_desk.why_not(bench):
			found.append(bench_desk.run_tests(bench, site.name, facts))
		return found
	except BenchError as error:
		return [Result(site.name, problem=str(error))]


def main() -> int:
	results = [on_sandbox()]
	note = on_bench(results)
	print()
	print(table(results))
	for result in results:
		if result.problem:
			print(f"\n{result.host}: {result.problem}")
	if note:
		print(f"\n{note}")
	print(f"\n{total(results)}", flush=True)
	return 0 if all(result.good for result in results) else 1


if __name__ == "__main__":
	sys.exit(main())
