"""Where the demo's day is played into: a fresh sandbox site, or a site of a bench. Starts what has to run.

Used by demo.py (and usable by benchmarks). A bench's site must have `allow_tests`; its settings and its
site_config.json are put back at the end. Only processes started here are ended here.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import requests

from sandbox.demo_site import MARK
from tests.runner import services
from tests.runner.benches import Bench, BenchError, Site, find

ROOT = Path(__file__).resolve().parents[1]
#: Site config that lets the app talk to the fake Facebook on this machine.
FAKE_CONFIG = {"fb_care_allow_insecure_graph": 1, "fb_care_allow_private_media": 1}
START_S = 60
#: In the bench's Redis: no worker of the bench listens there, and the app tests use another one.
QUEUE_DB = "/10"


class HostError(Exception):
	"""The host can't be used for the demo; the text says why and what to do."""


class Hand:
	"""The process that works inside the site (demo_site.py)."""

	def __init__(self, command: list[str], cwd: Path, env: dict[str, str]):
		self._process = subprocess.Popen(
			command, cwd=cwd, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
		)
		self._read("connecting to the site")

	def do(self, name: str, /, **arguments: Any) -> Any:
		"""Run a command in the site; HostError with its text where it fails."""
		if self._process.stdin is None:
			raise HostError("The site's process has no input.")
		self._process.stdin.write(json.dumps({"do": name, **arguments}) + "\n")
		self._process.stdin.flush()
		return self._read(name)

	def _read(self, what: str) -> Any:
		for line in self._process.stdout or ():
			if line.startswith(MARK):
				answer = json.loads(line.removeprefix(MARK))
				if "error" in answer:
					raise HostError(f"{what}: {answer['error']}")
				return answer["result"]
		raise HostError(f"{what}: the site's process ended; its message stands above.")

	def close(self) -> None:
		if self._process.stdin:
			self._process.stdin.close()
		self._process.wait(timeout=20)


class DemoHost:
	"""A running host with the fake's settings. `url` takes the deliveries; `headers` pick the site."""

	name = ""
	url = ""
	look_at = ""
	login = ""
	#: Whether the host's scheduler runs by itself.
	scheduler = True
	headers: dict[str, str]
	hand: Hand

	def __init__(self) -> None:
		self.headers = {}
		self._children: list[subprocess.Popen[Any]] = []

	@property
	def webhook(self) -> str:
		return f"{self.url}/api/method/fb_care.api.webhook.receive"

	def find_web(self, proves: Callable[[], bool]) -> bool:
		"""Have a web server at `url` that `proves` to be this site's, starting one where there is none."""
		return proves()

	def close(self) -> None:
		"""End what was started and put back what was changed."""
		self.hand.close()
		for child in reversed(self._children):
			child.terminate()
			child.wait(timeout=30)


class SandboxHost(DemoHost):
	"""A fresh site in .demo, served by `python -m sandbox serve` with its worker."""

	name = "sandbox"
	login = "agent@example.com or manager@example.com, password demo"

	def __init__(self, folder: Path, port: int = 8000):
		super().__init__()
		if folder.exists():
			shutil.rmtree(folder)
		made = subprocess.run(
			[sys.executable, "-m", "sandbox", "new", str(folder)], cwd=ROOT, capture_output=True, text=True
		)
		if made.returncode:
			raise HostError(f"The sandbox site could not be made:\n{made.stderr[-2000:]}")
		change_config(folder / "site_config.json", FAKE_CONFIG)
		self.url = self._serve(folder, port if is_free(port) else 0)
		self.look_at = self.url
		env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "sandbox"), str(ROOT)])}
		script = str(ROOT / "sandbox" / "demo_site.py")
		self.hand = Hand([sys.executable, script, folder.name, str(folder.parent)], ROOT, env)

	def _serve(self, folder: Path, port: int) -> str:
		# In a session of its own, so that Ctrl-C reaches the demo alone, which then ends it in order.
		log = (folder / "serve.log").open("w")
		server = subprocess.Popen(
			[sys.executable, "-m", "sandbox", "serve", "--dir", str(folder), "--port", str(port)],
			cwd=ROOT,
			stdout=subprocess.PIPE,
			stderr=log,
			text=True,
			start_new_session=True,
		)
		self._children.append(server)
		line = server.stdout.readline() if server.stdout else ""
		if not line.startswith("Listening on "):
			raise HostError(f"The sandbox did not start:\n{(folder / 'serve.log').read_text()[-2000:]}")
		return line.removeprefix("Listening on ").strip()


class BenchHost(DemoHost):
	"""A site of a bench, with a web server and a worker of the demo's own.

	Its jobs go through a Redis database of their own: the bench's queues may hold long work of other sites,
	as each migration of a site with Helpdesk leaves a search index to be built.
	"""

	name = "bench"
	scheduler = False

	def __init__(self, bench: Bench, site: Site):
		super().__init__()
		self.bench, self.site = bench, site
		self.name = f"bench, site {site.name}"
		self._lock = lock_site(bench.sites / site.name)
		self._started_redis = services.ensure(services.needed([site]), print)
		self._config = bench.sites / site.name / "site_config.json"
		self._config_before = change_config(self._config, FAKE_CONFIG)
		self.login = "a user of that site with the role FB Care Agent or FB Care Manager, or Administrator"
		# In this order: the app's jobs first, whatever else the bench has waiting after them.
		queue = own_queue(str(site.config.get("redis_queue") or ""))
		self._env = {**os.environ, "FRAPPE_REDIS_QUEUE": queue}
		queues = [*(site.config.get("workers") or {}), "short", "long", "default"]
		self._start("worker", "--queue", ",".join(dict.fromkeys(queues)))
		script = str(ROOT / "sandbox" / "demo_site.py")
		# -I: without this script's folder on the path, where the sandbox's `frappe` would hide the real one.
		self.hand = Hand([str(bench.python), "-I", script, site.name, "."], bench.sites, self._env)

	def _start(self, *command: str) -> None:
		print(f"starting on the bench: {' '.join(command)}", flush=True)
		log = (self.bench.sites / self.site.name / "logs" / "fb_care_demo.log").open("a")
		helper = [str(self.bench.python), "-m", "frappe.utils.bench_helper", "frappe"]
		if command[0] == "serve":
			helper += ["--site", self.site.name]
		child = subprocess.Popen(
			[*helper, *command],
			cwd=self.bench.sites,
			env=self._env,
			stdout=log,
			stderr=log,
			start_new_session=True,
		)
		self._children.append(child)

	def find_web(self, proves: Callable[[], bool]) -> bool:
		port = free_port()
		self._look_at(port)
		self._start("serve", "--port", str(port), "--noreload")
		self._wait_for_web()
		return proves()

	def _look_at(self, port: int) -> None:
		self.url = f"http://127.0.0.1:{port}"
		self.look_at = f"http://{self.site.name}:{port}"
		self.headers = {"Host": f"{self.site.name}:{port}"}

	def _wait_for_web(self) -> None:
		until = time.monotonic() + START_S
		while time.monotonic() < until:
			try:
				ping = requests.get(f"{self.url}/api/method/ping", headers=self.headers, timeout=10)
				if ping.ok:
					return
			except requests.ConnectionError:
				time.sleep(0.3)
		raise HostError(f"The bench's web server does not answer at {self.url}.")

	def close(self) -> None:
		super().close()
		self._config.write_text(self._config_before, encoding="utf-8")
		self._lock.close()
		for child in self._started_redis:
			child.terminate()


def bench_host(env: dict[str, str]) -> BenchHost:
	"""The host of `HOST=bench`: FRAPPE_SITE, or the only site of the bench with the app and allow_tests."""
	try:
		found = find({key: value for key, value in env.items() if key != "FB_CARE_SKIP_BENCH"}, Path.home())
		if found.bench is None:
			raise HostError(f"{found.why_not}. Set FRAPPE_BENCH and FRAPPE_SITE.")
		if len(found.sites) != 1:
			names = ", ".join(site.name for site in found.sites)
			raise HostError(f"Which site? Set FRAPPE_SITE to one of: {names}")
		return BenchHost(found.bench, found.sites[0])
	except BenchError as error:
		raise HostError(str(error)) from None


def lock_site(site: Path) -> IO[str]:
	"""Wait until no app test uses the site; they empty it before each test (tests/app/host_bench.py)."""
	(site / "locks").mkdir(exist_ok=True)
	lock = (site / "locks" / "fb_care_tests.lock").open("w")
	try:
		fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
	except BlockingIOError:
		print(f"waiting: tests are running on {site.name} ...", flush=True)
		fcntl.flock(lock, fcntl.LOCK_EX)
	return lock


def own_queue(url: str) -> str:
	"""The address of the demo's own database in the bench's Redis for jobs."""
	return urlsplit(url or "redis://127.0.0.1:11311")._replace(path=QUEUE_DB).geturl()


def change_config(path: Path, values: dict[str, Any]) -> str:
	"""Add to a site_config.json; gives its text from before."""
	before = path.read_text(encoding="utf-8")
	path.write_text(json.dumps({**json.loads(before), **values}, indent=1, sort_keys=True), encoding="utf-8")
	return before


def free_port() -> int:
	with socket.socket() as probe:
		probe.bind(("127.0.0.1", 0))
		return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
	with socket.socket() as probe:
		return probe.connect_ex(("127.0.0.1", port)) != 0
