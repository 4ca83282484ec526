"""Run by a bench's own Python in its sites folder: prints what a site is, as one line of JSON.

Usage: python probe.py SITE. The JSON: installed (bool), versions, database, stale (the DocTypes of this
checkout that the site does not have as they are here). It changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCTYPES = ROOT / "fb_care" / "fb_care" / "doctype"


def main(site: str) -> None:
	import frappe

	frappe.init(site=site)
	frappe.connect()
	apps = frappe.get_installed_apps()
	installed = "fb_care" in apps
	answer = {
		"installed": installed,
		"versions": {app: version(app) for app in ("frappe", "erpnext", "helpdesk") if app in apps},
		"database": database(),
		"stale": stale() if installed else [],
	}
	frappe.destroy()
	print(json.dumps(answer))


def version(app: str) -> str:
	import frappe

	return str(getattr(frappe.get_module(app), "__version__", "?"))


def database() -> str:
	"""Kind and version of the database server, such as "MariaDB 10.11.6"."""
	import frappe

	words = str(frappe.db.sql("select version()")[0][0]).replace("-", " ").split()
	if frappe.db.db_type == "postgres":
		return f"PostgreSQL {words[1]}"
	return f"MariaDB {words[0]}"


def stale() -> list[str]:
	"""DocTypes whose file differs from what the site was migrated to (Frappe keeps the MD5 of the file)."""
	import frappe

	found = []
	for path in sorted(DOCTYPES.glob("*/*.json")):
		name = json.loads(path.read_text(encoding="utf-8"))["name"]
		known = frappe.db.get_value("DocType", name, "migration_hash")
		if known != hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest():
			found.append(name)
	return found


if __name__ == "__main__":
	main(sys.argv[1])
