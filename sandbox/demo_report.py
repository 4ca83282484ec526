"""What `make demo` prints at the end: the counts of demo_site.summary as plain tables.

Called by demo.py. It only formats.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.table import Table

from sandbox import demo_report_figures

#: Where the words begin, behind the name of their line.
INDENT = 12
RESULTS = ("done", "ignored", "waiting", "failed", "unknown")


def show(console: Console, told: dict[str, Any], names: dict[str, str]) -> None:
	"""All of it; `names` are the pages by id."""
	console.print(events_table(told["kinds"]))
	for line in lines(told, names):
		console.print(folded(line, console.width), highlight=False, markup=False, soft_wrap=True)


def folded(line: str, width: int) -> str:
	"""A long line goes on under its own beginning; addresses and names stay whole."""
	indent = len(line) - len(line.lstrip()) or INDENT
	more = {"break_long_words": False, "break_on_hyphens": False}
	return textwrap.fill(line, width, subsequent_indent=" " * indent, **more)


def events_table(kinds: list[list[Any]]) -> Table:
	"""Events by kind and by what became of them."""
	rows: dict[str, dict[str, int]] = defaultdict(dict)
	for kind, result, count in kinds:
		rows[kind][result] = count
	table = Table(title="Events by kind and state", title_justify="left")
	table.add_column("kind")
	for result in (*RESULTS, "all"):
		table.add_column(result, justify="right")
	for kind, counts in sorted(rows.items(), key=lambda row: -sum(row[1].values())):
		numbers = [str(counts.get(result, "")) for result in RESULTS]
		table.add_row(kind, *numbers, str(sum(counts.values())))
	totals = [sum(counts.get(result, 0) for counts in rows.values()) for result in RESULTS]
	table.add_section()
	table.add_row("all", *[str(total) for total in totals], str(sum(totals)))
	return table


def lines(told: dict[str, Any], names: dict[str, str]) -> Iterator[str]:
	"""The rest, line by line."""
	total = sum(told["deliveries"].values())
	yield ""
	yield f"Deliveries  {total} kept: {counts(told['deliveries'])}; {told['duplicates']} came again"
	yield from _ticket_lines(told["tickets"], names)
	yield f"Rows        {counts(told['rows'])}"
	yield f"Profiles    {counts(told['profiles'])}"
	yield f"Media       {counts(told['media'])}"
	for state, reason, count in told["media_trouble"]:
		yield f"            {state} {count}x: {reason or 'no reason given'}"
	yield "Failed or unknown, and why:"
	for name, kind, state, why in told["trouble"]:
		yield f"            {state}: {kind} in {name}: {why}"
	if not told["trouble"]:
		yield "            nothing"
	for title, count in told["errors"].items():
		yield f"            {count}x in the Error Log: {title}"
	yield from _answer_lines(told["answers"])
	yield from demo_report_figures.lines(told["responsiveness"], told["rebuilt"], names)
	yield from _places(told["answers"])


def _answer_lines(told: dict[str, Any]) -> Iterator[str]:
	"""What the team did."""
	how = ", ".join(f"{count} {way}" for way, count in told["how"].items())
	yield ""
	yield f"Answers     {sum(told['how'].values())}: {how}"
	yield f"            as messages {counts(told['messages'])}, by {told['agents']} agents"
	same = "the person goes on in the comment's ticket" if told["one_ticket"] else "in two tickets"
	yield f"            private replies: {counts(told['private'])}; {same}"
	yield f"            public replies: {counts(told['public'])}"
	yield f"            comments: {told['hidden']} hidden, {told['liked']} liked"
	yield f"            {told['settled_by_echo']} unknown after Facebook's error 500, settled by its echo"
	for name, _problem, words in told["refused"]:
		yield f"            refused before sending, to {name}: {words}"
	yield from _inbox_lines(told["in_the_inbox"])
	exactly = "each exactly what was sent" if not told["wrong"] else "NOT what was sent:"
	yield f"            {told['people']} people received {told['received']} messages, {exactly}"
	for problem in told["wrong"]:
		yield f"            {problem}"


def _inbox_lines(done: list[list[Any]]) -> Iterator[str]:
	"""What was done in the inbox besides answering."""
	yield f"            in the inbox: {', '.join(what for what, _good in done)}"
	for what, good in done:
		if not good:
			yield f"            NOT as the inbox shows it: {what}"


def _places(told: dict[str, Any]) -> Iterator[str]:
	"""Where a newcomer finds it."""
	yield "Look at"
	for what, doctype, name, who, why in told["look_at"]:
		yield f"            {what + ':':24}{doctype} {name} ({who})"
		for line in why.splitlines() if why else ():
			yield f"            {'':24}{line}"


def _ticket_lines(tickets: dict[str, Any], names: dict[str, str]) -> Iterator[str]:
	if not tickets["doctype"]:
		yield f"Tickets     none: {tickets['reason']}"
		return
	by_page = {names.get(page, page): count for page, count in tickets["by_page"].items()}
	yield f"Tickets     {tickets['made']} of {tickets['doctype']}: {counts(by_page)}"
	yield (
		f"            {tickets['from_messages']} from messages, {tickets['with_comment']} carry a comment, "
		f"{tickets['with_ad']} carry an ad"
	)
	yield f"            {counts(tickets['timeline'])} in their timelines, {tickets['files']} files attached"


def counts(numbers: dict[str, int]) -> str:
	"""`{"Done": 3, "Failed": 1}` as "3 Done, 1 Failed"."""
	return ", ".join(f"{number} {name}" for name, number in sorted(numbers.items())) or "none"
