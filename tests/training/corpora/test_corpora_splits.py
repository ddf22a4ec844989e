from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.corpora.build import build, clean
from training.corpora.similar import near_identical
from training.corpora.splits import by_text, place, split_of


def test_places_never_change() -> None:
    # blake2b-64 of the group as a big-endian fraction, computed outside this code.
    assert place("") == pytest.approx(0xE4A6A0577479B2B4 / 2**64)


def test_shares_come_out_as_asked() -> None:
    counts = Counter(split_of(str(number), val=0.1, test=0.2) for number in range(5000))
    assert counts["test"] == pytest.approx(1000, abs=100)
    assert counts["val"] == pytest.approx(500, abs=75)


@settings(deadline=None)
@given(st.text())
def test_without_a_test_share_nothing_is_test(group: str) -> None:
    assert split_of(group, test=0) != "test"


@settings(deadline=None)
@given(st.text(max_size=30))
def test_a_larger_test_share_keeps_what_was_test(group: str) -> None:
    if split_of(group, test=0.1) == "test":
        assert split_of(group, test=0.2) == "test"


def test_texts_that_fold_alike_land_in_the_same_part() -> None:
    one, two = by_text("Well, SO what…"), by_text("@user well so what https://x.test")
    assert one["group"] == two["group"] == "wellsowhat"
    assert one["split"] == two["split"]


def test_near_identical_texts_share_a_group_and_others_do_not() -> None:
    base = "the quick brown fox jumps over the lazy dog while nobody in the village is looking"
    other = "an entirely different remark about the price of tea in the harbour town this winter"
    assert near_identical([base, other, base.upper() + " EDIT: thanks", "short", "Short!"]) == [0, 1, 0, 3, 3]


def test_groups_are_connected_components() -> None:
    words = [f"w{number}" for number in range(40)]
    left, middle, right = " ".join(words[:24]), " ".join(words[8:32]), " ".join(words[16:])
    assert near_identical([left, right]) == [0, 1]
    assert near_identical([left, right, middle]) == [0, 0, 0]


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), max_size=12))
def test_equal_texts_always_share_a_group(texts: list[str]) -> None:
    groups = near_identical(texts)
    assert all(groups[first] <= first for first in range(len(texts)))
    assert all(groups[i] == groups[j] for i in range(len(texts)) for j in range(i) if texts[i] == texts[j])


def test_clean_undoes_escapes_and_keeps_inner_spacing() -> None:
    assert clean(" a &amp;  b&lt;3\r\nc\xa0d ") == "a &  b<3\nc d"
    assert clean(None) == ""


def test_rows_without_text_or_label_are_left_out() -> None:
    rows: list[dict[str, Any]] = [
        {"id": "1", "split": "train", "text": "kept", "toxicity": 0.0},
        {"id": "2", "split": "train", "text": "", "toxicity": 1.0},
        {"id": "3", "split": "train", "text": "unjudged", "toxicity": None},
        {"id": "4", "split": "train", "text": "no spans marked is a judgement", "spans": []},
    ]
    frame = build("c", rows)
    assert frame["id"].to_list() == ["1", "4"]
    assert frame["weight"].to_list() == [1.0, 1.0]
