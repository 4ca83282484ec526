"""An answer that is refused before anything is sent or stored. Raised by `answer`, shown to the agent."""

from __future__ import annotations

from typing import NoReturn

import frappe

from fb_care.outbound import problems


class Refusal(frappe.ValidationError):
	"""The answer may not be sent; `problem` is a code of `problems`, the text says why and what to do."""

	problem = problems.REFUSED


class AnsweredMeanwhile(Refusal):
	"""A colleague has just answered; sending again, or with `confirm`, sends it all the same."""

	problem = problems.ANSWERED


def refuse(problem: str, words: str = "", kind: type[Refusal] = Refusal, title: str = "") -> NoReturn:
	"""Raise the refusal and show it to whoever asked; `title` is "Not sent" unless given."""
	# The host raises classes only, and makes the exception itself.
	raised = type(kind.__name__, (kind,), {"problem": problem, "http_status_code": 417})
	frappe.throw(words or problems.words(problem), raised, title=title or frappe._("Not sent"))
	raise AssertionError("frappe.throw did not raise")
