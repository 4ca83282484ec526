"""The servers that a bench's sites need, and starting those that are installed and not running.

Used by tests/run.py and the demo. A port that answers is left alone, whoever holds it. The database server is
started the way the system does it and keeps running; Redis is a child of this process and ends with it.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.runner.benches import BenchError, Site

LOCAL = frozenset({"", "localhost", "127.0.0.1", "::1"})
DATABASES = {"mariadb": ("MariaDB", 3306), "postgres": ("PostgreSQL", 5432)}
#: Names under which Debian's init scripts and systemd units know the servers.
UNITS = {"MariaDB": ("mariadb", "mysql"), "PostgreSQL": ("postgresql",)}
PATIENCE_S = 40


@dataclass(frozen=True)
class Service:
	name: str
	host: str
	port: int

	def __str__(self) -> str:
		return f"{self.name} at {self.host}:{self.port}"


def needed(sites: Iterable[Site]) -> list[Service]:
	"""What these sites use, each once: databases first, then the Redis servers."""
	found: dict[Service, None] = {}
	redis: dict[Service, None] = {}
	for site in sites:
		if site.database in DATABASES:
			name, port = DATABASES[site.database]
			host = str(site.config.get("db_host") or "127.0.0.1")
			found[Service(name, host, int(site.config.get("db_port") or port))] = None
		for key in ("redis_cache", "redis_queue"):
			url = urlsplit(str(site.config.get(key) or "redis://127.0.0.1:6379"))
			redis[Service("Redis", url.hostname or "127.0.0.1", url.port or 6379)] = None
	return [*found, *redis]


def answers(service: Service) -> bool:
	"""True when something accepts connections there."""
	try:
		with socket.create_connection((service.host, service.port), timeout=2):
			return True
	except OSError:
		return False


def ensure(services: Iterable[Service], say: Callable[[str], None]) -> list[subprocess.Popen[bytes]]:
	"""Start what is not running; gives the processes to end afterwards. BenchError where it can't be done."""
	children = []
	for service in services:
		if answers(service):
			continue
		if service.host not in LOCAL:
			raise BenchError(f"{service} does not answer, and it is not on this machine.")
		say(f"starting {service}, which was not running")
		child = start_redis(service) if service.name == "Redis" else start_database(service)
		if child is not None:
			children.append(child)
		_wait(service)
	return children


def start_redis(service: Service) -> subprocess.Popen[bytes]:
	program = shutil.which("redis-server")
	if program is None:
		raise BenchError(f"{service} does not answer and redis-server is not installed.")
	command = [
		program,
		"--port",
		str(service.port),
		"--bind",
		"127.0.0.1",
		"--save",
		"",
		"--appendonly",
		"no",
	]
	return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def start_database(service: Service) -> None:
	"""By the system's own means; it stays up."""
	for unit in UNITS[service.name]:
		command = _start_command(unit)
		if command and subprocess.run(command, capture_output=True, timeout=120).returncode == 0:
			return
	raise BenchError(
		f"{service} does not answer and could not be started. Is the server installed? Start it by hand."
	)


def _start_command(unit: str) -> list[str]:
	if Path("/run/systemd/system").is_dir():
		return ["systemctl", "start", unit]
	if Path("/etc/init.d", unit).exists():
		return [f"/etc/init.d/{unit}", "start"]
	return []


def _wait(service: Service) -> None:
	until = time.monotonic() + PATIENCE_S
	while not answers(service):
		if time.monotonic() > until:
			raise BenchError(f"{service} was started but does not answer after {PATIENCE_S} seconds.")
		time.sleep(0.2)
