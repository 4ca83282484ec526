"""How the demo chooses its site, and that it leaves a bench's site as it was."""

from __future__ import annotations

import json
import socket

import pytest

pytest.importorskip("rich")

from sandbox import demo, demo_host
from sandbox.demo_host import HostError, bench_host, change_config, is_free
from tests.fakebook.day import BLUE_BICYCLE, MAISON_TILLEUL
from tests.unit.demo.test_report import ANSWERS, RESPONSIVENESS
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


def test_the_demos_jobs_go_where_no_worker_of_the_bench_listens():
	assert demo_host.own_queue("redis://10.0.0.7:11000") == "redis://10.0.0.7:11000/10"
	assert demo_host.own_queue("redis://:pw@localhost:6379/0") == "redis://:pw@localhost:6379/10"


def pages(page_id, **changed):
	"""The figures of both pages, one of them otherwise."""
	return {**RESPONSIVENESS, page_id: {**RESPONSIVENESS[page_id], **changed}}


@pytest.mark.parametrize(
	("changed", "good"),
	[
		({}, True),
		({"profiles": {"Known": 7, "Pending": 1}}, False),
		({"deliveries": {"Done": 3, "Failed": 2}}, False),
		({"trouble": []}, False),
		({"tickets": {"made": 9, "twice": ["a thread"]}}, False),
		({"answers": {**ANSWERS, "wrong": ["Tom received 3 messages, not 2"]}}, False),
		({"answers": {**ANSWERS, "messages": {"Read": 3, "Queued": 1}}}, False),
		({"answers": {**ANSWERS, "refused": []}}, False),
		({"answers": {**ANSWERS, "refused": [["Hana", "person", "They blocked the page."]]}}, False),
		({"answers": {**ANSWERS, "private": {"Unknown": 1}}}, False),
		({"answers": {**ANSWERS, "public": {}}}, False),
		({"answers": {**ANSWERS, "hidden": 0}}, False),
		({"answers": {**ANSWERS, "settled_by_echo": 0}}, False),
		({"answers": {**ANSWERS, "one_ticket": False}}, False),
		({"answers": {**ANSWERS, "in_the_inbox": [["away", True], ["and back", False]]}}, False),
		({"answers": {**ANSWERS, "finished": False}}, False),
		({"responsiveness": pages(BLUE_BICYCLE, earned=False, kept=False)}, False),
		({"responsiveness": pages(BLUE_BICYCLE, kept=False)}, False),
		({"responsiveness": pages(MAISON_TILLEUL, earned=True, kept=True)}, False),
		({"responsiveness": pages(MAISON_TILLEUL, lost_at="")}, False),
		({"responsiveness": pages(MAISON_TILLEUL, costly=[])}, False),
		({"rebuilt": ["m1-0: answer was a, and is b"]}, False),
	],
)
def test_what_the_demo_expects(changed, good):
	told = {
		"deliveries": {"Done": 4, "Failed": 1},
		"trouble": [["a", "message", "failed", "why"], ["b", "unknown", "unknown", "why"]],
		"tickets": {"made": 8, "twice": []},
		"profiles": {"Known": 8},
		"media": {"Stored": 3},
		"answers": ANSWERS,
		"responsiveness": RESPONSIVENESS,
		"rebuilt": [],
	}
	assert demo.as_expected({**told, **changed}) is good
