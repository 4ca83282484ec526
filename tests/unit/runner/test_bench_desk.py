"""The sites folder in which a bench's desk shows this checkout's bundles."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.runner import bench_desk
from tests.runner.benches import Bench, BenchError

#: Stands in for Frappe's esbuild: writes what it would, and says where it was started.
ESBUILD = """
const fs = require("fs");
const root = process.env.FRAPPE_BENCH_ROOT;
const built = { "fb_care_inbox.bundle.js": "/assets/x.js" };
fs.writeFileSync(`${root}/sites/assets/assets.json`, JSON.stringify(built));
fs.appendFileSync(`${root}/asked.txt`, `${process.argv.slice(2).join(" ")} in ${process.cwd()}\\n`);
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
	"""The files of a bench with two apps and a site."""
	root = tmp_path / "bench"
	(root / "apps" / "frappe" / "node_modules").mkdir(parents=True)
	(root / "apps" / "frappe" / "esbuild").mkdir()
	(root / "apps" / "frappe" / "esbuild" / "index.js").write_text(ESBUILD)
	(root / "sites" / "assets").mkdir(parents=True)
	(root / "sites" / "assets" / "assets.json").write_text('{"desk.bundle.js": "/assets/desk.js"}')
	(root / "sites" / "apps.txt").write_text("frappe\nfb_care")
	(root / "sites" / "common_site_config.json").write_text('{"redis_cache": "redis://127.0.0.1:1"}')
	(root / "sites" / "a.localhost").mkdir()
	(root / "sites" / "a.localhost" / "site_config.json").write_text("{}")
	return Bench(root)


def everything(folder: Path) -> dict[str, float]:
	return {str(path): path.lstat().st_mtime_ns for path in sorted(folder.rglob("*"))}


def test_the_folder_shows_the_sites_with_this_checkouts_bundles(bench: Bench, tmp_path: Path) -> None:
	before, said = everything(bench.path), []
	sites = bench_desk.ready(bench, tmp_path / "desk", said.append)
	assert everything(bench.path) == before
	assert len(said) == 1 and "esbuild" in said[0]
	assert (sites / "a.localhost" / "site_config.json").read_text() == "{}"
	assert (sites / "assets" / "fb_care" / "js" / "fb_care_inbox.bundle.js").is_file()
	assert not (sites / "assets" / "fb_care" / "dist").is_symlink()
	assert os.readlink(tmp_path / "desk" / "apps" / "fb_care") == str(bench_desk.ROOT)
	config = json.loads((sites / "common_site_config.json").read_text())
	assert config == {"redis_cache": "redis://127.0.0.1:1", "developer_mode": 1}


def test_it_is_built_once_for_the_same_sources(
	bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
	folder = tmp_path / "desk"
	for _ in range(2):
		bench_desk.ready(bench, folder, str)
	assert (folder / "asked.txt").read_text() == f"--apps fb_care --production in {folder / 'apps'}\n"
	monkeypatch.setattr(bench_desk.assets, "stamp_of", lambda root: "another")
	bench_desk.ready(bench, folder, str)
	assert len((folder / "asked.txt").read_text().splitlines()) == 2


def test_a_bench_without_node_modules_is_told_plainly(bench: Bench, tmp_path: Path) -> None:
	(bench.path / "apps" / "frappe" / "node_modules").rmdir()
	with pytest.raises(BenchError, match="bench setup requirements --node"):
		bench_desk.ready(bench, tmp_path / "desk", str)


def test_a_build_that_fails_is_no_build(bench: Bench, tmp_path: Path) -> None:
	(bench.path / "apps" / "frappe" / "esbuild" / "index.js").write_text("throw new Error('no such file')")
	with pytest.raises(BenchError, match="no such file"):
		bench_desk.ready(bench, tmp_path / "desk", str)
	assert not (tmp_path / "desk" / "built.txt").exists()
