"""fr.csv holds every string that people see, and every translation keeps its placeholders."""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

from fb_care.footprint import ticket_fields

APP = Path(__file__).resolve().parents[2] / "fb_care"
JS_CALL = re.compile(r'__\(\s*"((?:[^"\\]|\\.)*)"')
PLACEHOLDER = re.compile(r"\{\d*\}")


def in_python(path: Path) -> Iterator[str]:
	"""Sentences inside `_()`, and those that findings carry to it."""
	tree = ast.parse(path.read_text(encoding="utf-8"))
	for node in ast.walk(tree):
		if isinstance(node, ast.Call) and _name(node.func) == "_":
			yield from (arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant))
	if path.name == "health_rules.py" or path == APP / "jobs" / "health.py":
		yield from _sentences(tree)


def _sentences(tree: ast.Module) -> Iterator[str]:
	docs = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if _has_docstring(node)}
	for node in ast.walk(tree):
		if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in docs:
			if " " in node.value and node.value[0].isupper() and node.value[-1] in ".}":
				yield node.value


def _has_docstring(node: ast.AST) -> bool:
	return isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)


def _name(function: ast.expr) -> str:
	return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def in_document(path: Path) -> Iterator[str | None]:
	doc = json.loads(path.read_text(encoding="utf-8"))
	yield from (doc.get("label"), doc.get("description"), doc.get("chart_name"))
	if doc["doctype"] == "Page":
		yield doc["title"]
	if doc["doctype"] == "DocType":
		yield doc["name"]
		yield from (link.get("group") for link in doc.get("links", []))
		for field in doc["fields"]:
			yield from (field.get("label"), field.get("description"))
			if field["fieldtype"] == "Select":
				yield from field["options"].split("\n")
	for row in doc.get("links", []) + doc.get("shortcuts", []):
		yield from (row.get("label"), row.get("format"))


def scripts() -> Iterator[Path]:
	"""Every script and component, no product of them."""
	for path in sorted(APP.rglob("*")):
		if path.suffix in (".js", ".mjs", ".vue") and not {"dist", "node_modules"} & set(path.parts):
			yield path


def source_of(path: Path) -> str:
	"""A script's text; in attributes of a component's template a double quote is an entity."""
	text = path.read_text(encoding="utf-8")
	return text.replace("&quot;", '"') if path.suffix == ".vue" else text


def shown() -> set[str]:
	"""Every string of the app that people see."""
	found: set[str | None] = {field.get("label") for field in ticket_fields()}
	for path in APP.rglob("*.py"):
		found |= set(in_python(path))
	for path in scripts():
		found |= set(JS_CALL.findall(source_of(path)))
	for path in (APP / "fb_care").glob("*/*/*.json"):
		found |= set(in_document(path))
	return {text for text in found if text and text.strip()}


def translations() -> dict[str, str]:
	with (APP / "translations" / "fr.csv").open(encoding="utf-8", newline="") as file:
		return {row[0]: row[1] for row in csv.reader(file) if row}


def test_every_string_is_in_the_french_file():
	assert sorted(shown() - set(translations())) == []


def test_the_french_file_holds_nothing_that_is_gone():
	assert sorted(set(translations()) - shown()) == []


def test_placeholders_survive_translation():
	for source, target in translations().items():
		assert target.strip(), source
		assert sorted(PLACEHOLDER.findall(source)) == sorted(PLACEHOLDER.findall(target)), source
