"""Who writes to the two pages while `make demo` runs, and what the team has ready for them. Only words.

Used by demo_team.py. All people and texts are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.fakebook.day import BLUE_BICYCLE, MAISON_TILLEUL

ALEX = "alex.winter@example.com"
LUCIE = "lucie.fontaine@example.com"
AGENTS = [
	{"email": ALEX, "first_name": "Alex", "last_name": "Winter"},
	{"email": LUCIE, "first_name": "Lucie", "last_name": "Fontaine"},
]
#: Who answers for which page.
AGENT_OF = {BLUE_BICYCLE: ALEX, MAISON_TILLEUL: LUCIE}


@dataclass(frozen=True)
class Guest:
	"""Somebody who writes today; `post` is the number of the page's post where it is a comment."""

	key: str
	page_id: str
	name: str
	says: str
	post: int = -1


GUESTS = (
	Guest("saturday", BLUE_BICYCLE, "Noor Haddad", "Hi, is the workshop open this Saturday?"),
	Guest("chain", BLUE_BICYCLE, "Tom Okafor", "How do I look after the chain in winter? In detail?"),
	Guest("picture", BLUE_BICYCLE, "Ines Marques", "Could you send me a picture of the green Harbour 7?"),
	Guest("hours", BLUE_BICYCLE, "Wes Palmer", "Hello! What are your opening hours?"),
	Guest("ticket", BLUE_BICYCLE, "Olga Novak", "My rear light flickers. Can I bring the bike in?"),
	Guest("unclear", BLUE_BICYCLE, "Petra Lang", "Do you still have a child seat in stock?"),
	Guest("order", MAISON_TILLEUL, "Hélène Dufour", "Bonjour, où en est ma commande ?"),
	Guest("size", MAISON_TILLEUL, "Yanis Bertin", "Bonjour, quelle est la taille de la nappe ?"),
	Guest("inbox", MAISON_TILLEUL, "Odile Caron", "Livrez-vous en Belgique ?"),
	Guest("vip", MAISON_TILLEUL, "Mathilde Aubry", "Bonjour, ici l'hôtel des Voyageurs."),
	Guest("private", BLUE_BICYCLE, "Sam Whitlock", "How much is it with a big basket? By when?", post=0),
	Guest("public", MAISON_TILLEUL, "Louise Ferrand", "Reste-t-il une place samedi ?", post=1),
	Guest("liked", BLUE_BICYCLE, "Greta Holm", "What a beauty! Best shop in town.", post=0),
	Guest("junk", BLUE_BICYCLE, "Free Phones 4U", "Win a free phone today, click here!", post=1),
)
#: Says something that is three days old when Meta tells it, where yesterday has nobody whose window is over.
LATE = Guest("late", BLUE_BICYCLE, "Marek Zielinski", "Is the red one still there?")

CHAIN = (
	"Clean it first: a cloth, a drop of degreaser, and patience. Turn the pedals backwards and let "
	"the chain run through the cloth until it leaves no black line any more. Then one drop of oil on "
	"each roller, not more, and wipe off what is left outside, as it only catches dirt. "
)
LONG = "Hello Tom, gladly! " + "".join(f"Week {week}: {CHAIN}" for week in range(1, 9)) + "Enjoy winter!"

#: What is typed by hand, by the guest's key.
ANSWERS = {
	"saturday": "Yes, Noor: from 10 to 16 on Saturday. Just come by.",
	"chain": LONG,
	"picture": "Here it is, fresh from the shop window.",
	"ticket": "Yes, please bring it in tomorrow. We will have a look while you wait.",
	"unclear": "One is left. Shall we keep it for you until Friday?",
	"size": "Bonjour Yanis, elle fait 160 x 240 cm.",
	"vip": "Mathilde, nous sommes désolés. Une nouvelle nappe part ce soir, sans frais.",
	"public": "Oui Louise, il reste deux places. À samedi !",
	"private": "Hello Sam, 649 with the big basket, and it is here on Thursday. Shall we keep one for you?",
}
#: Where the summary sends a newcomer, by the guest's key.
LOOK_AT = {
	"hours": "a saved reply",
	"ticket": "typed in the ticket",
	"chain": "a long answer in parts",
	"picture": "a picture",
	"vip": "a VIP",
	"private": "a private reply",
	"junk": "a hidden comment",
}
#: Whose conversations an agent works on in the inbox, all of one page.
IN_THE_INBOX = ("saturday", "chain", "hours")
#: What the agent adds to a saved reply before sending it.
BYE = {BLUE_BICYCLE: "See you soon!", MAISON_TILLEUL: "À bientôt !"}
INBOX = "Oui, sous trois jours ouvrés."
THANKS = "Thank you! Yes please, I'll come on Thursday."
COMPLAINT = "La nappe est arrivée déchirée. C'est inadmissible, je demande un remboursement !"
TOO_LATE = "Yes, the red one is still here."
PICTURE = "harbour-7-green.png"
VIP_LABEL = "Hotels (demo)"


def saved_replies() -> list[dict[str, Any]]:
	"""A default set: English with a French variant, with merge fields."""
	return [
		_reply(
			"Opening hours",
			"hours",
			"Hello {{ contact.first_name }}, {{ page.name }} is open Monday to Friday from 9 to 18 "
			"and Saturday from 10 to 16.\n{{ agent.first_name }}",
			"Bonjour {{ contact.first_name }}, {{ page.name }} est ouvert du lundi au vendredi de 9 h "
			"à 18 h, le samedi de 10 h à 16 h.\n{{ agent.first_name }}",
		),
		_reply(
			"Where is my order?",
			"order",
			'Hello {{ contact.first_name | "there" }}, your order {{ order.name | "with us" }} is being '
			"packed. We will write to you as soon as it leaves.\n{{ agent.first_name }}",
			'Bonjour {{ contact.first_name | "à vous" }}, votre commande {{ order.name | "en cours" }} '
			"est en préparation. Nous vous écrirons dès son départ.\n{{ agent.first_name }}",
		),
		_reply(
			"Returns and exchanges",
			"returns",
			"You can bring or send it back within 30 days, {{ contact.first_name }}.",
			"Vous pouvez le rapporter ou le renvoyer sous 30 jours, {{ contact.first_name }}.",
		),
	]


def _reply(title: str, shortcut: str, english: str, french: str) -> dict[str, Any]:
	return {
		"title": title,
		"shortcut": shortcut,
		"folder": "Demo",
		"text_language": "en",
		"text": english,
		"variants": [{"text_language": "fr", "text": french}],
	}


def triage_rules() -> list[dict[str, Any]]:
	"""Rules of these pages only, beside those that come with the app."""
	pages = [{"page": page_id} for page_id in AGENT_OF]
	return [
		{
			"title": "Demo: a VIP complains",
			"pages": pages,
			"on_messages": 1,
			"vip": "Yes",
			"is_complaint": "Yes",
			"priority": "High",
			"follow_up": 1,
		},
		{
			"title": "Demo: questions under posts",
			"pages": pages,
			"on_comments": 1,
			"is_question": "Yes",
			"ticket": "Make a ticket",
		},
		{
			"title": "Demo: junk under posts",
			"pages": pages,
			"on_comments": 1,
			"words_any": "free phone",
			"ticket": "No ticket",
			"hide_comment": 1,
		},
	]
