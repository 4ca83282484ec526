"""The packages of the inbox: their licences, and a reason for each."""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
#: What may be shipped inside of an app under the MIT licence; tools and tests may be of others too.
SHIPPED = {"MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause"}
TOOLS = SHIPPED | {"Apache-2.0", "MPL-2.0"}

PACKAGE = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
LOCKED = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]


def test_what_is_shipped_goes_with_the_mit_licence() -> None:
	tools = {name for name, package in LOCKED.items() if package.get("dev") or package.get("devOptional")}
	others = {
		name: package.get("license")
		for name, package in LOCKED.items()
		if name and package.get("license") not in (TOOLS if name in tools else SHIPPED)
	}
	assert others == {}


def test_nothing_is_published_by_mistake() -> None:
	assert PACKAGE["private"] is True and PACKAGE["license"] == "MIT"


def test_the_lock_is_of_this_package() -> None:
	for kind in ("dependencies", "devDependencies"):
		assert LOCKED[""][kind] == PACKAGE[kind]


def test_the_lock_names_no_registry() -> None:
	"""So that npm takes what the settings of its user say."""
	assert [name for name, package in LOCKED.items() if package.get("resolved")] == []


def test_each_package_has_its_reason() -> None:
	said = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
	direct = [*PACKAGE["dependencies"], *PACKAGE["devDependencies"]]
	assert [name for name in direct if f"| {name}" not in said and f", {name} |" not in said] == []
