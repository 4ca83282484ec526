"""The unit tests of the inbox's JavaScript, tests/unit/js/*.test.mjs, run by Node's own test runner."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = sorted((ROOT / "tests" / "unit" / "js").rglob("*.test.mjs"))


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name)
def test_javascript(path: Path) -> None:
	node = shutil.which("node")
	if not node:
		pytest.skip("Node is not installed: apt-get install nodejs npm")
	done = subprocess.run(
		[node, "--test", "--test-reporter=spec", str(path)], cwd=ROOT, capture_output=True, text=True
	)
	assert done.returncode == 0, f"\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize(
	"path", sorted((ROOT / "tests" / "unit" / "js").rglob("*.mjs")), ids=lambda path: path.name
)
def test_every_file_of_tests_is_run_or_helps(path: Path) -> None:
	assert path in TESTS or path.name.startswith("helper")
