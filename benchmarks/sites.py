"""The hosts the benchmarks can run on: a site of a bench, or the sandbox in a temporary folder.

Each can run a command of `host_side.py` with its own Python, and start its web server with a number of
processes. Nothing here imports frappe.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
#: Jobs that the measured web server enqueues go where no worker of the bench listens.
QUEUE_DB = "/9"


class Site:
	"""One host to measure."""

	label = ""
	python = sys.executable
	folder = ROOT

	def environment(self) -> dict[str, str]:
		raise NotImplementedError

	def web_command(self, port: int, processes: int) -> list[str]:
		raise NotImplementedError

	def header(self) -> str:
		"""The Host header that names the site."""
		raise NotImplementedError

	def start(self, *words: Any) -> subprocess.Popen[str]:
		"""Start a command of `host_side.py`; `result` waits for it."""
		command = [self.python, "-m", "benchmarks.host_side", *map(str, words)]
		env = {**os.environ, **self.environment(), "PYTHONPATH": str(ROOT)}
		return subprocess.Popen(
			command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
		)

	def call(self, *words: Any) -> dict[str, Any]:
		return result(self.start(*words))

	@contextmanager
	def web(self, processes: int = 2) -> Iterator[int]:
		"""The host's web server on a free port, inside the block."""
		port = _free_port()
		env = {**os.environ, **self.environment(), "PYTHONPATH": str(ROOT)}
		server = subprocess.Popen(
			self.web_command(port, processes),
			cwd=self.folder,
			env=env,
			stdout=subprocess.DEVNULL,
			stderr=subprocess.DEVNULL,
		)
		try:
			_wait_for(port, server)
			yield port
		finally:
			server.terminate()
			server.wait(20)


class BenchSite(Site):
	"""A site of a bench with the app and `allow_tests`."""

	def __init__(self, bench: Path, site: str) -> None:
		self.bench, self.site = bench, site
		self.label = f"bench, {site}"
		self.python = str(bench / "env" / "bin" / "python")
		self.folder = bench / "sites"

	def environment(self) -> dict[str, str]:
		config = json.loads((self.folder / "common_site_config.json").read_text())
		redis = config.get("redis_queue", "redis://127.0.0.1:11000").rstrip("/")
		base = redis.rsplit("/", 1)[0] if redis.count("/") > 2 else redis
		return {
			"FB_CARE_HOST": "bench",
			"FRAPPE_BENCH": str(self.bench),
			"FRAPPE_SITE": self.site,
			"FRAPPE_REDIS_QUEUE": base + QUEUE_DB,
		}

	def web_command(self, port: int, processes: int) -> list[str]:
		words = ["-m", "gunicorn", "-b", f"127.0.0.1:{port}", "-w", str(processes), "-t", "120", "--preload"]
		return [self.python, *words, "frappe.app:application"]

	def header(self) -> str:
		return self.site


class SandboxSite(Site):
	"""The sandbox; one process serves whatever number is asked for."""

	label = "sandbox (SQLite)"

	def __init__(self) -> None:
		self._temporary = tempfile.TemporaryDirectory(prefix="fb-care-benchmark-")
		self.site_folder = Path(self._temporary.name) / "sandbox.localhost"

	def environment(self) -> dict[str, str]:
		return {"FB_CARE_HOST": "sandbox", "FB_CARE_BENCHMARK_SITE": str(self.site_folder)}

	def web_command(self, port: int, processes: int) -> list[str]:
		words = ["serve", "--dir", str(self.site_folder), "--port", str(port), "--no-jobs"]
		return [self.python, "-m", "sandbox", *words]

	def header(self) -> str:
		return "sandbox.localhost"


def result(process: subprocess.Popen[str]) -> dict[str, Any]:
	"""What a started command printed as its result. RuntimeError with its own words if it failed."""
	out, err = process.communicate()
	lines = [line for line in out.splitlines() if line.startswith("RESULT ")]
	if process.returncode or not lines:
		raise RuntimeError(f"{' '.join(map(str, process.args))} failed:\n{out[-2000:]}\n{err[-4000:]}")
	return json.loads(lines[-1].removeprefix("RESULT "))


def _free_port() -> int:
	with socket.socket() as probe:
		probe.bind(("127.0.0.1", 0))
		return probe.getsockname()[1]


def _wait_for(port: int, server: subprocess.Popen[bytes], seconds: int = 60) -> None:
	deadline = time.monotonic() + seconds
	while time.monotonic() < deadline:
		if server.poll() is not None:
			raise RuntimeError(f"The web server ended with exit code {server.returncode} before it listened.")
		with socket.socket() as probe:
			if probe.connect_ex(("127.0.0.1", port)) == 0:
				return
		time.sleep(0.1)
	raise RuntimeError(f"The web server does not listen on port {port} after {seconds} seconds.")
