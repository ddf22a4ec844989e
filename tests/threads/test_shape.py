"""Children, subtrees and ancestors of hand-made and random forests."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.dumps.record import ThreadInfo
from analyzer.threads import build_threads
from analyzer.threads.shape import ancestors, child_counts, depth_of, subtree_ends, subtree_sizes, thread_of
from tests.threads.sample import dump_of, row

ROWS = [row("1"), row("2", "1"), row("3", "2"), row("4", "1"), row("5"), row("6", "x"), row("7", thread_id="u")]


def test_shape_of_a_small_forest() -> None:
    forest = build_threads(dump_of(ROWS, {"t": ThreadInfo(), "empty": ThreadInfo(), "u": ThreadInfo()}))
    assert depth_of(forest).tolist() == [0, 1, 2, 1, 0, 0, 0]
    assert child_counts(forest).tolist() == [2, 1, 0, 0, 0, 0, 0]
    assert subtree_ends(forest).tolist() == [4, 3, 3, 4, 5, 6, 7]
    assert subtree_sizes(forest).tolist() == [4, 2, 1, 1, 1, 1, 1]
    assert thread_of(forest).tolist() == [0, 0, 0, 0, 0, 0, 2]
    assert list(ancestors(forest, 2)) == [1, 0]
    assert list(ancestors(forest, 6)) == []


def test_shape_of_nothing() -> None:
    forest = build_threads(dump_of([]))
    assert subtree_sizes(forest).tolist() == child_counts(forest).tolist() == thread_of(forest).tolist() == []


@settings(deadline=None)
@given(st.lists(st.integers(-1, 12), max_size=14))
def test_subtree_sizes_count_every_comment_once_per_ancestor(above: list[int]) -> None:
    rows: list[dict[str, Any]] = [row(str(i), None if p < 0 else str(p)) for i, p in enumerate(above)]
    forest = build_threads(dump_of(rows))
    counted = [1] * len(above)
    for at in range(len(above)):
        for higher in ancestors(forest, at):
            counted[higher] += 1
    assert subtree_sizes(forest).tolist() == counted
