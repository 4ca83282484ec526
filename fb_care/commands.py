"""`bench --site S fb-care ...`: the doctor and replay, for those who run the site. Logic is elsewhere."""

from __future__ import annotations

import sys
from typing import Any

import click
import frappe
from frappe.commands import get_site, pass_context


@click.group("fb-care")
def fb_care() -> None:
	"""Facebook Care: look after its deliveries."""


@fb_care.command("doctor")
@click.option("--offline", is_flag=True, help="Leave out what calls this site's address or Facebook.")
@pass_context
def doctor(context: Any, offline: bool) -> None:
	"""Say what is wrong between Facebook and a ticket, and what to do. Exit code 1 if something is broken."""
	from fb_care import doctor as doctors

	_connect(context)
	try:
		lines = doctors.examine(network=not offline)
	finally:
		frappe.destroy()
	for line in lines:
		click.secho(str(line), fg={"OK": "green", "WARN": "yellow", "FAIL": "red"}[line.level])
	sys.exit(doctors.exit_code(lines))


@fb_care.command("replay")
@click.option("--failed", is_flag=True, help="All failed deliveries.")
@click.option("--since", help="Only those received since then, in the site's time zone (2026-11-22 08:00).")
@click.argument("names", nargs=-1)
@pass_context
def replay(context: Any, failed: bool, since: str | None, names: tuple[str, ...]) -> None:
	"""Put deliveries back to be processed again: NAMES, or those that --failed and --since pick."""
	from fb_care import replaying

	_connect(context)
	try:
		result = replaying.replay(names, failed=failed, since=since)
	except ValueError as error:
		raise click.UsageError(str(error)) from None
	finally:
		frappe.destroy()
	click.echo(f"Put back to be processed again: {result['replayed']}. A worker takes them from the queue.")
	if result["busy"]:
		click.echo(f"Left alone, as a worker has them right now: {len(result['busy'])}.")


def _connect(context: Any) -> None:
	frappe.init(site=get_site(context))
	frappe.connect()
	frappe.set_user("Administrator")


commands = [fb_care]
