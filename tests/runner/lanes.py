"""Several runs of pytest side by side: each one's words are shown in one piece, when it has ended."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
#: Half of a run is waiting for the database: two keep two processors busy.
LANES = min(2, os.cpu_count() or 1)

One, Gives = TypeVar("One"), TypeVar("Gives")
_lock = Lock()


def side_by_side(work: Callable[[One], list[Gives]], some: Iterable[One]) -> list[Gives]:
	"""What `work` gives for each, in their order."""
	with ThreadPoolExecutor(LANES) as pool:
		return [result for found in pool.map(work, some) for result in found]


def run(what: str, command: Sequence[str], env: Mapping[str, str]) -> tuple[int, float]:
	"""Run a command in the checkout, show its words below `what`; its exit code and the seconds it took."""
	started = monotonic()
	done = subprocess.run(
		command,
		cwd=ROOT,
		env=env,
		stdout=subprocess.PIPE,
		stderr=subprocess.STDOUT,
		text=True,
		errors="replace",
	)
	with _lock:
		print(f"== {what}\n{done.stdout.rstrip()}", flush=True)
		sys.stdout.flush()
	return done.returncode, monotonic() - started
