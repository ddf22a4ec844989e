from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.models.bundle import Bundle
from analyzer.models.lexical import BUCKETS, NONE, Lexical, ngrams
from analyzer.models.scorer import Scorer
from analyzer.models.views import HEAD_LABELS

PLACE = HEAD_LABELS["comment"].index("conspiracy")
COMMENTS = st.lists(st.lists(st.integers(0, 30_521), max_size=12), max_size=6)


def buckets_of(ids: list[int]) -> set[int]:
    """The buckets of one comment alone."""
    return set(ngrams([ids])[1].tolist())


def test_a_comment_has_its_words_and_their_neighbours_once_each() -> None:
    assert len(buckets_of([7])) == 1
    assert len(buckets_of([7, 8])) == 3  # 7, 8, 7 8
    assert len(buckets_of([7, 8, 7, 8])) == 4  # 7, 8, 7 8, 8 7
    assert buckets_of([7, 8]) != buckets_of([8, 7])
    assert buckets_of([7, 8]) > buckets_of([7]) | buckets_of([8])


def alone(count: int) -> npt.NDArray[np.float32]:
    """The shares of one who judges alone."""
    return np.ones((count, 1), dtype=np.float32)


def by_hand(first: int, second: int | None = None) -> int:
    """The bucket of a word piece or of two, in integers of any size."""
    mask = (1 << 64) - 1
    value = first * 0x9E3779B97F4A7C15 & mask
    if second is not None:
        value = (value ^ (second + 1)) * 0xBF58476D1CE4E5B9 & mask
    return ((value ^ value >> 29) * 0x94D049BB133111EB & mask) >> 46


def test_buckets_are_the_same_on_every_machine() -> None:
    rows, buckets = ngrams([[101, 2023], [2023]])
    assert rows.tolist() == [0, 0, 0, 1]
    assert buckets.tolist() == [*sorted([by_hand(101), by_hand(2023), by_hand(101, 2023)]), by_hand(2023)]


@given(COMMENTS)
def test_a_comment_has_the_same_logit_in_any_company(own: list[list[int]]) -> None:
    weights = np.random.default_rng(1).normal(size=(1, BUCKETS)).astype(np.float32)
    model = Lexical({"conspiracy": weights})
    found = model.logits(own, alone(len(own)))
    assert found.shape == (len(own), len(HEAD_LABELS["comment"]))
    assert np.isfinite(found).all()
    for row, ids in zip(found, own, strict=True):
        np.testing.assert_array_equal(row, model.logits([ids], alone(1))[0])
        assert bool(row[PLACE]) == bool(ids)
    assert not np.delete(found, PLACE, axis=1).any()  # labels without weights


def test_the_logit_is_the_sum_of_weights_over_the_root_of_their_number() -> None:
    weights = np.zeros(BUCKETS, dtype=np.float32)
    weights[by_hand(5)], weights[by_hand(5, 6)], weights[by_hand(9)] = 2, 1, 7
    assert Lexical({"conspiracy": weights[None]}).logits([[5, 6]], alone(1))[0, PLACE] == pytest.approx(3 / np.sqrt(3))


def test_two_who_judge_are_weighed_by_their_shares() -> None:
    weights = np.zeros((2, BUCKETS), dtype=np.float32)
    weights[0, by_hand(5)], weights[1, by_hand(5)] = 2, -4
    shares = np.array([[1, 0], [0.25, 0.75], [0, 1]], dtype=np.float32)
    found = Lexical({"conspiracy": weights}).logits([[5], [5], [5]], shares)[:, PLACE]
    np.testing.assert_allclose(found, [2, 0.25 * 2 - 0.75 * 4, -4])


def test_scores_are_the_networks_and_the_n_grams_before_calibration(tiny_bundle: Bundle) -> None:
    plain = Scorer(replace(tiny_bundle, lexical=NONE))
    weights = np.full((2, BUCKETS), 0.5, dtype=np.float32)  # the tiny bundle has one expert
    both = Scorer(replace(tiny_bundle, lexical=Lexical({"conspiracy": weights})))
    own = plain.tokens(["thanks", "good report, a very long one " * 9, ""])
    moved = both.comment_logits(own) - plain.comment_logits(own)
    size = np.array([len(buckets_of(ids)) for ids in own])
    expected = 0.5 * np.sqrt(size) * tiny_bundle.heads["comment"].scale[PLACE]
    np.testing.assert_allclose(moved[:, PLACE], expected, atol=1e-4)
    assert not np.delete(moved, PLACE, axis=1).any()
