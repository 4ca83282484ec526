"""What texts say: complaints, questions, praise and tags in English and French, and words of a site's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fb_care.care.texts import Phrases, Text, fold
from fb_care.care.vocabulary import WORDS, OwnWords, Vocabulary, vocabulary

VOCABULARY = vocabulary(OwnWords())

COMPLAINTS = (
	("I want a refund", "i want a refund"),
	("REFUND NOW", "refund"),
	("It doesn’t work", "does not work"),
	("it doesnt work", "does not work"),
	("I have a problem with the tyre", "problem"),
	("Je veux un remboursement", "remboursement"),
	("Toujours pas reçu !!", "toujours pas"),
	("TOUJOURS PAS RECU", "toujours pas"),
	("Ça marche pas", "marche pas"),
	("je ne suis pas content", "pas content"),
	("Super, mais cassé", "cassé"),
	("J'ai un problème, pas de réponse", "problème"),
	("Still no refund", "still no"),
	("I did not receive a refund", "did not receive"),
	("Tres decue de la livraison", "déçue"),
	("😡", "😡"),
	("No, broken again", "broken"),
)
NO_COMPLAINTS = (
	"No problem!",
	"not a problem",
	"never had a single problem",
	"Without any problem",
	"Great service, no complaints",
	"pas de problème",
	"Pas le moindre problème, merci",
	"aucun souci",
	"jamais déçu",
	"Sans aucun retard",
	"problème résolu, merci",
	"the problem is solved",
	"nulle part ailleurs",
	"annulation gratuite",
	"I don't have a problem",
	"",
	"   ",
)
QUESTIONS = (
	"Open on Sunday?",
	"how much is it",
	"Hello, do you deliver",
	"C'est combien",
	"Qu’est-ce que c’est",
	"quest ce que c'est",
	"où est ma commande",
	"OU EST MA COMMANDE",
	"Bonjour, avez vous du stock",
	"prix svp",
	"Livrez-vous le samedi",
	"??",
)
NO_QUESTIONS = (
	"How beautiful!",
	"I was there when it rained",
	"See https://example.com/?id=5",
	"J'ai tout reçu.",
	"Where you go I go",
)
PRAISE = (
	"Thank you!",
	"Merci beaucoup",
	"J'adore",
	"j’adore",
	"GENIAL",
	"❤️❤️",
	"👍🏽👍",
	"🔥 🔥!",
	"Great shop, very happy",
	"Rien à redire",
)
NO_PRAISE = (
	"not great",
	"pas top",
	"pas génial du tout",
	"❤️ 😡",
	"Super, mais cassé",
	"Super, vous livrez ?",
	"Thank you, I will send you the number of my order later today when I am at home",
	"🚲",
	"!!!",
)
TAGS = (
	"@Ana Lima",
	"Ana Lima",
	"Ana Lima Ole Berg 😍",
	"Jean-Pierre O'Neil",
	"@王小明",
	"Ana de la Cruz",
	"@Ana",
)
NO_TAGS = (
	"Bonjour Madame",
	"Hello Everyone",
	"ana lima",
	"Ana",
	"Ana Lima look",
	"Room 12",
	"MERCI",
	"你好 请问",
	"Ana Lima?",
)


@pytest.mark.parametrize(("text", "word"), COMPLAINTS)
def test_a_complaint_names_its_word(text: str, word: str):
	assert word in VOCABULARY.read(text).complaint


@pytest.mark.parametrize("text", NO_COMPLAINTS)
def test_what_is_no_complaint(text: str):
	assert VOCABULARY.read(text).complaint == ()


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question(text: str):
	assert VOCABULARY.read(text).is_question


@pytest.mark.parametrize("text", NO_QUESTIONS)
def test_no_question(text: str):
	assert VOCABULARY.read(text).question == ()


@pytest.mark.parametrize("text", PRAISE)
def test_praise(text: str):
	assert VOCABULARY.read(text).is_praise


@pytest.mark.parametrize("text", NO_PRAISE)
def test_no_praise(text: str):
	assert not VOCABULARY.read(text).is_praise


@pytest.mark.parametrize("text", TAGS)
def test_only_names(text: str):
	reading = VOCABULARY.read(text)
	assert reading.tags_only and not reading.is_praise


@pytest.mark.parametrize("text", NO_TAGS)
def test_more_than_names(text: str):
	assert not VOCABULARY.read(text).tags_only


@pytest.mark.parametrize(
	("text", "language"),
	[
		("Where is the order that you sent", "English"),
		("Où est la commande que vous avez envoyée", "French"),
		("12345", ""),
		("Winterreifen", ""),
	],
)
def test_the_language_is_guessed(text: str, language: str):
	assert VOCABULARY.read(text).language == language


@pytest.mark.parametrize("word", [".*", "a+b", "(", "[x", "c++", "50%", "$^", "\\d"])
def test_signs_of_a_word_are_taken_literally(word: str):
	phrases = Phrases([word])
	assert [one.phrase for one in phrases.find(Text(f"so {word} it is"))] == [word]
	assert phrases.find(Text("anything at all 5 abb")) == []


def test_words_are_found_on_their_boundaries():
	assert Phrases(["art"]).find(Text("a party")) == []
	assert Phrases(["c++"]).find(Text("abc++")) == []
	assert Phrases(["order late"]).find(Text("My order. Late again")) == []
	assert Phrases(["œuvre"]).find(Text("une OEUVRE"))
	assert Phrases(["J'ai reçu"]).find(Text("jai recu"))


def test_a_longer_phrase_does_not_hide_a_shorter_one_from_rules():
	found = Phrases(["late", "late delivery"]).all_in(Text("a late delivery"))
	assert {one.phrase for one in found} == {"late", "late delivery"}


def test_a_site_adds_words_and_takes_some_out():
	own = OwnWords(complaint=("Reifen platt", "- refund"), question=("wie teuer",), praise=("dufte",))
	ours = vocabulary(own)
	assert ours.read("reifen PLATT").complaint == ("Reifen platt",)
	assert ours.read("refund").complaint == ()
	assert ours.read("wie teuer").is_question and ours.read("dufte").is_praise
	assert VOCABULARY.read("refund").is_complaint
	assert vocabulary(own) is ours


def test_ten_thousand_words_are_no_burden():
	import time

	phrases = Phrases(f"word{number} more" for number in range(10_000))
	text = Text("word77 more " * 50)
	began = time.perf_counter()
	for _turn in range(20):
		phrases.find(Text(text.raw))
	assert time.perf_counter() - began < 1
	assert {one.phrase for one in phrases.all_in(text)} == {"word77 more"}


def test_every_shipped_list_is_sound():
	for path in WORDS.glob("*.txt"):
		lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
		assert all(line == line.strip() for line in lines), path.name
		if path.name.startswith(("complaint", "question", "praise.")):
			assert len(lines) == len({fold(line) for line in lines}), path.name


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str):
	reading = VOCABULARY.read(text)
	assert VOCABULARY.read(text) == reading
	assert reading.language in ("", "English", "French")
	assert not (reading.tags_only and (reading.is_complaint or reading.is_question or reading.is_praise))


@given(st.text(min_size=1, max_size=30))
def test_any_word_finds_itself_or_nothing(word: str):
	found = Phrases([word]).find(Text(word))
	assert [one.phrase for one in found] in ([word.strip()], [])


def test_a_very_long_text_is_read_to_its_beginning_only():
	assert Vocabulary().read("refund " + "x " * 60_000).is_complaint
	assert not Vocabulary().read("x " * 60_000 + "refund").is_complaint
