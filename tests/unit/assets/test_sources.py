"""How the inbox's sources must be written, so that both builders read them and no text becomes HTML."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PUBLIC = ROOT / "fb_care" / "public"
SOURCES = sorted(
	path
	for path in [PUBLIC / "js" / "fb_care_inbox.bundle.js", *(PUBLIC / "js" / "inbox").rglob("*")]
	if path.suffix in (".js", ".mjs", ".vue")
)
#: Vue and the DOM make HTML of text by these.
MAKES_HTML = re.compile(
	r"v-html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment"
	r"|\beval\(|new Function"
)
UNREADABLE_STRING = re.compile(r"(?<![\w.])__\(\s*(?:'|`|\n)")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_nothing_makes_html_of_text(path: Path) -> None:
	assert MAKES_HTML.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_strings_can_be_collected_for_translation(path: Path) -> None:
	assert UNREADABLE_STRING.findall(path.read_text(encoding="utf-8")) == []


def test_styles_stand_in_style_sheets() -> None:
	"""Frappe puts a component's own styles into the page by script, in no order that holds."""
	assert [path.name for path in SOURCES if "<style" in path.read_text(encoding="utf-8")] == []


def test_the_entry_of_the_styles_is_read_alike_by_sass_and_esbuild() -> None:
	entry = PUBLIC / "css" / "fb_care_inbox.bundle.scss"
	lines = entry.read_text(encoding="utf-8").splitlines()
	imports = [line for line in lines if line and not line.startswith("/*")]
	assert imports and all(re.fullmatch(r'@import "\./inbox/[a-z_]+";', line) for line in imports)
	named = {re.search(r"inbox/(\w+)", line)[1] for line in imports}
	assert named == {path.stem for path in (PUBLIC / "css" / "inbox").glob("*.css")}
