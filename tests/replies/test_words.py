from __future__ import annotations

import numpy as np
import pytest

from analyzer.replies import words as module
from analyzer.replies.overlap import common_words, find_repeats
from analyzer.replies.words import BUCKETS, run_items, split_words, word_items

EVEN = np.ones(BUCKETS, np.float32)


def test_words_are_folded_and_numbered_in_order() -> None:
    words = split_words(["The cat", "the CAT, don't!", ""])
    assert words.code.tolist() == [0, 1, 0, 1, 2]
    assert words.start.tolist() == [0, 2, 5, 5]


def test_a_long_comment_is_read_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_WORDS", 3)
    monkeypatch.setattr(module, "MIN_WORDS", 2)
    assert np.diff(split_words(["a b c d e", "f"]).start).tolist() == [3, 1]
    monkeypatch.setattr(module, "THREAD_WORDS", 4)
    assert np.diff(split_words(["a b c d e", "f g h"]).start).tolist() == [2, 2]


def test_only_shared_words_are_kept_and_the_first_holder_known() -> None:
    items = word_items(split_words(["ferry bus", "bus train", "train ferry tram"]), EVEN)
    assert np.diff(items.start).tolist() == [2, 2, 2]
    assert items.comment().tolist() == [0, 0, 1, 1, 2, 2]
    assert items.first[:3].tolist() == [0, 0, 1]  # ferry, bus, train


def test_common_words_of_hand_worked_comments() -> None:
    # Of three comments "ferry" is in 0 and 2, "bus" in 0 and 1, "train" in 1 and 2: each weighs log(30/2) + 0.1.
    items = word_items(split_words(["ferry bus", "bus train", "train ferry tram"]), 2 * EVEN)
    common = common_words(items, np.array([1, 2]), np.array([0, 1]))
    each = np.log(15) + 0.1
    assert common.words == pytest.approx(np.array([[1, 2], [1, 1]]) * each)
    assert common.rare == pytest.approx(2 * np.array([[1, 2], [1, 1]]) * each)
    assert common.owned == pytest.approx(np.array([[1, 1], [1, 1]]) * each)


def test_repeats_find_who_said_it_first_and_who_said_it_last() -> None:
    said = "one two three four five"
    repeats = find_repeats(run_items(split_words([said, "nothing", f"{said} six", said])))
    later, earlier = np.array([2, 3, 3, 3]), np.array([0, 0, 2, 1])
    everything, owned = repeats.find(later, earlier)
    assert everything[0] == everything[1] == everything[2] > 0
    assert everything[3] == 0
    assert owned.tolist() == [everything[0], everything[1], 0, 0]
    assert repeats.sources(2).tolist() == [[-1, -1], [-1, -1], [0, -1], [0, -1]]


def test_the_first_holder_of_words_many_repeat_is_still_found() -> None:
    said = "one two three four five"
    repeats = find_repeats(run_items(split_words([said] * 12)))
    assert repeats.find(np.array([11]), np.array([0]))[1][0] > 0
    assert repeats.sources(1)[:, 0].tolist() == [-1, *[0] * 11]


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["one two three", "one two three"]])
def test_texts_too_short_to_repeat_anything(texts: list[str]) -> None:
    repeats = find_repeats(run_items(split_words(texts)))
    assert not len(repeats.key)
    assert (repeats.sources(2) == -1).all()
    assert repeats.find(np.array([0]), np.array([0]))[0].tolist() == [0]
