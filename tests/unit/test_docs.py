"""Documents that must stay in step with the code."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from fb_care.facebook.events import EventKind

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
FIXTURES = ROOT / "tests" / "fixtures" / "webhook"
INBOX = ROOT / "fb_care" / "public" / "js" / "inbox"
#: A key of the inbox where it is registered, with its words; those of the tabs are counted, not written.
KEY = re.compile(r"""\b(?:useKey|key)\("([^"]+)", \(\) => __\("([^"]+)"\)""")
ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \| `(\w+)` \|", re.M)


def rows() -> dict[str, str]:
	return dict(ROW.findall((DOCS / "events.md").read_text(encoding="utf-8")))


def test_events_md_has_a_row_for_each_kind_in_its_order():
	assert list(rows()) == [kind.value for kind in EventKind]


def test_events_md_names_recorded_deliveries_of_that_kind():
	for kind, fixture in rows().items():
		assert fixture.split("__")[0] == kind
		assert (FIXTURES / f"{fixture}.json").is_file(), fixture


def test_the_guide_lists_the_keys_of_the_inbox():
	known: dict[str, set[str]] = {"1` to `6": {"Tab"}}
	for path in (*INBOX.rglob("*.vue"), *INBOX.rglob("*.js")):
		for key, words in KEY.findall(path.read_text(encoding="utf-8")):
			known.setdefault(key, set()).add(words)
	guide = (
		(DOCS / "agents-guide.md").read_text(encoding="utf-8").partition("### Keys")[2].partition("### ")[0]
	)
	listed = dict(re.findall(r"^\| `(.+)` \| (.+) \|$", guide, re.M))
	assert {key: set(words.partition(" (Ctrl")[0].split("; ")) for key, words in listed.items()} == known


@pytest.mark.parametrize("path", [*sorted(DOCS.glob("*.md")), ROOT / "CONTRIBUTING.md", ROOT / "README.md"])
def test_links_between_documents_lead_somewhere(path):
	for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
		if "://" not in target:
			assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_the_worked_examples_of_the_formula_are_right():
	result = doctest.testfile(str(DOCS / "responsiveness.md"), module_relative=False)
	assert result.attempted > 30 and result.failed == 0
