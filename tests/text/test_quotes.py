from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.text.quotes import own_words, split_quotes

GOLDEN = [
    ("no quote at all", "no quote at all"),
    ("> said\nanswer", "answer"),
    (">said\n  > more\nanswer\n> last", "answer"),
    ("&gt; said\nanswer", "answer"),
    ("one\n> said\ntwo", "one\ntwo"),
    ("a > b, obviously", "a > b, obviously"),
    (">:( bad\n>_< worse\n>!a spoiler!<", ">:( bad\n>_< worse\n>!a spoiler!<"),
    ("[quote]x[/quote] mine", "mine"),
    ("[QUOTE=bob]x[quote]y[/quote]z[/QUOTE]mine", "mine"),
    ("mine[quote]never closed", "mine[quote]never closed"),
    ("mine[/quote]", "mine[/quote]"),
    ("On Fri, 3 May 2024, Ada L. wrote:\n> hi\nhello", "hello"),
    ("Ada wrote:\n\n> hi\nhello", "hello"),
    ("My father said:\nnever again", "My father said:\nnever again"),
    ("> only\n> quotes", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), GOLDEN)
def test_own_words_are_what_is_not_quoted(text: str, expected: str) -> None:
    assert own_words(text) == expected


def test_quoted_ranges_and_pieces_point_into_the_comment() -> None:
    split = split_quotes("one\n> said\ntwo")
    assert split.quoted == [(4, 10)]
    assert split.pieces == [(0, 0, 3), (4, 11, 3)]
    assert split.in_text(2, 6) == [(2, 3), (11, 13)]


_lines = st.sampled_from(["> q", "mine", "", "[quote]", "[/quote]", " x ", "Ada wrote:", "On 1 May X wrote:", ">:("])


@given(st.one_of(st.text(), st.lists(_lines).map("\n".join), st.lists(_lines).map("".join)))
def test_every_piece_of_own_words_stands_in_the_comment_outside_its_quotes(text: str) -> None:
    split = split_quotes(text)
    for piece in split.pieces:
        own = split.own[piece.own_start : piece.own_start + piece.length]
        assert own == text[piece.text_start : piece.text_start + piece.length]
        assert not any(
            start < piece.text_start + piece.length and piece.text_start < end for start, end in split.quoted
        )
    kept = sum(len(char.strip()) for char in split.own)
    quoted = sum(len(char.strip()) for start, end in split.quoted for char in text[start:end])
    assert kept + quoted == sum(len(char.strip()) for char in text)


@pytest.mark.parametrize(
    "text", ["[quote]" * 50_000, "[quote]" * 50_000 + "[/quote]" * 50_000, "On 1\n" * 50_000, ">" * 200_000]
)
def test_hostile_nests_are_read_in_linear_time(text: str) -> None:
    split = split_quotes(text)
    assert len(split.own) + sum(end - start for start, end in split.quoted) <= len(text)
