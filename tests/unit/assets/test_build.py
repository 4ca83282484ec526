"""The inbox's bundles: they build, stay small, follow their sources, and say what is missing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sandbox.web import assets

MOST_GZIPPED = 150_000
#: Loaded when somebody opens the picker of emoji.
LATER = "fb_care_inbox_emoji.bundle.js"


@pytest.fixture(autouse=True)
def _node() -> None:
	if not shutil.which("node"):
		pytest.skip("Node is not installed: apt-get install nodejs npm")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, int]]]:
	out = tmp_path_factory.mktemp("assets")
	assets.ready(out=out)
	return out, json.loads((out / "stamp.json").read_text(encoding="utf-8"))["sizes"]


def test_the_inbox_is_small_enough_to_load_at_once(built: tuple[Path, dict[str, dict[str, int]]]) -> None:
	sizes = built[1]
	assert set(sizes) == set(assets.PRODUCTS)
	assert sum(size["gzipped"] for name, size in sizes.items() if name != LATER) < MOST_GZIPPED, sizes


def test_the_script_runs_in_the_browsers_that_the_host_supports(built: tuple[Path, object]) -> None:
	script = (built[0] / "fb_care_inbox.bundle.js").read_text(encoding="utf-8")
	assert script.startswith(("(()=>{", "(function"))
	assert "fb_care.inbox.mount=" in script
	assert not [word for word in ("process.env", "__VUE_OPTIONS_API__", "sourceMappingURL") if word in script]


def test_the_styles_are_one_file(built: tuple[Path, object]) -> None:
	styles = (built[0] / "fb_care_inbox.bundle.css").read_text(encoding="utf-8")
	assert "@import" not in styles and ".fbi" in styles


def test_what_is_built_already_is_left_alone(built: tuple[Path, object]) -> None:
	before = (built[0] / "stamp.json").stat().st_mtime_ns
	assert assets.ready(out=built[0]) == assets.stamp_of(assets.ROOT)
	assert (built[0] / "stamp.json").stat().st_mtime_ns == before


def test_a_changed_source_is_another_stamp(tmp_path: Path) -> None:
	source = tmp_path / "fb_care" / "public" / "js" / "inbox" / "App.vue"
	source.parent.mkdir(parents=True)
	source.write_text("<template>one</template>")
	first = assets.stamp_of(tmp_path)
	source.write_text("<template>two</template>")
	assert assets.stamp_of(tmp_path) != first
	source.rename(source.with_name("Other.vue"))
	assert assets.stamp_of(tmp_path) != first


def test_a_product_that_is_gone_is_built_again(tmp_path: Path) -> None:
	stamp = assets.ready(out=tmp_path)
	(tmp_path / "fb_care_inbox.bundle.css").unlink()
	assert not assets.is_built(tmp_path, stamp)
	assets.ready(out=tmp_path)
	assert assets.is_built(tmp_path, stamp)


def test_without_packages_it_says_what_to_do(tmp_path: Path) -> None:
	with pytest.raises(assets.AssetsError, match="npm ci"):
		assets.build(tmp_path, tmp_path / "out")


def test_without_node_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setenv("PATH", str(tmp_path))
	with pytest.raises(assets.AssetsError, match="nodejs"):
		assets.build(assets.ROOT, tmp_path / "out")


def test_a_mistake_in_a_source_is_shown(tmp_path: Path) -> None:
	for name in ("node_modules", "package.json"):
		(tmp_path / name).symlink_to(assets.ROOT / name)
	shutil.copytree(assets.ROOT / "sandbox" / "assets", tmp_path / "sandbox" / "assets")
	shutil.copytree(assets.ROOT / "fb_care" / "public", tmp_path / "fb_care" / "public")
	bundle = tmp_path / "fb_care" / "public" / "js" / "fb_care_inbox.bundle.js"
	bundle.write_text('import "./inbox/not_there.js";\n')
	with pytest.raises(assets.AssetsError, match="not_there"):
		assets.ready(tmp_path, tmp_path / "out")
	assert not (tmp_path / "out" / "stamp.json").exists()
