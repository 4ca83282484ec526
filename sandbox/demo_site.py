"""The demo's hand on a site: runs under the site's own Python, reads commands from stdin, answers on stdout.

Started by demo_host.py for a sandbox site and for a site of a bench alike: it uses only what both have.
One command is one line of JSON, `{"do": name, ...}`; its answer is one line that begins with MARK. It must
not be used for anything but demos and benchmarks: it points the settings at a fake Facebook.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
	# Last, so that on a bench the app and Frappe are the bench's own.
	sys.path.append(str(ROOT))

from sandbox import demo_site_figures, demo_site_setup, demo_site_team, demo_site_told  # noqa: E402

MARK = "@@demo "


def now() -> dict[str, Any]:
	"""The site's own time, from which `state` and `summary` count, and what kind of host it is."""
	import frappe

	from fb_care import clock

	apps = [app for app in frappe.get_installed_apps() if app != "fb_care"]
	return {"ms": clock.now_ms(), "at": str(frappe.utils.now_datetime()), "apps": apps}


def sweep() -> None:
	"""What the host's scheduler does each minute; a bench's may be off."""
	from fb_care.jobs import sweep

	sweep.run()


COMMANDS = {
	"setup": demo_site_setup.setup,
	"restore": demo_site_setup.restore,
	"subscribe": demo_site_setup.subscribe,
	"now": now,
	"state": demo_site_told.state,
	"sweep": sweep,
	"summary": demo_site_told.summary,
	"hire": demo_site_team.hire,
	"dismiss": demo_site_team.dismiss,
	"threads": demo_site_team.threads,
	"attach": demo_site_team.attach,
	"mark_vip": demo_site_team.mark_vip,
	"closed_talk": demo_site_team.closed_talk,
	"sent": demo_site_team.sent,
	"answers": demo_site_told.answers,
	"responsiveness": demo_site_figures.responsiveness,
	"rebuilt": demo_site_figures.rebuilt,
}


def answer(line: str) -> str:
	"""Run one command; its result, or the error's text, as JSON. Each sees what others have committed."""
	import frappe

	command = json.loads(line)
	try:
		frappe.db.rollback()
		frappe.set_user("Administrator")
		result = COMMANDS[command.pop("do")](**command)
		frappe.db.commit()
	except Exception as error:
		frappe.db.rollback()
		return json.dumps({"error": f"{type(error).__name__}: {error}"})
	return json.dumps({"result": result})


def main(site: str, sites_path: str) -> None:
	import frappe

	frappe.init(site, sites_path=sites_path)
	frappe.connect()
	print(MARK + json.dumps({"result": "ready"}), flush=True)
	for line in sys.stdin:
		print(MARK + answer(line), flush=True)
	frappe.destroy()


if __name__ == "__main__":
	main(*sys.argv[1:3])
