from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.rollups.subtree import IntArray, subtree_sizes, subtree_sums


def array(*values: int) -> IntArray:
    return np.array(values, dtype=np.int64)


def test_sizes_and_sums_of_a_small_forest() -> None:
    parents = array(-1, 0, 1, 0, -1)
    assert subtree_sizes(parents).tolist() == [4, 2, 1, 1, 1]
    assert subtree_sums(array(1, 0, 1, 1, 5), subtree_sizes(parents)).tolist() == [3, 1, 1, 1, 5]


def test_a_chain_of_a_hundred_thousand_is_no_matter() -> None:
    sizes = subtree_sizes(np.arange(-1, 99_999, dtype=np.int64))
    assert sizes[:2].tolist() == [100_000, 99_999]


def test_no_comments_have_no_subtrees() -> None:
    assert subtree_sums(array(), subtree_sizes(array())).tolist() == []


@given(st.lists(st.integers(0, 5), max_size=30))
def test_sums_agree_with_adding_up_along_parents(climbs: list[int]) -> None:
    parents: list[int] = []
    for row, climb in enumerate(
        climbs
    ):  # pre-order: a row hangs under the row before it or one of that one's ancestors
        at = row - 1
        for _ in range(climb):
            at = parents[at] if at >= 0 else -1
        parents.append(at)
    values = [row % 3 for row in range(len(parents))]
    expected = list(values)
    for row, value in enumerate(values):
        at = parents[row]
        while at >= 0:
            expected[at] += value
            at = parents[at]
    assert subtree_sums(array(*values), subtree_sizes(array(*parents))).tolist() == expected
