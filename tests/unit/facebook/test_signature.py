"""Signatures of deliveries, and the proof beside a token."""

from __future__ import annotations

import pytest

from fb_care.facebook.signature import (
	NoSecret,
	SignatureError,
	SignatureMalformed,
	SignatureMissing,
	SignatureWrong,
	appsecret_proof,
	sign,
	verify,
)
from tests.unit.facebook.shown import fixture

BODY = fixture("message__text")
SECRET, OLD_SECRET = "test-app-secret", "secret-of-last-year"


def test_known_value() -> None:
	"""RFC 4231, test case 2: the published value of HMAC-SHA-256."""
	expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
	assert sign(b"what do ya want for nothing?", "Jefe") == f"sha256={expected}"
	assert appsecret_proof("what do ya want for nothing?", "Jefe") == expected


def test_a_body_signed_with_any_of_the_secrets_is_taken() -> None:
	for secret in (SECRET, OLD_SECRET):
		verify(BODY, sign(BODY, secret), [SECRET, OLD_SECRET])
	verify(BODY, sign(BODY, SECRET).upper().replace("SHA256", "sha256"), ["", SECRET])


@pytest.mark.parametrize(
	("header", "error"),
	[
		(None, SignatureMissing),
		("", SignatureMissing),
		("sha256=", SignatureMalformed),
		("sha1=" + "a" * 40, SignatureMalformed),
		("sha256=" + "z" * 64, SignatureMalformed),
		("sha256=" + "é" * 64, SignatureMalformed),
		("a" * 64, SignatureMalformed),
		("sha256=" + "a" * 64, SignatureWrong),
		(sign(BODY, "another app's secret"), SignatureWrong),
		(sign(BODY + b" ", SECRET), SignatureWrong),
		(sign(BODY, ""), SignatureWrong),
	],
)
def test_anything_else_is_refused_with_a_plain_reason(
	header: str | None, error: type[SignatureError]
) -> None:
	with pytest.raises(error) as caught:
		verify(BODY, header, [SECRET, OLD_SECRET])
	assert str(caught.value).endswith(".")
	assert SECRET not in str(caught.value) and sign(BODY, SECRET) not in str(caught.value)


@pytest.mark.parametrize("secrets", [[], [""], ["", ""]])
def test_without_a_secret_nothing_matches(secrets: list[str]) -> None:
	with pytest.raises(NoSecret):
		verify(BODY, sign(BODY, ""), secrets)


def test_every_secret_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
	compared = []

	def compare(made: str, given: str) -> bool:
		compared.append(given)
		return made == given

	monkeypatch.setattr("fb_care.facebook.signature.hmac.compare_digest", compare)
	verify(BODY, sign(BODY, SECRET), [SECRET, OLD_SECRET, "a third"])
	assert len(compared) == 3
