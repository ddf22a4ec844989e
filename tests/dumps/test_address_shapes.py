"""E-mail and network addresses in every shape seen, and what only looks like them."""

from __future__ import annotations

import time

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from analyzer.dumps.address_shapes import LIKELY, hidden_id, hidden_name, is_hidden_id, is_nameless

MAILS = [
    ("jo@mail.example", "jo@…"),
    ("Jo <jo@mail.example>", "Jo <jo@…>"),
    ("jo＠mail.example", "jo@…"),
    ("jo﹫mail.example", "jo@…"),
    ("jo＠mail．example", "jo@…"),
    ("bob@localhost", "bob@…"),
    ("bob@localhost.localdomain", "bob@…"),
    ("bob@192.0.2.7", "bob@…"),
    ("bob@[192.0.2.7]", "bob@…"),
    ("bob%40example.com", "bob@…"),
    ("mailto:jo@mail.example", "mailto:jo@…"),
    ("https://x.example/?by=jo%40mail.example", "https://x.example/?by=jo@…"),
]
NAMELESS = [
    ("84.12.33.7", "84.12.x.x"),
    ("84.12.33.7:8080", "84.12.x.x"),
    ("Guest (84.12.33.7)", "Guest (84.12.x.x)"),
    ("ip-84.12.33.7", "ip-84.12.x.x"),
    ("IP84.12.33.7", "IP84.12.x.x"),
    ("user_84.12.33.7", "user_84.12.x.x"),
    ("2001:db8::77", "2001:db8:x"),
    ("2001:DB8::77/64", "2001:DB8:x/64"),
    ("2001:db8:0:0:0:0:0:77", "2001:db8:x"),
    ("[2001:db8::77]:8080", "[2001:db8:x]:8080"),
    ("IP 2001:db8::77 (talk)", "IP 2001:db8:x (talk)"),
    ("2001:db8::84.12.33.7", "2001:db8:x"),
    ("::ffff:84.12.33.7", "::ffff:84.12.x.x"),
    ("fe80::1", "fe80::x"),
]
NAMED = [
    ("Jo (84.12.33.7)", "Jo (84.12.x.x)"),
    ("Jo, 2001:db8::77: hello", "Jo, 2001:db8:x: hello"),
    ("84.12.33.7.dsl.example", "84.12.x.x.dsl.example"),
]
HARMLESS = [
    "v1.2.3.4",
    "v.1.2.3.4",
    "version 1.2.3.4",
    "1.2.3",
    "1.2.3.4.5",
    "1.000.000.000",
    "300.12.1.1",
    "0.12.45.67",
    "12.30.11.2023",
    "10.1234/5.6.7.8x",
    "84.12.x.x",
    "12:30:45 club",
    "2024:12:05",
    "2024-01-01T12:30:45",
    "00:1a:2b:3c:4d:5e",
    "x:y:z",
    "1::2",
    "::",
    "::D",
    "Foo::Bar",
    "@jo",
    "@jo.smith",
    "jo@home",
    "jo@…",
    "rock @ mail.example",
    "50%40",
    "https://x.example/@jo.smith/1",
    "at://did:plc:abc/app.bsky.feed.post/3k",
    "t1_abc",
]


@pytest.mark.parametrize(("name", "expected"), [*MAILS, *NAMELESS, *NAMED])
def test_no_address_stays_in_a_name_or_an_id(name: str, expected: str) -> None:
    assert hidden_name(name) == expected
    assert hidden_name(expected) == expected
    assert is_hidden_id(hidden_id(name))


@pytest.mark.parametrize("name", [name for name, _ in [*MAILS, *NAMELESS, *NAMED]])
def test_the_quick_look_at_a_column_misses_none(name: str) -> None:
    assert pc.match_substring_regex(pa.array([name]), LIKELY).to_pylist() == [True]


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_like_an_address_stays(name: str) -> None:
    assert (hidden_name(name), hidden_id(name)) == (name, name)


@pytest.mark.parametrize("name", [name for name, _ in NAMELESS])
def test_who_is_a_network_address_only_has_no_name(name: str) -> None:
    assert is_nameless(name)


@pytest.mark.parametrize("name", [name for name, _ in [*MAILS[:6], *NAMED]] + ["Guest", "v1.2.3.4", ""])
def test_others_are_not_nameless(name: str) -> None:
    assert not is_nameless(name)


def test_handles_stay_and_network_addresses_in_them_go() -> None:
    assert hidden_name("@jo@mastodon.social", emails=False) == "@jo@mastodon.social"
    assert hidden_name("jo (84.12.33.7)", emails=False) == "jo (84.12.x.x)"
    assert hidden_name("@jo@mastodon.social") == "@jo@…"


@pytest.mark.parametrize("unit", ["a", "a.", "1.", "1:", "2001:", "@a", "a@", "%40", "f"])
def test_long_names_take_no_long_time(unit: str) -> None:
    started = time.perf_counter()
    hidden_name(unit * 50_000)
    assert time.perf_counter() - started < 2
