"""Templates of saved replies: what they may hold, how they are filled, and how bad ones are refused."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fb_care.care import saved_replies
from fb_care.care.saved_replies import FIELDS, MAX_TEXT, MAX_VALUE, Reason, TemplateError, parse

VALUES = {"contact.first_name": "Ana", "order.name": "SAL-ORD-2026-00042"}
LABELS = {name: f"label of {name}" for name in FIELDS}


def filled(text: str, values: dict | None = None) -> saved_replies.Filled:
	return saved_replies.fill(parse(text), VALUES if values is None else values, LABELS)


def problems(text: str) -> list[tuple[int, int, Reason, str]]:
	with pytest.raises(TemplateError) as refused:
		parse(text)
	return [(one.line, one.column, one.reason, one.detail) for one in refused.value.problems]


def test_values_take_the_places_of_their_fields():
	text = "Hello {{ contact.first_name }},\n{{order.name}} is on its way."
	assert filled(text).text == "Hello Ana,\nSAL-ORD-2026-00042 is on its way."


@pytest.mark.parametrize("quoted", ['"there"', "'there'", "“there”", "«there»"])
def test_a_default_stands_in_for_a_missing_value(quoted):
	found = filled(f"Hello {{{{ contact.first_name | {quoted} }}}}!", {})
	assert found.text == "Hello there!"
	assert (found.bare, found.defaulted) == ((), ("contact.first_name",))


def test_a_default_is_not_used_where_there_is_a_value():
	assert filled('Hello {{ contact.first_name|"there" }}!') == saved_replies.Filled("Hello Ana!")


def test_an_empty_default_leaves_nothing():
	assert filled('Hello{{ contact.first_name | "" }}!', {}).text == "Hello!"


def test_a_missing_value_without_a_default_is_a_gap_that_people_see():
	found = filled("Order {{ order.name }}, {{ order.name }}", {"order.name": "  "})
	assert found.text == "Order [label of order.name], [label of order.name]"
	assert found.bare == ("order.name",)


def test_braces_are_written_in_quotes():
	assert filled('Write {{ "{{" }} and {{ "}}" }}').text == "Write {{ and }}"


def test_the_fields_of_a_template_each_once_in_order():
	assert parse("{{ order.name }} {{ page.name }} {{ order.name }}").fields() == ("order.name", "page.name")


@pytest.mark.parametrize(
	("text", "found"),
	[
		("a\nb {{ order.nam }}", (2, 6, Reason.UNKNOWN, "order.nam")),
		("{{ }}", (1, 1, Reason.EMPTY, "")),
		("Hello {{ contact.name", (1, 7, Reason.NOT_CLOSED, "")),
		("Hello {{ contact.name\n}}", (1, 7, Reason.NOT_CLOSED, "")),
		("Hello contact.name }}", (1, 20, Reason.NOT_OPENED, "")),
		("{{ contact.name() }}", (1, 16, Reason.CALL, "(")),
		("{{ open('x') }}", (1, 4, Reason.CALL, "open")),
		("{{ contact.name.upper }}", (1, 4, Reason.REACHING, "contact.name.upper")),
		("{{ contact.__class__ }}", (1, 4, Reason.REACHING, "contact.__class__")),
		("{{ contact.name['x'] }}", (1, 16, Reason.REACHING, "[")),
		("{{ ''.__class__ }}", (1, 6, Reason.REACHING, ".__class__")),
		("{{ contact.name | upper }}", (1, 19, Reason.FILTER, "upper")),
		('{{ contact.name | "a" | upper }}', (1, 23, Reason.FILTER, "|")),
		('{{ contact.name | "there }}', (1, 19, Reason.DEFAULT_OPEN, "")),
		("{{ contact.name page.name }}", (1, 17, Reason.MORE, "page.name")),
		("{{ 7 * 7 }}", (1, 4, Reason.UNKNOWN, "7")),
		("{% for x in y %}", (1, 1, Reason.COMMAND, "for")),
		("{# nothing #}", (1, 1, Reason.COMMENT, "")),
		("Hello { contact.name }", (1, 7, Reason.SINGLE, "contact.name")),
		("Hello {contact.name}", (1, 7, Reason.SINGLE, "contact.name")),
		("{{ contact.name | " + '"' + "x" * 201 + '" }}', (1, 19, Reason.DEFAULT_LONG, "200")),
	],
)
def test_what_is_refused_with_its_place_and_reason(text, found):
	assert problems(text)[0] == found


def test_all_problems_are_told_at_once():
	text = "{% for o in orders %}\n{{ o.name }}\n{% endfor %}"
	assert [(line, reason) for line, _, reason, _ in problems(text)] == [
		(1, Reason.COMMAND),
		(2, Reason.UNKNOWN),
		(3, Reason.COMMAND),
	]


def test_a_field_that_was_probably_meant_is_named():
	with pytest.raises(TemplateError) as refused:
		parse("{{ contact.firstname }}")
	assert refused.value.problems[0].hint == "contact.first_name"


def test_limits():
	parse("x" * MAX_TEXT)
	assert problems("x" * (MAX_TEXT + 1)) == [(1, MAX_TEXT + 1, Reason.TOO_LONG, str(MAX_TEXT + 1))]
	parse("{{page.name}}" * 50)
	assert problems("{{page.name}}" * 51)[0][2] is Reason.TOO_MANY
	assert len(problems("}} " * 300)) == 10


def test_a_value_is_never_read_as_a_template():
	evil = "{{ order.name }} {% for %} [label]"
	assert filled("Hello {{ contact.first_name }}", {"contact.first_name": evil}).text == f"Hello {evil}"


def test_values_are_cut_and_on_one_line():
	found = filled("{{ contact.first_name }}", {"contact.first_name": "A\u2028n\x00a\r\n" + "x" * 999})
	assert found.text.startswith("A n a xxx") and len(found.text) == MAX_VALUE


def test_line_ends_of_any_kind():
	assert filled("a\r\nb\rc").text == "a\nb\nc"


def as_template(text: str) -> str:
	"""Plain text as a template: braces are written in quotes."""
	return "".join(f'{{{{ "{char}" }}}}' if char in "{}" else char for char in text)


PLAIN = st.text(st.characters(exclude_characters="\r", codec="utf-8"), max_size=30)
TAGS = st.builds(
	lambda name, default: f"{{{{ {name} }}}}" if default is None else f'{{{{ {name} | "{default}" }}}}',
	st.sampled_from(list(FIELDS)),
	st.none() | st.text(st.characters(exclude_characters='"\n\r'), max_size=20),
)
TEMPLATES = st.lists(PLAIN.map(as_template) | TAGS, max_size=12).map("".join)
ANY_VALUES = st.dictionaries(st.sampled_from(list(FIELDS)), st.none() | st.text(max_size=400))


@given(TEMPLATES, ANY_VALUES)
def test_a_valid_template_is_always_filled(text, values):
	found = saved_replies.fill(parse(text), values, {})
	assert set(found.bare) | set(found.defaulted) <= set(FIELDS)


@given(PLAIN)
@example("{{ contact.name }}")
def test_plain_text_comes_out_as_it_went_in(text):
	assert filled(as_template(text)).text == text


@given(st.text(st.characters(exclude_characters="{}%#\r"), max_size=200))
def test_text_without_braces_is_a_template_of_itself(text):
	assert filled(text).text == text


@given(st.text(alphabet="{}|\"'%#. \n_acdeimnoprst[]()", max_size=80))
def test_anything_is_either_a_template_or_refused_with_places(text):
	try:
		parse(text)
	except TemplateError as refused:
		lines = text.split("\n")
		for one in refused.problems:
			assert 1 <= one.line <= len(lines)
			assert 1 <= one.column <= len(lines[one.line - 1]) + 1


@given(ANY_VALUES, st.sampled_from(list(FIELDS)), st.text(min_size=1, max_size=40))
def test_a_value_goes_in_whole_and_once(values, name, value):
	filled_in = saved_replies.fill(parse(f"<{{{{ {name} }}}}>"), {**values, name: value}, {}).text
	tidy = saved_replies.tidy(value)
	assert filled_in == (f"<{tidy}>" if tidy else f"<[{name}]>")


@given(st.from_regex(r"[a-z_]{1,12}(\.[a-z_]{1,12}){0,3}", fullmatch=True).filter(lambda n: n not in FIELDS))
def test_no_other_field_is_taken(name):
	with pytest.raises(TemplateError):
		parse(f"{{{{ {name} }}}}")


@pytest.mark.parametrize("field", saved_replies.AUTOMATIC_FIELDS)
def test_a_field_of_automatic_replies_is_refused_in_a_saved_reply(field):
	assert problems(f'Back {{{{ {field} | "soon" }}}}') == [(1, 9, Reason.ELSEWHERE, field)]
	assert saved_replies.parse_automatic(f'Back {{{{ {field} | "soon" }}}}').fields() == (field,)


@pytest.mark.parametrize("field", saved_replies.ALL_FIELDS)
def test_in_an_automatic_reply_whatever_may_be_empty_has_a_default(field):
	with_default, bare = f'Hello,\n{{{{ {field} | "" }}}}', f"Hello,\n{{{{ {field} }}}}"
	if field.startswith("agent."):
		why = {with_default: Reason.NO_AGENT, bare: Reason.NO_AGENT}
	else:
		why = {} if field == "page.name" else {bare: Reason.BARE}
	for text in (with_default, bare):
		if text not in why:
			assert saved_replies.parse_automatic(text).fields() == (field,)
			continue
		with pytest.raises(TemplateError) as refused:
			saved_replies.parse_automatic(text)
		assert [(one.line, one.column, one.reason) for one in refused.value.problems] == [(2, 4, why[text])]
