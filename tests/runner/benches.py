"""Which bench, and which of its sites, the app tests can run on. Reads files only; asks no database.

Used by tests/run.py. `find` decides from the environment; a bench that was named and isn't one is an error,
a bench that simply isn't there is not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

APP = "fb_care"


class BenchError(Exception):
	"""A bench was asked for, or found, and can't be used; the text says why and what to do."""


@dataclass(frozen=True)
class Bench:
	path: Path

	@property
	def python(self) -> Path:
		return self.path / "env" / "bin" / "python"

	@property
	def sites(self) -> Path:
		return self.path / "sites"

	@property
	def config(self) -> dict[str, Any]:
		return _read(self.sites / "common_site_config.json")


@dataclass(frozen=True)
class Site:
	name: str
	#: common_site_config.json with the site's own over it.
	config: Mapping[str, Any]

	@property
	def database(self) -> str:
		return str(self.config.get("db_type") or "mariadb")


@dataclass(frozen=True)
class Found:
	"""The outcome: a bench with sites to try, or a sentence why there is nothing to do."""

	bench: Bench | None = None
	sites: list[Site] = field(default_factory=list)
	why_not: str = ""


def find(env: Mapping[str, str], home: Path) -> Found:
	"""The bench of FRAPPE_BENCH, else ~/frappe-bench; its sites with allow_tests, or the one of FRAPPE_SITE.

	Whether the app is installed on a site is only known to its database and not looked at here. Raises
	BenchError where what was named can't be used.
	"""
	if env.get("FB_CARE_SKIP_BENCH") == "1":
		return Found(why_not="FB_CARE_SKIP_BENCH=1: no bench was looked for")
	named, wanted = env.get("FRAPPE_BENCH") or "", env.get("FRAPPE_SITE") or ""
	path = Path(named).expanduser() if named else home / "frappe-bench"
	if not is_bench(path):
		if named or wanted:
			raise BenchError(
				f"{path} is not a bench (no sites/apps.txt or no env/bin/python). Set FRAPPE_BENCH."
			)
		return Found(why_not="no bench found")
	bench = Bench(path)
	sites = [site for site in all_sites(bench) if not wanted or site.name == wanted]
	if wanted and not sites:
		raise BenchError(f"The bench {path} has no site {wanted}. Set FRAPPE_SITE to one of its sites.")
	if APP not in (bench.sites / "apps.txt").read_text(encoding="utf-8").split():
		if wanted:
			raise BenchError(f"The bench {path} does not have the app: {APP} is not in its sites/apps.txt.")
		return Found(why_not=f"the bench {path} does not have the app {APP}")
	allowed = [site for site in sites if site.config.get("allow_tests")]
	if wanted and not allowed:
		raise BenchError(f"{wanted} has no allow_tests: bench --site {wanted} set-config allow_tests true")
	if not allowed:
		return Found(why_not=f"no site of the bench {path} has allow_tests")
	return Found(bench, allowed)


def is_bench(path: Path) -> bool:
	return (path / "sites" / "apps.txt").is_file() and (path / "env" / "bin" / "python").exists()


def all_sites(bench: Bench) -> list[Site]:
	"""The bench's sites by name."""
	common = bench.config
	folders = sorted(config.parent for config in bench.sites.glob("*/site_config.json"))
	return [Site(folder.name, {**common, **_read(folder / "site_config.json")}) for folder in folders]


def _read(path: Path) -> dict[str, Any]:
	"""A JSON file, {} when it isn't there."""
	if not path.exists():
		return {}
	try:
		return json.loads(path.read_text(encoding="utf-8"))
	except ValueError as error:
		raise BenchError(f"{path} is not valid JSON: {error}") from None
