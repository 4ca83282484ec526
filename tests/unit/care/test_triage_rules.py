"""Triage rules: which condition holds when, in what order rules speak, how a decision explains itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fb_care.care import triage, triage_words
from fb_care.care.texts import Phrases
from fb_care.care.triage import Actions, Decision, Rule, decide, merge
from fb_care.care.triage_conditions import CHECKS, KINDS, Conditions, Facts
from fb_care.care.vocabulary import OwnWords, vocabulary

READ = vocabulary(OwnWords()).read
TEXTS = ("I want a refund", "Open on Sunday?", "Thank you!", "@Ana Lima", "It is blue", "Où est-il ?", "")


def facts(text: str = "", **known: Any) -> Facts:
	return Facts(reading=READ(text), **known)


def rule(name: str = "one", order: int = 10, stop: bool = False, enabled: bool = True, **more: Any) -> Rule:
	does = set(Actions.__dataclass_fields__) - {"labels"}
	actions = {key: more.pop(key) for key in tuple(more) if key in does}
	labels = tuple(more.pop("put", ()))
	return Rule(
		name=name,
		title=name.title(),
		order=order,
		stop=stop,
		enabled=enabled,
		conditions=Conditions(**more),
		actions=Actions(labels=labels, **actions),
	)


HOLDS = (
	({"pages": ("1",)}, facts(page="1"), facts(page="2")),
	({"ads": ("1",)}, facts(ad="1"), facts()),
	({"posts": ("1",)}, facts(post="1"), facts()),
	({"kinds": ("Comment", "Rating")}, facts(kind="Rating"), facts(kind="Message")),
	({"words_any": Phrases(["blue", "red"])}, facts("A RED one"), facts("a reddish one")),
	({"words_all": Phrases(["blue", "big"])}, facts("big and blue"), facts("big and red")),
	({"words_none": Phrases(["win", "casino"])}, facts("my bike"), facts("you win")),
	({"language": "French"}, facts("où est la commande"), facts("where is the order")),
	({"question": True}, facts("open?"), facts("open")),
	({"question": False}, facts("open"), facts("open?")),
	({"complaint": True}, facts("refund"), facts("no problem")),
	({"complaint": True}, facts("", negative=True), facts("")),
	({"complaint": False}, facts("no problem"), facts("problem")),
	({"praise": True}, facts("Bravo"), facts("Bravo", negative=True)),
	({"tags_only": True}, facts("@Ana Lima"), facts("Ana")),
	({"vip": True}, facts(vip=True), facts()),
	({"vip": False}, facts(), facts(vip=True)),
	({"labels": ("Press", "Dealer")}, facts(labels=frozenset({"Dealer"})), facts(labels=frozenset({"x"}))),
	({"linked": True}, facts(customer="C-1"), facts()),
	({"linked": False}, facts(), facts(customer="C-1")),
	({"customer_groups": ("Dealers",)}, facts(customer_group="Dealers"), facts(customer_group="")),
	({"follower_days": 30}, facts(follower_days=30), facts(follower_days=29)),
	({"follower_days": 30}, facts(follower_days=300), facts(follower_days=None)),
	({"open_tickets": 2}, facts(open_tickets=2), facts(open_tickets=1)),
	(
		{"complaints": 2, "complaint_days": 10},
		facts(complaint_ages=(1, 9, 10)),
		facts(complaint_ages=(1, 10)),
	),
	({"answered": True}, facts(answered=True), facts()),
	({"answered": False}, facts(), facts(answered=True)),
)


@pytest.mark.parametrize(("asked", "yes", "no"), HOLDS)
def test_a_condition_holds_and_does_not(asked: dict[str, Any], yes: Facts, no: Facts):
	conditions = Conditions(**asked)
	assert conditions.set_ones(), "it counts as set"
	found = conditions.match(yes)
	assert found is not None and len(found) == len(conditions.set_ones())
	assert conditions.match(no) is None
	assert triage_words.condition(found[0])


def test_every_condition_is_tried_above():
	assert {name for asked, _yes, _no in HOLDS for name in asked} >= set(CHECKS)


def test_all_conditions_must_hold():
	both = rule(vip=True, complaint=True, priority="High")
	assert decide(facts("refund", vip=True), [both]).priority == "High"
	assert decide(facts("refund"), [both]) == Decision()
	assert decide(facts(vip=True), [both]) == Decision()


def test_a_decision_explains_itself():
	rules = [
		rule("VIPs", 1, vip=True, priority="High"),
		rule("Complaints", 2, complaint=True, ticket=True, priority="High"),
	]
	found = decide(facts("Je veux un remboursement", vip=True, kind="Comment"), rules)
	assert triage_words.explained(found) == [
		"Ticket: complaint word “remboursement” (Complaints)",
		"Priority High: VIP, complaint word “remboursement” (Vips, Complaints)",
	]
	assert triage_words.outcome(found) == "Ticket, Priority High"


def test_the_highest_priority_wins_and_the_first_of_the_others():
	rules = [
		rule("a", 1, priority="Low", assign="a@example.com", team="A", ticket=False, put=("x",)),
		rule("b", 2, priority="Urgent", assign="b@example.com", team="B", ticket=True, put=("y", "x")),
		rule("c", 3, priority="High", follow_up=True, hide=True),
	]
	found = decide(facts("hello"), rules)
	assert found.outcome() == Actions(
		ticket=False,
		priority="Urgent",
		assign="a@example.com",
		team="A",
		labels=("x", "y"),
		follow_up=True,
		hide=True,
	)


def test_a_priority_of_the_hosts_own_has_its_rank():
	ranks = {"P1": 90, "P2": 80}
	rules = [rule("a", 1, priority="P2"), rule("b", 2, priority="P1")]
	assert decide(facts("x"), rules, ranks).priority == "P1"
	assert triage.rank("Medium") < triage.rank("P1") < triage.rank("High")
	assert triage.rank("") == 0 and triage.rank("High", {"High": 5}) == 5


def test_stop_ends_the_list():
	rules = [rule("a", 1, stop=True, praise=True, ticket=False), rule("b", 2, ticket=True, put=("x",))]
	assert decide(facts("Bravo"), rules).outcome() == Actions(ticket=False)
	assert decide(facts("blue"), rules).ticket is True


def test_a_rule_without_conditions_holds_for_everything():
	found = decide(facts(""), [rule(ticket=True)])
	assert triage_words.explained(found) == ["Ticket: whatever was written (One)"]


def test_no_rule_decides_nothing():
	assert decide(facts("refund"), []) == Decision() == merge([decide(facts("x"), [])])


def test_messages_that_come_together_are_judged_together():
	rules = [
		rule("praise", 1, praise=True, ticket=False),
		rule("complaints", 2, complaint=True, ticket=True, priority="High"),
		rule("blue", 3, words_any=Phrases(["blue"]), put=("Blue",)),
	]
	praise, complaint, blue = (decide(facts(text), rules) for text in ("Bravo", "refund", "it is blue"))
	found = merge([praise, complaint, blue])
	assert (found.ticket, found.priority, found.labels) == (True, "High", ("Blue",))
	assert triage_words.explained(found)[0] == "Ticket: complaint word “refund” (Complaints)"
	assert merge([praise, praise]).ticket is False
	assert merge([praise, blue]).ticket is None
	assert merge([]) == Decision()


names = st.text("abcd", min_size=1, max_size=3)
maybe = st.sampled_from([None, True, False])
any_facts = st.builds(
	facts,
	st.sampled_from(TEXTS),
	kind=st.sampled_from(KINDS),
	page=st.sampled_from(["1", "2"]),
	vip=st.booleans(),
	negative=st.booleans(),
	labels=st.frozensets(st.sampled_from(["x", "y"])),
	customer=st.sampled_from(["", "C"]),
	follower_days=st.none() | st.integers(0, 1000),
	open_tickets=st.integers(0, 3),
	complaint_ages=st.lists(st.integers(0, 60), max_size=3).map(tuple),
	answered=st.booleans(),
)
any_conditions = st.builds(
	Conditions,
	pages=st.lists(st.sampled_from(["1", "2"]), max_size=1).map(tuple),
	kinds=st.lists(st.sampled_from(KINDS), max_size=3).map(tuple),
	question=maybe,
	complaint=maybe,
	praise=maybe,
	tags_only=maybe,
	vip=maybe,
	labels=st.lists(st.sampled_from(["x", "y"]), max_size=1).map(tuple),
	words_any=st.sampled_from([None, Phrases(["refund", "blue"])]),
	open_tickets=st.integers(0, 2),
	complaints=st.integers(0, 2),
)
any_actions = st.builds(
	Actions,
	ticket=maybe,
	priority=st.sampled_from(["", "Low", "High", "P1"]),
	assign=st.sampled_from(["", "a@example.com"]),
	labels=st.lists(st.sampled_from(["l", "m"]), max_size=2, unique=True).map(tuple),
	follow_up=st.booleans(),
	hide=st.booleans(),
)
any_rule = st.builds(
	Rule,
	name=names,
	title=names,
	enabled=st.booleans(),
	order=st.integers(0, 5),
	conditions=any_conditions,
	actions=any_actions,
	stop=st.booleans(),
)
any_rules = st.lists(any_rule, max_size=8, unique_by=lambda one: one.name)


@given(any_facts, any_rules, st.randoms())
def test_the_order_in_which_rules_are_given_does_not_matter(known: Facts, rules: list[Rule], chance: Any):
	before = decide(known, rules)
	shuffled = list(rules)
	chance.shuffle(shuffled)
	assert decide(known, shuffled) == before == decide(known, rules)


@given(any_facts, any_rules)
def test_a_disabled_rule_never_acts(known: Facts, rules: list[Rule]):
	found = decide(known, rules)
	assert all(one.rule.enabled for one in found.fired)
	assert found == decide(known, [one for one in rules if one.enabled])


@given(any_facts, any_rules)
def test_rules_fire_in_their_order_and_none_after_a_stop(known: Facts, rules: list[Rule]):
	fired = decide(known, rules).fired
	places = [(one.rule.order, one.rule.name) for one in fired]
	assert places == sorted(places)
	assert not any(one.rule.stop for one in fired[:-1])


@given(any_facts, any_rules)
def test_the_explanation_names_every_condition_that_matched(known: Facts, rules: list[Rule]):
	found = decide(known, rules)
	told = "\n".join(triage_words.explained(found))
	for because in found.because:
		for one in because.fired:
			assert len(one.matches) == max(len(one.rule.conditions.set_ones()), 1)
			assert one.rule.title in told
			assert all(triage_words.condition(match) in told for match in one.matches)
	acting = found.outcome() != Actions()
	assert acting == bool(told)


@given(st.lists(any_facts, min_size=1, max_size=4), any_rules)
def test_joining_never_lowers_a_priority_or_loses_a_ticket(many: list[Facts], rules: list[Rule]):
	single = [decide(known, rules) for known in many]
	found = merge(single)
	assert triage.rank(found.priority) == max(triage.rank(one.priority) for one in single)
	assert (found.ticket is True) == any(one.ticket is True for one in single)
	assert set(found.labels) == {label for one in single for label in one.labels}
	assert found.hide == any(one.hide for one in single)
	assert merge(single) == found
