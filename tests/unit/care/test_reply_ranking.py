"""Which saved replies are suggested for a message, and found by what is typed."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fb_care.care.reply_ranking import Reply, search, suggest
from fb_care.care.reply_words import language, words

REPLIES = (
	Reply(
		"late",
		"Late delivery",
		(
			"Dear {{ contact.first_name }}, your order is late because of the strike.",
			"Votre livraison a du retard à cause de la grève.",
		),
		"Orders",
		"late",
	),
	Reply("refund", "Refund", ("We pay you back.", "Votre remboursement."), "Money"),
	Reply("hours", "Opening hours", ("We are open 9 to 6.", "Nous sommes ouverts."), "Shop"),
	Reply("return", "How to return an item", ("Print the label and bring it.",), "Orders", "return-it"),
	Reply("thanks", "Thank you", ("Thank you for your kind words!",)),
)


def best(message: str) -> str:
	return next((match.name for match in suggest(message, REPLIES)), "")


@pytest.mark.parametrize(
	("message", "name"),
	[
		("Hi, where is my order? It is so late!", "late"),
		("Bonjour, ma LIVRAISON est en retard", "late"),
		("bonjour je n'ai toujours pas été livré", "late"),
		("je veux etre rembourse", "refund"),
		("Je voudrais un rembourssement svp", "refund"),
		("À quelle heure êtes-vous ouverts ?", "hours"),
		("can I retrun the items I bought", "return"),
		("qsdkjh 4711 ???", ""),
		("", ""),
	],
)
def test_the_best_reply_to_a_message(message, name):
	assert best(message) == name


def test_what_was_used_more_wins_a_tie():
	twins = [Reply("a", "Invoice copy", uses=0), Reply("b", "Invoice copy", uses=40)]
	assert [match.name for match in suggest("I need a copy of my invoice", twins)] == ["b", "a"]


def test_but_use_does_not_beat_what_fits_better():
	replies = [Reply("fits", "Invoice copy"), Reply("much", "Invoice", uses=100_000)]
	assert suggest("I need a copy of my invoice", replies)[0].name == "fits"


@pytest.mark.parametrize(
	("typed", "names"),
	[
		("/late", ["late"]),
		("/ret", ["return", "late"]),
		("RETURN-it", ["return"]),
		("remb", ["refund"]),
		("grève", ["late"]),
		("greve", ["late"]),
		("openign", ["hours"]),
		("order late", ["late"]),
		("order nonsense", []),
		("the", []),
	],
)
def test_what_an_agent_types(typed, names):
	assert [match.name for match in search(typed, REPLIES)] == names


def test_nothing_typed_shows_the_most_used_first():
	replies = [Reply("a", "B"), Reply("b", "A"), Reply("c", "C", uses=3)]
	assert [match.name for match in search("", replies, limit=2)] == ["c", "b"]


def test_a_shortcut_goes_before_words():
	replies = [Reply("words", "Late late late"), Reply("short", "Something", shortcut="late")]
	assert search("/late", replies)[0].name == "short"


def test_words_without_accents_case_plural_and_tags():
	assert words("L'Été, les COMMANDES œuvrées de {{ contact.name }} n° 123456789") == ("commande", "oeuvree")


@pytest.mark.parametrize(
	("text", "code"),
	[
		("Bonjour, où est ma commande ?", "fr"),
		("Hello, where is my order?", "en"),
		("merci", "fr"),
		("order 12", ""),
		("", ""),
		("¿Dónde está mi pedido?", ""),
	],
)
def test_the_language_of_a_text(text, code):
	assert language(text) == code


def test_a_thousand_replies_are_ranked_in_well_under_100_ms():
	dice = random.Random(4)
	syllables = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "ou", "an")]
	vocabulary = ["".join(dice.choices(syllables, k=dice.randint(2, 4))) for _ in range(4000)]
	replies = [
		Reply(str(i), " ".join(dice.choices(vocabulary, k=4)), (" ".join(dice.choices(vocabulary, k=60)),))
		for i in range(1000)
	]
	mistyped = [f"{word}q" for word in dice.choices(vocabulary, k=15)]
	message = " ".join(dice.choices(vocabulary, k=15) + mistyped)
	suggest(message, replies)
	took = []
	for _ in range(5):
		began = time.perf_counter()
		assert len(suggest(message, replies)) == 5
		took.append(time.perf_counter() - began)
	assert min(took) < 0.1, took


ANY_REPLIES = st.lists(st.builds(Reply, st.text(max_size=5), st.text(max_size=30)), max_size=6)


@given(st.text(max_size=80), ANY_REPLIES)
def test_nothing_breaks_it(text, replies):
	for match in (*suggest(text, replies), *search(text, replies)):
		assert match.score >= 0
