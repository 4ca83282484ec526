"""The app tests on a site of a bench, by the bench's own Python and with this checkout's code.

Used by tests/run.py. Nothing is installed into the bench: pytest stands in a folder under .venv, behind the
bench's own packages. A site whose DocTypes are not this checkout's is migrated first.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.runner import lanes
from tests.runner.benches import Bench, BenchError, Site
from tests.runner.report import Result, count

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PACKAGES = ("pytest~=8.3", "pytest-timeout~=2.3", "hypothesis~=6.100")
#: What a site takes over only when it is migrated, besides the DocTypes' JSON.
MIGRATED_FILES = (
	"hooks.py",
	"figures/indexes.py",
	"inbox/indexes.py",
	"install.py",
	"patches.txt",
	"modules.txt",
)
#: Behind the bench's own packages, so that none of them is hidden.
START_PYTEST = (
	"import sys; sys.path.append(sys.argv.pop(1)); import pytest; sys.exit(pytest.main(sys.argv[1:]))"
)

Say = Callable[[str], None]


def environment(bench: Bench, site: str) -> dict[str, str]:
	"""This checkout comes first on the path, so that its code is what runs."""
	return {
		**os.environ,
		"PYTHONPATH": str(ROOT),
		"PYTHONDONTWRITEBYTECODE": "1",
		"FB_CARE_HOST": "bench",
		"FRAPPE_BENCH": str(bench.path),
		"FRAPPE_SITE": site,
	}


def probe(bench: Bench, site: Site) -> dict:
	"""What runner/probe.py finds on the site; BenchError when it can't get there."""
	command = [str(bench.python), str(ROOT / "tests" / "runner" / "probe.py"), site.name]
	done = subprocess.run(
		command,
		cwd=bench.sites,
		env=environment(bench, site.name),
		capture_output=True,
		text=True,
		timeout=120,
	)
	if done.returncode:
		last = (done.stderr.strip().splitlines() or ["no message"])[-1]
		raise BenchError(f"{site.name} can't be reached: {last}")
	return json.loads(done.stdout.strip().splitlines()[-1])


def packages(bench: Bench, say: Say) -> Path:
	"""A folder with pytest and hypothesis for the bench's Python, made once."""
	asked = subprocess.run(
		[str(bench.python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
		capture_output=True,
		text=True,
		timeout=60,
	)
	folder = VENV / f"bench-packages-{asked.stdout.strip()}"
	ready = folder / "ready.txt"
	if not ready.exists() or ready.read_text() != " ".join(PACKAGES):
		say("installing pytest and hypothesis for the bench's Python (under .venv, not into the bench)")
		pip = [str(VENV / "bin" / "python"), "-m", "pip", "--python", str(bench.python), "install", "--quiet"]
		made = subprocess.run(
			[*pip, "--disable-pip-version-check", "--upgrade", "--target", str(folder), *PACKAGES],
			capture_output=True,
			text=True,
		)
		if made.returncode:
			raise BenchError(f"pytest could not be installed for the bench's Python:\n{made.stderr[-1000:]}")
		ready.write_text(" ".join(PACKAGES))
	return folder


def checkout_mark() -> str:
	"""Stands for everything of this checkout that a migration brings to a site."""
	app = ROOT / "fb_care"
	files = sorted((app / "fb_care").rglob("*.json")) + [app / name for name in MIGRATED_FILES]
	digest = hashlib.sha256()
	for path in files:
		if path.exists():
			digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
	return digest.hexdigest()


def migrate_if_stale(bench: Bench, site: Site, stale: list[str], say: Say) -> None:
	"""Bring the site to this checkout's DocTypes and hooks. Only called for sites with allow_tests."""
	mark_file = bench.sites / site.name / "locks" / "fb_care_tests_migrated.txt"
	mark = checkout_mark()
	if not stale and mark_file.exists() and mark_file.read_text() == mark:
		return
	what = ", ".join(stale[:4]) + (" ..." if len(stale) > 4 else "") if stale else "hooks or fixtures"
	say(f"{site.name}: migrating, as it is not at this checkout's state ({what})")
	command = [str(bench.python), "-m", "frappe.utils.bench_helper", "frappe", "--site", site.name, "migrate"]
	done = subprocess.run(
		[*command, "--skip-search-index"],
		cwd=bench.sites,
		env=environment(bench, site.name),
		capture_output=True,
		text=True,
		timeout=900,
	)
	if done.returncode:
		raise BenchError(f"{site.name}: migrate failed:\n{(done.stdout + done.stderr)[-2000:]}")
	mark_file.parent.mkdir(exist_ok=True)
	mark_file.write_text(mark)


def run_tests(bench: Bench, site: Site, facts: dict, folder: Path) -> Result:
	"""tests/app on the site."""
	versions = " ".join(f"{app} {number}" for app, number in facts["versions"].items())
	result = Result(site.name, versions, facts["database"])
	junit = VENV / f"junit-{site.name}.xml"
	junit.unlink(missing_ok=True)
	command = [str(bench.python), "-c", START_PYTEST, str(folder), "--rootdir", str(ROOT)]
	command += [
		"-c",
		str(ROOT / "pyproject.toml"),
		"-p",
		"no:cacheprovider",
		"-q",
		"--tb=short",
		f"--junitxml={junit}",
	]
	# From the checkout, so that paths are shown as they are there; the harness goes to the sites itself.
	what = f"{site.name}: app tests"
	code, result.seconds = lanes.run(what, [*command, "tests/app"], environment(bench, site.name))
	return count(result, junit, code)
