"""How the demo chooses its site, and that it leaves a bench's site as it was."""

from __future__ import annotations

import json
import socket

import pytest

pytest.importorskip("rich")

from sandbox import demo, demo_host
from sandbox.demo_host import HostError, bench_host, change_config, is_free
from tests.unit.runner.test_benches import make_bench


def test_config_is_added_to_and_its_old_text_given_back(tmp_path):
	path = tmp_path / "site_config.json"
	path.write_text('{"db_name": "x"}')
	before = change_config(path, {"fb_care_allow_insecure_graph": 1})
	assert json.loads(path.read_text()) == {"db_name": "x", "fb_care_allow_insecure_graph": 1}
	assert before == '{"db_name": "x"}'


def test_a_bench_must_be_named_where_there_is_none(tmp_path, monkeypatch):
	monkeypatch.setenv("HOME", str(tmp_path))
	with pytest.raises(HostError, match="Set FRAPPE_BENCH and FRAPPE_SITE"):
		bench_host({})


def test_a_site_must_be_named_where_there_are_several(tmp_path):
	bench = make_bench(tmp_path / "b", {"a.local": {}, "b.local": {}}, allow_tests=True)
	with pytest.raises(HostError, match=r"one of: a\.local, b\.local"):
		bench_host({"FRAPPE_BENCH": str(bench)})


def test_a_live_site_is_never_played_into(tmp_path, monkeypatch):
	bench = make_bench(tmp_path / "b", {"live.local": {}})
	monkeypatch.setattr(demo_host, "BenchHost", lambda *_: pytest.fail("touched"))
	with pytest.raises(HostError, match="no allow_tests"):
		bench_host({"FRAPPE_BENCH": str(bench), "FRAPPE_SITE": "live.local"})


def test_a_host_of_another_name_is_refused(monkeypatch):
	monkeypatch.setenv("HOST", "bnech")
	with pytest.raises(HostError, match="sandbox"):
		demo.open_host()


def test_free_ports():
	with socket.create_server(("127.0.0.1", 0)) as server:
		assert not is_free(server.getsockname()[1])


class Site(demo_host.BenchHost):
	"""A bench's site whose web server is only pretended."""

	def __init__(self, port):
		self.site = demo_host.Site("a.local", {"webserver_port": port})
		self.login = "somebody"
		self.started = []

	def _start(self, *command):
		self.started.append(command)

	def _wait_for_web(self):
		pass


def test_a_server_on_the_benchs_port_is_used_when_it_proves_to_be_the_site():
	with socket.create_server(("127.0.0.1", 0)) as server:
		host = Site(server.getsockname()[1])
		assert host.find_web(lambda: True)
	assert host.started == []
	assert host.headers["Host"].startswith("a.local:")
	assert demo.last_words(host, once=True).startswith("Look at it: http://a.local:")


def test_a_stranger_on_the_benchs_port_is_left_alone():
	with socket.create_server(("127.0.0.1", 0)) as server:
		port = server.getsockname()[1]
		host = Site(port)
		assert host.find_web(lambda: not host.url.endswith(f":{port}"))
	assert host.started[0][0] == "serve"
	assert host.started[0][2] != str(port)
	assert "http" not in demo.last_words(host, once=True)
	assert demo.last_words(host, once=False).startswith("Look at it: http://a.local:")


@pytest.mark.parametrize(
	("changed", "good"),
	[
		({}, True),
		({"profiles": {"Known": 7, "Pending": 1}}, False),
		({"deliveries": {"Done": 3, "Failed": 2}}, False),
		({"trouble": []}, False),
		({"tickets": {"made": 9, "twice": ["a thread"]}}, False),
	],
)
def test_what_the_demo_expects(changed, good):
	told = {
		"deliveries": {"Done": 4, "Failed": 1},
		"trouble": [["a", "message", "failed", "why"], ["b", "unknown", "unknown", "why"]],
		"tickets": {"made": 8, "twice": []},
		"profiles": {"Known": 8},
		"media": {"Stored": 3},
	}
	assert demo.as_expected({**told, **changed}) is good
