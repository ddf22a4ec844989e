"""Whole columns told by their bytes: the same verdict as looking at every string."""

from __future__ import annotations

import re

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from analyzer.dumps.authors import kind_of, kinds_of
from analyzer.dumps.plain import VISIBLE, Alphabet, bytes_of, mended
from analyzer.dumps.reddit_ids import fullnames
from analyzer.dumps.reddit_values import fullname

ODD = st.sampled_from(["", "a", "t1_a", "T1_A", "tx_a", "t1_", "t1_a_b", "xt1_", "é", " a ", "null", "a\0b", "t1", "9"])
STRINGS = st.lists(st.none() | ODD | st.text("abt19_", max_size=6), max_size=6)
NAMES = st.sampled_from(
    [
        "ann",
        "AutoModerator",
        "[deleted]",
        "Guest",
        "x[bot]",
        "X (Robot)",
        "invité",
        "INVITÉ",
        "Zoë",
        "a-ModTeam",
        "Reddit",
        "",
    ]
)


@given(STRINGS, st.integers(0, 3))
def test_alphabets_agree_with_looking_at_every_string(strings: list[str | None], cut: int) -> None:
    column = pa.array(strings, pa.string()).slice(cut)
    kept = [text for text in strings[cut:] if text is not None]
    assert bytes(bytes_of(column)) == "".join(kept).encode()
    assert Alphabet("abt19_").spells(column) == all(re.fullmatch("[abt19_]+", text) for text in kept)
    assert Alphabet("1").occurs(column) == any("1" in text for text in kept)
    assert VISIBLE.spells(column) == all(re.fullmatch("[!-~]+", text) for text in kept)


@given(STRINGS)
def test_ids_get_their_kind_as_one_by_one(ids: list[str | None]) -> None:
    expected = [None if one is None else fullname(one, "t1") for one in ids]
    assert fullnames(pa.array(ids, pa.string()), "t1").to_pylist() == expected


@given(st.lists(st.none() | NAMES | st.text(max_size=5), max_size=6))
def test_kinds_of_names_are_told_as_one_by_one(names: list[str | None]) -> None:
    assert kinds_of(pa.array(names, pa.string())).to_pylist() == [kind_of(name) for name in names]


def test_only_what_is_not_plain_is_mended() -> None:
    column = pa.array(["a", None, "B"])
    assert mended(column, pa.array([True, None, False]), str.lower).to_pylist() == ["a", None, "b"]
    assert mended(column, pa.array([True, None, True]), str.upper).to_pylist() == ["a", None, "B"]
