from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.text.emoji import spell_emoji

PICTURES = st.text(st.characters(min_codepoint=0x1F000, max_codepoint=0x1FAFF), max_size=20)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("", ""),
        ("plain :) text", "plain :) text"),
        ("café — “so” naïve… 5 €", "café — “so” naïve… 5 €"),
        ("nice 🤡🤡", "nice  clown face "),
        ("🤡🤡🤡", " clown face "),
        ("🤡🔥", " clown face  fire "),
        ("🤡 🤡", " clown face   clown face "),
        ("☕", " hot beverage "),
        ("👍🏽", " thumbs up sign "),
        ("🏽", ""),
        ("so⭐good", "so white medium star good"),
        ("⌈x⌉", "⌈x⌉"),
    ],
)
def test_spelled_by_hand(text: str, spelled: str) -> None:
    assert spell_emoji(text) == spelled


@given(st.text(st.characters(max_codepoint=0x22FF), max_size=40))
def test_text_without_pictographs_is_untouched(text: str) -> None:
    assert spell_emoji(text) == text


@given(PICTURES)
def test_no_pictograph_stays(text: str) -> None:
    assert not [c for c in spell_emoji(text) if unicodedata.category(c) in ("So", "Sk")]


@given(st.sampled_from("🤡🔥☕⭐👍"), st.integers(1, 50))
def test_a_run_counts_once_however_long(picture: str, length: int) -> None:
    assert spell_emoji(picture * length) == spell_emoji(picture)
