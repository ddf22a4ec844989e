from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.text.safe import printable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("over\rwritten", "over\\x0dwritten"),
        ("a\u202eb", "a\\u202eb"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("\x9b2J", "\\x9b2J"),
        ("👩\u200d🚀", "👩\u200d🚀"),
    ],
)
def test_what_steers_a_terminal_is_written_out(text: str, expected: str) -> None:
    assert printable(text) == expected


@given(st.text())
def test_nothing_unsafe_is_left_and_twice_is_once(text: str) -> None:
    safe = printable(text)
    assert printable(safe) == safe
    assert not [char for char in safe if unicodedata.category(char) in ("Cc", "Cs") and char not in "\t\n"]
    assert not [
        char
        for char in safe
        if unicodedata.bidirectional(char) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    ]
