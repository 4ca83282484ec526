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
ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \| `(\w+)` \|", re.M)


def rows() -> dict[str, str]:
	return dict(ROW.findall((DOCS / "events.md").read_text(encoding="utf-8")))


def test_events_md_has_a_row_for_each_kind_in_its_order():
	assert list(rows()) == [kind.value for kind in EventKind]


def test_events_md_names_recorded_deliveries_of_that_kind():
	for kind, fixture in rows().items():
		assert fixture.split("__")[0] == kind
		assert (FIXTURES / f"{fixture}.json").is_file(), fixture


@pytest.mark.parametrize("path", [*sorted(DOCS.glob("*.md")), ROOT / "CONTRIBUTING.md", ROOT / "README.md"])
def test_links_between_documents_lead_somewhere(path):
	for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
		if "://" not in target:
			assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_the_worked_examples_of_the_formula_are_right():
	result = doctest.testfile(str(DOCS / "responsiveness.md"), module_relative=False)
	assert result.attempted > 30 and result.failed == 0
