"""How `make test` finds a bench and its sites, and what it starts."""

from __future__ import annotations

import json

import pytest

from tests.runner import services
from tests.runner.benches import BenchError, Site, find
from tests.runner.services import Service


def make_bench(path, sites, apps="frappe fb_care", **common):
	(path / "sites").mkdir(parents=True)
	(path / "env" / "bin").mkdir(parents=True)
	(path / "env" / "bin" / "python").touch()
	(path / "sites" / "apps.txt").write_text(apps.replace(" ", "\n"))
	(path / "sites" / "common_site_config.json").write_text(json.dumps(common))
	for name, config in sites.items():
		(path / "sites" / name).mkdir()
		(path / "sites" / name / "site_config.json").write_text(json.dumps(config))
	return path


def names(found):
	return [site.name for site in found.sites]


def test_no_bench_at_all(tmp_path):
	assert find({}, tmp_path).why_not == "no bench found"


def test_the_usual_place_and_the_sites_that_allow_tests(tmp_path):
	make_bench(tmp_path / "frappe-bench", {"b.local": {"allow_tests": 1}, "live.local": {}})
	found = find({}, tmp_path)
	assert found.bench.path == tmp_path / "frappe-bench"
	assert names(found) == ["b.local"]


def test_allow_tests_for_the_whole_bench(tmp_path):
	make_bench(tmp_path / "x", {"a.local": {}, "c.local": {"allow_tests": False}}, allow_tests=True)
	assert names(find({"FRAPPE_BENCH": str(tmp_path / "x")}, tmp_path)) == ["a.local"]


def test_one_site_is_named(tmp_path):
	bench = make_bench(tmp_path / "x", {"a.local": {}, "b.local": {}}, allow_tests=True)
	assert names(find({"FRAPPE_BENCH": str(bench), "FRAPPE_SITE": "b.local"}, tmp_path)) == ["b.local"]


@pytest.mark.parametrize(
	("env", "says"),
	[
		({"FRAPPE_BENCH": "/nowhere"}, "not a bench"),
		({"FRAPPE_SITE": "typo.local"}, "no site typo.local"),
		({"FRAPPE_SITE": "live.local"}, "no allow_tests"),
	],
)
def test_what_was_named_and_cannot_be_used_is_an_error(tmp_path, env, says):
	make_bench(tmp_path / "frappe-bench", {"live.local": {}})
	with pytest.raises(BenchError, match=says):
		find(env, tmp_path)


def test_a_bench_without_the_app_is_left_alone_unless_a_site_was_named(tmp_path):
	make_bench(tmp_path / "frappe-bench", {"a.local": {}}, apps="frappe erpnext", allow_tests=True)
	assert "does not have the app" in find({}, tmp_path).why_not
	with pytest.raises(BenchError, match=r"not in its sites/apps\.txt"):
		find({"FRAPPE_SITE": "a.local"}, tmp_path)


def test_skipping_wins(tmp_path):
	assert "FB_CARE_SKIP_BENCH" in find({"FRAPPE_BENCH": "/x", "FB_CARE_SKIP_BENCH": "1"}, tmp_path).why_not


def test_a_broken_config_is_named(tmp_path):
	bench = make_bench(tmp_path / "frappe-bench", {"a.local": {}})
	(bench / "sites" / "a.local" / "site_config.json").write_text("{")
	with pytest.raises(BenchError, match=r"a\.local/site_config\.json is not valid JSON"):
		find({}, tmp_path)


def test_services_of_sites_each_once():
	redis = {"redis_cache": "redis://127.0.0.1:13000", "redis_queue": "redis://127.0.0.1:11000/2"}
	sites = [
		Site("a", redis),
		Site("b", {**redis, "db_host": "db", "db_port": 3307}),
		Site("c", {**redis, "db_type": "postgres"}),
		Site("d", {**redis, "db_type": "sqlite"}),
	]
	assert services.needed(sites) == [
		Service("MariaDB", "127.0.0.1", 3306),
		Service("MariaDB", "db", 3307),
		Service("PostgreSQL", "127.0.0.1", 5432),
		Service("Redis", "127.0.0.1", 13000),
		Service("Redis", "127.0.0.1", 11000),
	]


def test_what_answers_is_not_started(monkeypatch):
	monkeypatch.setattr(services, "answers", lambda service: True)
	monkeypatch.setattr(services, "start_redis", lambda service: pytest.fail("started"))
	assert services.ensure([Service("Redis", "127.0.0.1", 11000)], print) == []


def test_what_is_down_is_started_and_named(monkeypatch):
	running, said = set(), []
	monkeypatch.setattr(services, "answers", lambda service: service in running)
	monkeypatch.setattr(services, "start_redis", lambda service: running.add(service) or "child")
	wanted = Service("Redis", "127.0.0.1", 11000)
	assert services.ensure([wanted], said.append) == ["child"]
	assert said == ["starting Redis at 127.0.0.1:11000, which was not running"]


def test_servers_elsewhere_are_not_started(monkeypatch):
	monkeypatch.setattr(services, "answers", lambda service: False)
	with pytest.raises(BenchError, match="not on this machine"):
		services.ensure([Service("MariaDB", "db.example.com", 3306)], print)


def test_a_server_that_is_not_installed_is_named(monkeypatch):
	monkeypatch.setattr(services, "answers", lambda service: False)
	monkeypatch.setattr(services.shutil, "which", lambda name: None)
	with pytest.raises(BenchError, match="redis-server is not installed"):
		services.ensure([Service("Redis", "localhost", 11000)], print)
