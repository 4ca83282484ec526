"""The layout of the app, held by reading its source: what may import what, and how large files may grow."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APP = ROOT / "fb_care"
PURE = ("facebook", "care")
MIDDLE = ("inbound", "outbound", "tickets", "inbox", "figures", "away", "jobs")
#: Only these may import from a package of the last layer, or from hooks.
LAST = ("api", "fb_care", "hooks", "install", "commands")
MAX_LINES = 300
CODE = (".py", ".js", ".mjs", ".vue", ".css", ".scss", ".sh")


def modules(*packages: str) -> list[Path]:
	return sorted(path for package in packages for path in (APP / package).rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[int, str]]:
	"""Line and full name of everything a module imports, wherever in it."""
	for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
		if isinstance(node, ast.Import):
			yield from ((node.lineno, alias.name) for alias in node.names)
		elif isinstance(node, ast.ImportFrom):
			yield from ((node.lineno, f"{_absolute(path, node)}.{alias.name}") for alias in node.names)


def _absolute(path: Path, node: ast.ImportFrom) -> str:
	if not node.level:
		return node.module or ""
	parts = path.relative_to(ROOT).parts[: -node.level]
	return ".".join([*parts, node.module or ""]).rstrip(".")


def offending(paths: list[Path], forbidden: tuple[str, ...]) -> list[str]:
	return [
		f"{path.relative_to(ROOT)}:{line} imports {name}"
		for path in paths
		for line, name in imports(path)
		if any(name == root or name.startswith(f"{root}.") for root in forbidden)
	]


def test_the_pure_packages_know_no_host() -> None:
	assert modules("facebook")
	others = tuple(f"fb_care.{name}" for name in (*MIDDLE, *LAST, "settings", "health", "times", "doctor"))
	hosts = ("frappe", "erpnext", "helpdesk", "sandbox", "tests")
	assert offending(modules(*PURE), (*hosts, *others)) == []


def test_what_does_the_work_imports_nothing_above_it() -> None:
	assert offending(modules(*MIDDLE), tuple(f"fb_care.{name}" for name in LAST if name != "fb_care")) == []


def test_statements_are_put_together_by_the_host() -> None:
	# Written by hand they would hold for one kind of database.
	calls = [path.name for path in sorted(APP.rglob("*.py")) if "frappe.db.sql(" in path.read_text("utf-8")]
	assert calls == ["prepared.py"]


def test_the_app_knows_neither_sandbox_nor_tests() -> None:
	assert offending(sorted(APP.rglob("*.py")), ("sandbox", "tests")) == []


def test_doctypes_are_imported_by_their_one_true_name() -> None:
	everywhere = [path for path in tracked() if path.suffix == ".py"]
	assert offending(everywhere, ("fb_care.doctype",)) == []


def test_the_doctype_link_is_relative_and_inside() -> None:
	link = APP / "doctype"
	assert link.is_symlink() and str(link.readlink()) == "fb_care/doctype"
	assert link.resolve() == (APP / "fb_care" / "doctype").resolve()


def tracked() -> list[Path]:
	"""The files of the checkout: those git knows, or all where there is no git."""
	try:
		listed = subprocess.run(
			["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
			capture_output=True,
			check=True,
			text=True,
		).stdout.split("\0")
	except (OSError, subprocess.CalledProcessError):
		listed = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if ".git" not in path.parts]
	return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("suffix", CODE)
def test_no_file_grows_too_long(suffix: str) -> None:
	lengths = {
		str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
		for path in tracked()
		if path.suffix == suffix
	}
	assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}


def test_no_merge_was_left_unfinished() -> None:
	signs = ("<" * 7 + " ", ">" * 7 + " ")
	texts = [path for path in tracked() if path.suffix in (*CODE, ".md", ".json", ".csv", ".html")]
	left = [
		str(path.relative_to(ROOT))
		for path in texts
		if any(line.startswith(signs) for line in path.read_text(encoding="utf-8").splitlines())
	]
	assert left == []
