"""A bench's desk with this checkout's bundles, for tests in a browser: a sites folder of its own.

The bundles are built by Frappe's own esbuild, as `bench build --app fb_care` does. The folder links to the
bench's apps and sites, so that a web server started in it shows the real sites; the bench stays as it is.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from sandbox.web import assets
from tests.runner import lanes
from tests.runner.benches import APP, Bench, BenchError, all_sites
from tests.runner.report import Result, count

ROOT = Path(__file__).resolve().parents[2]
#: Where `make test` keeps it.
FOLDER = ROOT / ".venv" / "bench-desk"
BUILD_S = 300

Say = Callable[[str], None]


def why_not(bench: Bench) -> str:
	"""What is missing for a build; "" where nothing is."""
	if not shutil.which("node"):
		return "Node is not installed, so the inbox was not built for the bench's desk."
	if not (bench.path / "apps" / "frappe" / "node_modules").is_dir():
		return (
			f"The bench {bench.path} has no node_modules, so the inbox was not built for its desk. "
			"Run: bench setup requirements --node"
		)
	return ""


def ready(bench: Bench, folder: Path, say: Say) -> Path:
	"""The sites folder with the bundles of the sources as they are. Raises BenchError."""
	if missing := why_not(bench):
		raise BenchError(missing)
	stamp = assets.stamp_of(ROOT)
	link(bench, folder)
	mark = folder / "built.txt"
	if not mark.exists() or mark.read_text(encoding="utf-8") != stamp:
		say("building the inbox with the bench's own esbuild (under .venv, not into the bench)")
		mark.unlink(missing_ok=True)
		build(bench, folder)
		mark.write_text(stamp, encoding="utf-8")
	return folder / "sites"


def link(bench: Bench, folder: Path) -> None:
	"""The layout of a bench: its apps, sites and assets; those of this app are this checkout's."""
	sites, public = folder / "sites", folder / "sites" / "assets" / APP
	for made in (folder / "apps", folder / "logs", folder / "config", public):
		made.mkdir(parents=True, exist_ok=True)
	names = (bench.sites / "apps.txt").read_text(encoding="utf-8").split()
	(sites / "apps.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
	# So that the host looks here which bundles there are, and keeps none of it in the shared cache.
	config = json.dumps({**bench.config, "developer_mode": 1})
	(sites / "common_site_config.json").write_text(config, encoding="utf-8")
	for name in names:
		point(folder / "apps" / name, ROOT if name == APP else bench.path / "apps" / name)
		if name != APP:
			point(sites / "assets" / name, bench.path / "apps" / name / name / "public")
	for entry in (ROOT / APP / "public").iterdir():
		if entry.name not in ("dist", "node_modules"):
			point(public / entry.name, entry)
	for site in all_sites(bench):
		point(sites / site.name, bench.sites / site.name)


def build(bench: Bench, folder: Path) -> None:
	"""Build this app's bundles beside those that the bench has of the others. Raises BenchError."""
	for name in ("assets.json", "assets-rtl.json"):
		if (bench.sites / "assets" / name).exists():
			shutil.copyfile(bench.sites / "assets" / name, folder / "sites" / "assets" / name)
	esbuild = bench.path / "apps" / "frappe" / "esbuild"
	done = subprocess.run(
		["node", str(esbuild), "--apps", APP, "--production"],
		# Its styles plugin writes beside the sources what does not stand below the folder above this one.
		cwd=folder / "apps",
		env={**os.environ, "FRAPPE_BENCH_ROOT": str(folder)},
		capture_output=True,
		text=True,
		timeout=BUILD_S,
	)
	built = folder / "sites" / "assets" / "assets.json"
	if done.returncode or not built.exists() or "fb_care_inbox.bundle.js" not in built.read_text():
		raise BenchError(f"The bench's esbuild failed:\n{(done.stdout + done.stderr)[-2000:]}")


def run_tests(bench: Bench, site: str, facts: dict) -> Result:
	"""The browser tests that a real desk passes too, by this checkout's Python; the site by the bench's."""
	versions = " ".join(f"{app} {number}" for app, number in facts["versions"].items())
	result = Result(f"{site}, desk", versions, facts["database"])
	junit = ROOT / ".venv" / f"junit-desk-{site}.xml"
	junit.unlink(missing_ok=True)
	env = {**os.environ, "FB_CARE_DESK": str(FOLDER), "FRAPPE_BENCH": str(bench.path), "FRAPPE_SITE": site}
	command = [sys.executable, "-m", "pytest", "-q", "--tb=short", f"--junitxml={junit}", "tests/browser"]
	code, result.seconds = lanes.run(f"{site}: the inbox in the real desk, in a browser", command, env)
	return count(result, junit, code)


def point(link: Path, target: Path) -> None:
	"""Make the link lead to the target."""
	if link.is_symlink() and link.readlink() == target:
		return
	link.unlink(missing_ok=True)
	link.symlink_to(target)
