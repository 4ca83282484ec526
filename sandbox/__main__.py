"""`python -m sandbox new DIR` makes a site; `python -m sandbox serve --dir DIR` shows it in a browser.

`serve` runs the web side, one worker for background jobs and the scheduler's minute tick in one process.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "sandbox"), str(ROOT)]

TICK_S = 60


def new(folder: Path, helpdesk: str) -> None:
	"""Make a site in the folder."""
	from frappe.sandbox import make_site

	if (folder / "site_config.json").exists():
		sys.exit(f"{folder} holds a site already. Delete the folder, or name another.")
	make_site(str(folder), helpdesk=helpdesk)
	print(f"A new site stands in {folder}. Look at it: python -m sandbox serve --dir {folder}")


def serve(folder: Path, host: str, port: int, jobs: bool) -> None:
	"""Serve the site until SIGINT or SIGTERM."""
	import logging

	from frappe.sandbox import realtime
	from werkzeug.serving import make_server

	from sandbox.web.app import make_application

	if not (folder / "site_config.json").exists():
		sys.exit(f"There is no site in {folder}. Make one: python -m sandbox new {folder}")
	logging.getLogger("werkzeug").setLevel("ERROR")
	server = make_server(host, port, make_application(folder.name, str(folder.parent)), threaded=True)
	stop = threading.Event()
	threads = [threading.Thread(target=run, args=(folder, stop)) for run in (work, tick)] if jobs else []
	for name in (signal.SIGINT, signal.SIGTERM):
		signal.signal(name, lambda *_: stop.set())
	for task in (server.serve_forever, build):
		threading.Thread(target=task, daemon=True).start()
	for thread in threads:
		thread.start()
	print(f"Listening on http://{host}:{server.server_port}", flush=True)
	stop.wait()
	realtime.end_all()
	server.shutdown()
	for thread in threads:
		thread.join()


def build() -> None:
	"""The inbox's bundles, so that the first who opens it need not wait."""
	from sandbox.web import assets

	try:
		assets.ready()
	except assets.AssetsError as error:
		print(error, file=sys.stderr, flush=True)


def work(folder: Path, stop: threading.Event) -> None:
	"""The one worker: background jobs, one after the other."""
	import frappe
	from frappe.sandbox import worker

	frappe.init(site=folder.name, sites_path=str(folder.parent))
	worker(stop)


def tick(folder: Path, stop: threading.Event) -> None:
	"""The scheduler: every minute, enqueue what is due."""
	import frappe
	from frappe.sandbox import tick

	while not stop.wait(TICK_S):
		frappe.init(site=folder.name, sites_path=str(folder.parent), force=True)
		frappe.connect()
		try:
			tick()
			frappe.db.commit()
		finally:
			frappe.destroy()


def main() -> None:
	"""Read the command line."""
	parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
	commands = parser.add_subparsers(dest="command", required=True)
	maker = commands.add_parser("new", help="make a site")
	maker.add_argument("dir", type=Path)
	maker.add_argument("--helpdesk", choices=("Issue", "none"), default="Issue")
	server = commands.add_parser("serve", help="show a site in a browser")
	server.add_argument("--dir", type=Path, required=True)
	server.add_argument("--host", default="127.0.0.1")
	server.add_argument("--port", type=int, default=8000, help="0 takes a free one")
	server.add_argument("--no-jobs", action="store_true", help="neither worker nor scheduler")
	chosen = parser.parse_args()
	folder = chosen.dir.resolve()
	if chosen.command == "new":
		new(folder, "" if chosen.helpdesk == "none" else chosen.helpdesk)
	else:
		serve(folder, chosen.host, chosen.port, not chosen.no_jobs)


if __name__ == "__main__":
	main()
