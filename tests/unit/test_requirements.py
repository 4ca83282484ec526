"""What is imported anywhere here is also installed by `make`: a fresh clone has nothing else."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OWN = {"fb_care", "sandbox", "tests", "benchmarks", "frappe"}
#: Imported under another name than the one they are installed by.
INSTALLED_AS = {
	"bs4": "beautifulsoup4",
	"dateutil": "python-dateutil",
	"pytest_timeout": "pytest-timeout",
}
#: Only on a bench, behind its own `frappe`.
BENCH_ONLY = {"erpnext", "helpdesk", "MySQLdb", "psycopg2", "pymysql"}


def imported(path: Path) -> set[str]:
	"""The top-level names of the modules that a file imports."""
	found = set()
	for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
		if isinstance(node, ast.Import):
			found |= {alias.name.split(".")[0] for alias in node.names}
		elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
			found.add(node.module.split(".")[0])
	return found


def test_every_package_that_is_imported_is_required():
	text = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
	required = {
		re.split(r"[\[=~><]", line)[0].strip().lower() for line in text.splitlines() if line[:1].isalpha()
	}
	missing: dict[str, str] = {}
	for folder in ("fb_care", "sandbox", "tests", "benchmarks"):
		for path in (ROOT / folder).rglob("*.py"):
			for name in imported(path) - OWN - BENCH_ONLY - set(sys.stdlib_module_names):
				if INSTALLED_AS.get(name, name).lower() not in required:
					missing[name] = str(path.relative_to(ROOT))
	assert not missing, f"Add to requirements-dev.txt: {missing}"
