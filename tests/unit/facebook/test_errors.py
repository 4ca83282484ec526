"""Which exception a refusal of the Graph API becomes: by code and subcode, never by text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fb_care.facebook import errors
from fb_care.facebook.errors import GraphError, error_class, from_answer

GRAPH = Path(__file__).parents[2] / "fixtures" / "graph"


@pytest.mark.parametrize(
	("code", "subcode", "expected"),
	[
		(1, 0, errors.Temporary),
		(1, 99, errors.PermissionMissing),
		(1, 1357046, errors.Unclear),
		(2, 0, errors.Temporary),
		(2, 2018344, errors.Refused),
		(1200, 0, errors.Temporary),
		(4, 0, errors.RateLimited),
		(17, 0, errors.RateLimited),
		(32, 0, errors.RateLimited),
		(341, 0, errors.RateLimited),
		(613, 0, errors.RateLimited),
		(613, 1996, errors.RateLimited),
		(613, 2018338, errors.Refused),
		(80001, 0, errors.RateLimited),
		(80006, 0, errors.RateLimited),
		(368, 0, errors.PageRestricted),
		(10, 2018278, errors.OutsideWindow),
		(10, 2018065, errors.OutsideWindow),
		(10, 2018108, errors.PersonUnavailable),
		(551, 1545041, errors.PersonUnavailable),
		(200, 1545041, errors.PersonUnavailable),
		(10, 1893063, errors.PageRestricted),
		(10, 0, errors.PermissionMissing),
		(3, 0, errors.PermissionMissing),
		(200, 0, errors.PermissionMissing),
		(230, 0, errors.PermissionMissing),
		(299, 12, errors.PermissionMissing),
		(100, 0, errors.Refused),
		(100, 33, errors.ObjectMissing),
		(100, 2018001, errors.ObjectMissing),
		(100, 2018008, errors.BadMedia),
		(100, 2018294, errors.BadMedia),
		(100, 2534037, errors.NotOwner),
		(190, 460, errors.TokenDead),
		(190, 0, errors.TokenDead),
		(102, 0, errors.TokenDead),
		(190, 492, errors.RoleLost),
		(10900, 0, errors.AlreadyDone),
		(10903, 0, errors.Refused),
		(2018300, 0, errors.NotOwner),
		(10, 2018300, errors.NotOwner),
		(100, 2018218, errors.ProfileUnavailable),
		(2018218, 0, errors.ProfileUnavailable),
		(2018247, 0, errors.ProfileUnavailable),
		(9000001, 0, errors.ObjectMissing),
		(1705, 0, errors.Refused),
		(987654, 0, GraphError),
	],
)
def test_class_by_code_and_subcode(code: int, subcode: int, expected: type[GraphError]) -> None:
	assert error_class(code, subcode, status=400) is expected


def test_transient_counts_only_for_codes_without_a_meaning_of_their_own() -> None:
	assert error_class(987654, transient=True) is errors.Temporary
	assert error_class(613, transient=True) is errors.RateLimited
	assert error_class(190, 460, transient=True) is errors.TokenDead


@pytest.mark.parametrize(
	("status", "expected"),
	[(500, errors.Unclear), (503, errors.Unclear), (429, errors.RateLimited), (404, GraphError)],
)
def test_without_a_code_the_status_decides(status: int, expected: type[GraphError]) -> None:
	assert type(from_answer({}, status)) is expected


def test_the_text_of_meta_never_decides() -> None:
	said = "Error validating access token: rate limit, outside of allowed window"
	assert type(from_answer({"error": {"code": 100, "message": said}}, 400)) is errors.Refused


@pytest.mark.parametrize("body", [{}, {"error": None}, {"error": []}, {"error": {"code": "x", "message": 3}}])
def test_any_shape_of_error_is_taken(body: dict[str, object]) -> None:
	assert isinstance(from_answer(body, 400), GraphError)


def test_codes_may_come_as_texts() -> None:
	assert type(from_answer({"error": {"code": "190", "error_subcode": "492"}}, 400)) is errors.RoleLost


@pytest.mark.parametrize("path", sorted(GRAPH.glob("error__*.json")), ids=lambda path: path.stem)
def test_an_error_says_what_happened_and_what_to_do(path: Path) -> None:
	error = from_answer(json.loads(path.read_text()), 400)
	said = str(error)
	assert said.startswith(error.what) and said.endswith(error.advice)
	assert f"code {error.code}" in said and error.trace


def test_only_what_surely_did_nothing_may_be_tried_again() -> None:
	classes = [
		found for found in vars(errors).values() if isinstance(found, type) and issubclass(found, GraphError)
	]
	assert {found.__name__ for found in classes if found.retry} == {"RateLimited", "Temporary"}
	assert all(found.advice.endswith(".") and found.__doc__ for found in classes)
