"""A rule that says what is done with messages and comments that meet its conditions.

The form of a manager; the app reads rules through fb_care.tickets.triage_rules.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from fb_care import install
from fb_care.care.texts import lines
from fb_care.care.triage import Rule
from fb_care.tickets import handling, hosts, triage_rules

MOST_WORDS = 20_000
NUMBERS = ("follower_days", "open_tickets", "complaints", "complaint_days")
WORDS = ("words_any", "words_all", "words_none")
#: Conditions that say enough of a comment to hide it.
TELLING = frozenset(
	{
		"words_any",
		"words_all",
		"complaint",
		"question",
		"praise",
		"tags_only",
		"labels",
		"complaints",
		"ads",
		"posts",
	}
)


class FBTriageRule(Document):
	def validate(self) -> None:
		self.title = (self.title or "").strip()
		for fieldname in ("priority", "team", "customer_group"):
			self.set(fieldname, (self.get(fieldname) or "").strip())
		self._check_numbers()
		self._check_words()
		rule = triage_rules.of_values(self.as_dict())
		self._check_actions(rule)
		self._warn_of_contradictions()
		self._warn_of_what_is_missing(rule)
		self._warn_if_untried(rule)

	def on_update(self) -> None:
		_changed()

	def after_delete(self) -> None:
		_changed()

	def _check_numbers(self) -> None:
		for fieldname in NUMBERS:
			if int(self.get(fieldname) or 0) < 0:
				frappe.throw(_("{0}: must not be negative.").format(self._label(fieldname)))
		if self.complaints and not self.complaint_days:
			self.complaint_days = 30

	def _check_words(self) -> None:
		for fieldname in WORDS:
			many = len(lines(self.get(fieldname)))
			if many > MOST_WORDS:
				frappe.throw(_("{0}: at most {1} words.").format(self._label(fieldname), MOST_WORDS))

	def _check_actions(self, rule: Rule) -> None:
		if not rule.actions and not rule.stop:
			frappe.throw(_("This rule does nothing: choose something under Then, or Stop after this rule."))
		if not rule.actions.hide:
			return
		if not TELLING & set(rule.conditions.set_ones()):
			frappe.throw(_("Hide the comment: say which ones, by words, complaint, label, ad or post."))
		if rule.conditions.kinds == ("Message",):
			frappe.throw(_("Hide the comment: this rule looks at private messages only."))

	def _warn_of_contradictions(self) -> None:
		"""What is praise is no question and no complaint, and names alone are none of the three."""
		said = [name for name in ("is_complaint", "is_question") if self.get(name) == "Yes"]
		never = (self.is_praise == "Yes" and said) or (
			self.only_tags == "Yes" and (said or self.is_praise == "Yes")
		)
		if never:
			_warn(_("This rule never holds: its conditions under Subject exclude each other."))

	def _warn_of_what_is_missing(self, rule: Rule) -> None:
		"""It is no error: the rule may be made before what it names."""
		doctype = hosts.host_doctype()[0]
		if not doctype:
			return
		priorities = handling.PRIORITIES[doctype]
		if rule.actions.priority and not frappe.db.exists(priorities, rule.actions.priority):
			said = _("There is no {0} {1} yet; until then tickets are made without it.")
			_warn(said.format(_(priorities), frappe.bold(frappe.utils.escape_html(rule.actions.priority))))
		if rule.actions.team and not handling.team_exists(doctype, rule.actions.team):
			said = _("There is no team {0} yet; until then tickets are made without it.")
			_warn(said.format(frappe.bold(frappe.utils.escape_html(rule.actions.team))))
		if rule.actions.assign and not frappe.db.get_value("User", rule.actions.assign, "enabled"):
			said = _("{0} is disabled; tickets will not be assigned by this rule.")
			_warn(said.format(frappe.bold(frappe.utils.escape_html(rule.actions.assign))))

	def _warn_if_untried(self, rule: Rule) -> None:
		"""A dry run of other conditions says nothing of these."""
		if self.dry_run_of != triage_rules.fingerprint(rule):
			self.update({"last_dry_run": None, "dry_run_result": "", "dry_run_of": ""})
		before = self.get_doc_before_save()
		news = not before or not before.enabled or before.dry_run_of != self.dry_run_of
		if self.enabled and not self.last_dry_run and news and not frappe.flags.in_install:
			_warn(_("This rule is switched on and was never tried: Dry run shows what it would have done."))

	def _label(self, fieldname: str) -> str:
		return _(self.meta.get_label(fieldname))


def _changed() -> None:
	"""Ask the rules anew, here at once; the pages say what becomes of their tickets."""
	triage_rules.forget()
	frappe.db.after_commit.add(triage_rules.forget)
	install.refresh_ticket_reasons()


def _warn(words: str) -> None:
	frappe.msgprint(words, indicator="orange", alert=True)
