"""The counts and the closing lines of `make test`."""

from __future__ import annotations

from tests.runner.report import Result, count, table, total

JUNIT = '<testsuites><testsuite tests="10" failures="1" errors="2" skipped="3"></testsuite></testsuites>'


def test_counts_come_from_the_junit_file(tmp_path):
	junit = tmp_path / "r.xml"
	junit.write_text(JUNIT)
	result = count(Result("sandbox"), junit, 1)
	assert (result.passed, result.failed, result.skipped, result.good) == (4, 3, 3, False)


def test_a_run_without_a_report_is_a_problem(tmp_path):
	result = count(Result("a.local"), tmp_path / "none.xml", 4)
	assert "code 4" in result.problem
	assert not result.good


def test_an_exit_code_that_no_failure_explains(tmp_path):
	junit = tmp_path / "r.xml"
	junit.write_text(JUNIT.replace('failures="1" errors="2"', 'failures="0" errors="0"'))
	assert count(Result("a.local"), junit, 0).good
	assert count(Result("a.local"), junit, 2).problem == "pytest ended with code 2"


def test_the_table_and_the_last_line():
	rows = [
		Result("sandbox", "python 3.11", "SQLite 3.40", passed=120, skipped=2, seconds=31.4),
		Result("a.local", "frappe 15.41.0 erpnext 15.33.4", "MariaDB 10.11", passed=98, failed=1, seconds=80),
		Result("pg.local", problem="can't be reached"),
	]
	lines = table(rows).splitlines()
	assert lines[0].split() == ["host", "versions", "database", "passed", "failed", "skipped", "seconds"]
	assert lines[2].split()[-4:] == ["98", "1", "0", "80"]
	assert total(rows) == "218 passed, 2 failed, 2 skipped"
