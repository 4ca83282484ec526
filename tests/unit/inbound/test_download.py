"""The downloader is led nowhere: hosts, addresses, redirects, size and time are all held."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fb_care.inbound import download
from fb_care.inbound.download import Policy
from tests.fakebook import Facebook

STRICT = Policy(hosts=("fbcdn.net", "fbsbx.com"), max_bytes=1000)
HERE = Policy(hosts=("127.0.0.1",), max_bytes=1_000_000, seconds=20, allow_http=True, allow_private=True)


@pytest.fixture(scope="module")
def facebook() -> Iterator[Any]:
	fake = Facebook()
	fake.start()
	yield fake
	fake.stop()


@pytest.mark.parametrize(
	"url",
	[
		"http://scontent.fbcdn.net/a.png",
		"ftp://scontent.fbcdn.net/a.png",
		"file:///etc/passwd",
		"https://example.com/a.png",
		"https://fbcdn.net.example.com/a.png",
		"https://notfbcdn.net/a.png",
		"https://fbcdn.net@example.com/a.png",
		"https://user:pass@fbcdn.net/a.png",
		"https://fbcdn.net:8443/a.png",
		"https://[::1]/a.png",
		"https://[bad/a.png",
		"https://fbcdn.net:port/a.png",
		"https:///a.png",
		"//fbcdn.net/a.png",
		"",
	],
)
def test_only_https_of_allowed_hosts(url: str):
	with pytest.raises(download.NotAllowed):
		download.checked(url, STRICT)


def test_a_host_and_its_subdomains_are_allowed():
	for url in (
		"https://fbcdn.net/a",
		"https://Scontent-1.xx.FBCDN.net./a?x=1",
		"https://cdn.fbsbx.com:443/a",
	):
		download.checked(url, STRICT)


@pytest.mark.parametrize(
	"address",
	[
		"127.0.0.1",
		"10.1.2.3",
		"172.16.0.1",
		"192.168.1.1",
		"169.254.169.254",
		"100.64.0.1",
		"0.1.2.3",
		"224.0.0.1",
		"240.0.0.1",
		"255.255.255.255",
		"192.0.2.1",
		"::1",
		"::",
		"fe80::1%eth0",
		"fc00::1",
		"ff02::1",
		"::ffff:127.0.0.1",
		"::ffff:10.0.0.1",
		"64:ff9b::a00:1",
		"2002:7f00:1::",
		"nonsense",
	],
)
def test_addresses_that_are_not_public(address: str):
	assert not download.is_public(address)


def test_public_addresses():
	for address in ("157.240.1.1", "2a03:2880:f12f:83:face:b00c:0:25de", "64:ff9b::9df0:101"):
		assert download.is_public(address)


@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["157.240.1.1", "127.0.0.1"], ["::1"]])
def test_a_name_that_leads_to_a_private_address_is_refused(addresses: list[str]):
	with pytest.raises(download.NotAllowed, match="not public"):
		download.fetch("https://x.fbcdn.net/a.png", STRICT, lambda host, port: addresses)


def test_the_connection_goes_to_the_address_that_was_checked(facebook: Any):
	asked: list[str] = []

	def resolve(host: str, port: int) -> list[str]:
		asked.append(host)
		return ["127.0.0.1"]

	policy = Policy(hosts=("media.example",), max_bytes=10_000, allow_http=True, allow_private=True)
	url = facebook.media_url("photo.png").replace("127.0.0.1", "media.example")
	got = download.fetch(url, policy, resolve)
	assert got.content.startswith(b"\x89PNG") and asked == ["media.example"]


def test_a_file_comes_with_its_announced_type_and_name(facebook: Any):
	got = download.fetch(facebook.media_url("photo.png?x=1"), HERE)
	assert (got.announced, got.name) == ("image/png", "photo.png")


@pytest.mark.parametrize(
	("name", "error"),
	[
		("redirect-metadata", download.NotAllowed),
		("redirect-file", download.NotAllowed),
		("redirect-loop", download.NotAllowed),
		("redirect-private", download.Unreachable),
		("too-large", download.TooLarge),
		("endless", download.TooLarge),
		("missing", download.Gone),
		("gone", download.Gone),
		("denied", download.Gone),
		("empty", download.Gone),
		("broken", download.Unreachable),
	],
)
def test_hostile_and_broken_answers(facebook: Any, name: str, error: type[Exception]):
	with pytest.raises(error) as raised:
		download.fetch(facebook.media_url(name), HERE)
	assert "http" not in str(raised.value).replace("https addresses", "").replace("HTTP", "")


def test_a_redirect_to_an_allowed_place_is_followed(facebook: Any):
	assert download.fetch(facebook.media_url("redirect-good"), HERE).content.startswith(b"\x89PNG")


def test_a_redirect_must_pass_the_address_check_too(facebook: Any):
	public_first = iter([["127.0.0.1"], ["127.0.0.1"]])
	policy = Policy(hosts=("127.0.0.1",), max_bytes=10_000, allow_http=True)
	with pytest.raises(download.NotAllowed):
		download.fetch(facebook.media_url("redirect-good"), policy, lambda host, port: next(public_first))


def test_bytes_that_drip_are_cut_off(facebook: Any):
	policy = Policy(hosts=("127.0.0.1",), max_bytes=10_000, seconds=0.3, allow_http=True, allow_private=True)
	with pytest.raises(download.Unreachable, match=r"longer than 0\.3 seconds"):
		download.fetch(facebook.media_url("slow"), policy)


def test_nobody_there_is_tried_again():
	with pytest.raises(download.Unreachable) as raised:
		download.fetch("http://127.0.0.1:1/a.png", HERE)
	assert raised.value.retry
