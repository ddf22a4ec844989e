from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.text.normalise import normalise

GOLDEN = [
    ("plain words stay", "plain words stay"),
    ("  two\n\nlines\tand\u00a0more ", "two lines and more"),
    ("id\u200biot", "idiot"),
    ("\u202eesrever\u202c", "esrever"),
    ("tag\U000e0061ged \ufe0f", "tagged"),
    ("bell\x07 and \x1b[31mred", "bell and [31mred"),
    ("\uff46\uff55\uff4c\uff4c \ufb01ne", "full fine"),
    ("st\u0335r\u0335u\u0335c\u0335k\u0335", "struck"),
    ("z\u0301\u0302\u0303a\u0301lg\u0301\u0302\u0303\u0304o", "zalgo"),
    ("na\u00efve caf\u0065\u0301", "na\u00efve caf\u00e9"),
    ("y\u043eu \u0430re dumb", "you \u0430re dumb".replace("\u0430", "a")),
    ("\u0445\u043e\u0440\u043e\u0448\u043e", "\u0445\u043e\u0440\u043e\u0448\u043e"),
    ("\u03b1lpha", "alpha"),
    ("\u0436ust", "\u0436ust"),
    ("sooooooo goood", "sooo goood"),
    ("AAAAAAA!!!!!!", "AAA!!!!!!"),
    ("100000000", "100000000"),
    ("see https://x.org/a?b=1 (www.y.com/z)", "see http (http)"),
    ("@Some_One hi a@b.com @x", "@user hi a@b.com @x"),
    ("half\ud800pair", "halfpair"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), GOLDEN)
def test_normalise_gives_the_form_worked_out_by_hand(text: str, expected: str) -> None:
    assert normalise(text) == expected


_PIECES = "a A e h http:// https:// www. @ user ) < _ 1 \u0430 \u0435 \u0436 \u03bf \u0301 \u0338 \u0332 \u0306 \u200d"
_pieces = st.sampled_from(
    [*_PIECES.split(" "), "\u3164", "\uff20", "\ufb01", "\u1161", "\u1100", "\u11a8", "\x1c", " ", "\n"]
)


@given(st.one_of(st.text(), st.lists(_pieces).map("".join)))
@example("wwww.x")
@example("@bob\u0301")
@example("x\u0441\u0301\u0430")
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text())
def test_what_comes_out_can_be_encoded_and_holds_no_invisible_characters(text: str) -> None:
    once = normalise(text)
    once.encode("utf-8")
    assert not set(once) & set("\u200b\u200d\u202e\ufeff\x00\x1b\u2066")
