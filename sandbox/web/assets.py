"""The inbox's bundles for the sandbox's pages: built by the same esbuild as Frappe's, when sources are newer.

Needs Node and the packages of package-lock.json, which `make` installs. Products stand in `.assets/` beside a
stamp, which is the hash of all that they are made of.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "sandbox" / "assets" / "build.mjs"
OUT = ROOT / ".assets"
#: The folders whose files go into a bundle, and the files that say how.
SOURCES = ("fb_care/public/js/inbox", "fb_care/public/css")
SINGLE = (
	"fb_care/public/js/fb_care_inbox.bundle.js",
	"fb_care/public/js/fb_care_inbox_emoji.bundle.js",
	"sandbox/assets/build.mjs",
	"package-lock.json",
)
PRODUCTS = ("fb_care_inbox.bundle.js", "fb_care_inbox_emoji.bundle.js", "fb_care_inbox.bundle.css")
BUILD_S = 120


class AssetsError(Exception):
	"""The bundles can't be built; the text says why and what to do."""


def ready(root: Path = ROOT, out: Path = OUT) -> str:
	"""Have the bundles of the sources as they are now; gives their stamp. Raises AssetsError."""
	stamp = stamp_of(root)
	if is_built(out, stamp):
		return stamp
	out.mkdir(parents=True, exist_ok=True)
	with (out / "lock").open("w") as lock:
		fcntl.flock(lock, fcntl.LOCK_EX)
		if not is_built(out, stamp):
			sizes = build(root, out)
			(out / "stamp.json").write_text(json.dumps({"stamp": stamp, "sizes": sizes}), encoding="utf-8")
	return stamp


def is_built(out: Path, stamp: str) -> bool:
	"""Whether the products in the folder are those of this stamp."""
	try:
		said = json.loads((out / "stamp.json").read_text(encoding="utf-8"))
	except (OSError, ValueError):
		return False
	return said.get("stamp") == stamp and all((out / name).is_file() for name in PRODUCTS)


def stamp_of(root: Path) -> str:
	"""The hash of everything that goes into the bundles: 16 hexadecimal digits."""
	digest = hashlib.sha256()
	for path in sources(root):
		digest.update(f"{path.relative_to(root)}\0".encode())
		digest.update(hashlib.sha256(path.read_bytes()).digest())
	return digest.hexdigest()[:16]


def sources(root: Path) -> Iterator[Path]:
	"""Every source file, always in the same order."""
	for name in SOURCES:
		yield from sorted(path for path in (root / name).rglob("*") if path.is_file())
	yield from (root / name for name in SINGLE if (root / name).is_file())


def build(root: Path, out: Path, *options: str) -> dict[str, Any]:
	"""Run the bundler; gives {product: {bytes, gzipped}}. Raises AssetsError."""
	node = shutil.which("node")
	if not node:
		raise AssetsError("Node is not installed; it bundles the inbox. Debian: apt-get install nodejs npm")
	if not (root / "node_modules" / "esbuild").is_dir():
		raise AssetsError(f"The packages that bundle the inbox are not installed. In {root}: npm ci")
	made = subprocess.run(
		[node, str(root / BUILD.relative_to(ROOT)), str(out), *options],
		capture_output=True,
		text=True,
		timeout=BUILD_S,
		cwd=root,
	)
	if made.returncode:
		raise AssetsError(f"The inbox could not be bundled:\n{made.stderr.strip()[-4000:]}")
	return json.loads(made.stdout)
