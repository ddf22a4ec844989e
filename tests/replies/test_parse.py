from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.replies.parse import best_tree, link_marginals

Scores = npt.NDArray[np.float64]


def trees_of(count: int) -> Iterator[tuple[int, ...]]:
    """Yield the parents of all trees in reading order, one by one."""
    for parents in product(*(range(child) for child in range(1, count))):
        path = [0]
        for child, parent in enumerate(parents, start=1):
            if parent not in path:
                break
            path = [*path[: path.index(parent) + 1], child]
        else:
            yield parents


def weight(scores: Scores, parents: tuple[int, ...]) -> float:
    return float(sum(scores[parent, child] for child, parent in enumerate(parents, start=1)))


@st.composite
def scores_of(draw: st.DrawFn) -> Scores:
    count = draw(st.integers(2, 6))
    values = draw(st.lists(st.integers(-8, 8), min_size=count * count, max_size=count * count))
    return np.where(np.triu(np.ones((count, count)), 1) > 0, np.reshape(values, (count, count)) / 2, -np.inf)


@settings(deadline=None)
@given(scores_of())
def test_sums_and_the_best_are_those_of_all_trees_one_by_one(scores: Scores) -> None:
    trees = list(trees_of(len(scores)))
    weights = np.exp([weight(scores, parents) for parents in trees])
    expected = np.zeros_like(scores)
    for parents, part in zip(trees, weights / weights.sum(), strict=True):
        expected[list(parents), np.arange(1, len(scores))] += part
    marginals, whole = link_marginals(scores)
    assert marginals == pytest.approx(expected, abs=1e-9)
    assert whole == pytest.approx(np.log(weights.sum()))
    best = best_tree(scores)
    assert best[0] == -1
    assert weight(scores, tuple(best[1:].tolist())) == pytest.approx(np.log(weights.max()))


def test_how_many_trees_there_are() -> None:
    # Ordered trees of n nodes: the Catalan numbers 1, 1, 2, 5, 14, 42.
    for count, catalan in ((2, 1), (3, 2), (4, 5), (5, 14), (6, 42)):
        scores = np.where(np.triu(np.ones((count, count)), 1) > 0, 0.0, -np.inf)
        assert link_marginals(scores)[1] == pytest.approx(np.log(catalan))


def test_what_comes_later_corrects_what_came_before() -> None:
    # Comment 3 can only answer 1. Comment 2 would rather stand beside 1, which would close it.
    scores = np.full((4, 4), -np.inf)
    scores[0, 1], scores[0, 2], scores[1, 2], scores[1, 3] = 0.0, 1.0, 0.0, 0.0
    assert best_tree(scores).tolist() == [-1, 0, 1, 1]
    assert link_marginals(scores)[0][1, 2] == pytest.approx(1)
    scores[2, 3] = 0.0  # now it may answer 2 as well, below 1 or beside it: e links against 1 and 1
    assert link_marginals(scores)[0][1, 2] == pytest.approx(2 / (2 + np.e))


def test_one_node_is_a_tree() -> None:
    assert link_marginals(np.full((1, 1), -np.inf))[0].tolist() == [[0]]
    assert best_tree(np.full((1, 1), -np.inf)).tolist() == [-1]
