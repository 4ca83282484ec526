"""The part of the benchmarks that runs inside a host: started with the host's own Python.

    python -m benchmarks.host_side COMMAND [NUMBER ...]      prints one line of JSON

The site is emptied of the app's own rows first and last, by the same means as the tests use, so only a site
with `allow_tests` is ever touched.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from benchmarks import host_figures, host_inbox, host_ingest, host_lists, host_steps, host_threads
from tests.app.hosts import ROOT, Host, open_host

COMMANDS = {
	name: command
	for module in (host_ingest, host_figures, host_inbox, host_lists, host_threads, host_steps)
	for name, command in module.COMMANDS.items()
}


def open_site() -> Host:
	"""The host as the tests open it; the sandbox in a folder that outlives this process."""
	folder = os.environ.get("FB_CARE_BENCHMARK_SITE")
	return open_sandbox(Path(folder)) if folder else open_host()


def open_sandbox(folder: Path) -> Host:
	"""The sandbox site in `folder`, made when it is not there yet."""
	sys.path.insert(0, str(ROOT / "sandbox"))
	import frappe
	from frappe import sandbox

	from tests.app.host_sandbox import SandboxHost

	if not folder.exists():
		sandbox.make_site(str(folder))
	frappe.init(site=folder.name, sites_path=str(folder.parent), force=True)
	frappe.connect()
	host = SandboxHost(folder.parent)
	host.close = frappe.destroy
	return host


def main(argv: list[str]) -> None:
	host = open_site()
	try:
		result = COMMANDS[argv[0]](host, *[int(word) for word in argv[1:]])
	finally:
		host.close()
	print("RESULT " + json.dumps(result))


if __name__ == "__main__":
	main(sys.argv[1:])
