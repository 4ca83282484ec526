"""The other end of inbox_stage.py: starts it on the sandbox or on a site of a bench, and asks it things."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.app.hosts import AGENT

SCRIPT = Path(__file__).with_name("inbox_stage.py")
PASSWORD = "demo"
#: The folder of a real desk (tests/runner/bench_desk.py); "" for the sandbox.
DESK = os.environ.get("FB_CARE_DESK", "")


class Stage:
	"""A running site; `made` is what its cast consists of."""

	def __init__(self) -> None:
		self.on_bench = bool(DESK)
		self._looks: dict[str, tuple[str, str]] = {}
		python = sys.executable
		env = dict(os.environ)
		if self.on_bench:
			python = str(Path(env["FRAPPE_BENCH"]) / "env" / "bin" / "python")
			# The desk's folder has the bench's sites, and this checkout's bundles.
			env.update(
				FRAPPE_BENCH=DESK,
				FB_CARE_HOST="bench",
				PYTHONPATH=str(SCRIPT.parents[2]),
				PYTHONDONTWRITEBYTECODE="1",
			)
		self._process = subprocess.Popen(
			[python, str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
		)
		told = self._line()
		self.url, self.made = told["url"], told["made"]

	def do(self, what: str, **about: Any) -> Any:
		"""Have something done on the site; AssertionError with its traceback if that failed."""
		assert self._process.stdin
		self._process.stdin.write(json.dumps({"do": what, **about}) + "\n")
		self._process.stdin.flush()
		told = self._line()
		assert "error" not in told, told.get("error")
		return told["value"]

	def close(self) -> None:
		assert self._process.stdin
		self._process.stdin.close()
		self._process.wait(timeout=30)

	def log_in(self, page: Any, user: str) -> None:
		"""A session of `user` in the page's browser, by the host's own login."""
		form = {"usr": user, "pwd": PASSWORD}
		answer = page.context.request.post(f"{self.url}/api/method/login", form=form)
		assert answer.ok, answer.text()

	def inbox(self, thread: str = "", user: str = AGENT, theme: str = "light", lang: str = "en") -> str:
		"""The address of the inbox as `user` wants to see it, `thread` ("fb-conversation/1-2") open in it.

		The sandbox takes the looks from the address, a desk from its user.
		"""
		address = f"{self.url}/app/facebook-inbox/{thread}".rstrip("/")
		if not self.on_bench:
			return f"{address}?theme={theme}&_lang={lang}"
		if self._looks.get(user) != (theme, lang):
			self.do("looks", user=user, lang=lang, theme=theme)
			self._looks[user] = (theme, lang)
		return address

	def _line(self) -> Any:
		"""The next line that is ours; a host may print others."""
		assert self._process.stdout
		for line in self._process.stdout:
			if line.startswith("{"):
				return json.loads(line)
		raise AssertionError("the site to look at did not start or has ended; its error stands above")
