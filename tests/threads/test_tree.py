"""Depth and reading order, against hand-made forests and a naive reference."""

from __future__ import annotations

import time

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.dumps.record import ThreadInfo
from analyzer.threads import build_threads
from analyzer.threads.tree import depths, preorder
from tests.threads.sample import dump_of, ids, outline, row


@st.composite
def parents(draw: st.DrawFn) -> list[int]:
    """Draw an acyclic parent list whose links go in any direction."""
    size = draw(st.integers(0, 12))
    upward = [draw(st.integers(-1, node - 1)) for node in range(size)]
    names = draw(st.permutations(range(size)))
    shuffled = [-1] * size
    for node, above in enumerate(upward):
        shuffled[names[node]] = names[above] if above >= 0 else -1
    return shuffled


def naive_walk(parent: list[int], rank: list[int], above: int = -1, depth: int = 0) -> list[tuple[int, int]]:
    """Return (node, depth) in pre-order, by recursion."""
    out = []
    for node in sorted((n for n in range(len(parent)) if parent[n] == above), key=lambda n: rank[n]):
        out += [(node, depth), *naive_walk(parent, rank, node, depth + 1)]
    return out


@settings(deadline=None)
@given(parents(), st.randoms(use_true_random=False))
def test_order_and_depth_equal_a_recursive_walk(parent: list[int], random: object) -> None:
    rank = list(range(len(parent)))
    random.shuffle(rank)  # type: ignore[attr-defined]
    array = np.array(parent, np.int64)
    order = preorder(array, np.full(len(parent), -1), np.array(rank, np.int64))
    assert list(zip(order.tolist(), depths(array)[order].tolist(), strict=True)) == naive_walk(parent, rank)


def test_siblings_with_times_stand_in_time_order_then_file_order() -> None:
    rows = [row("1", created_at=5), row("2", "1", created_at=9), row("3", "1", created_at=7)]
    rows += [row("4", "1", created_at=7), row("5", created_at=4)]
    assert outline(build_threads(dump_of(rows))) == "5 1(3 4 2)"


def test_one_unknown_time_leaves_a_thread_in_file_order_and_no_other() -> None:
    rows = [row("1", created_at=5), row("2"), row("3", created_at=1)]
    rows += [row("4", created_at=5, thread_id="u"), row("5", created_at=1, thread_id="u")]
    assert ids(build_threads(dump_of(rows))) == ["1", "2", "3", "5", "4"]


def test_a_thread_in_display_order_keeps_it_whatever_its_times() -> None:
    rows = [row("1", created_at=5), row("2", created_at=1)]
    for chronological, expected in ((False, ["1", "2"]), (None, ["2", "1"]), (True, ["2", "1"])):
        assert ids(build_threads(dump_of(rows, {"t": ThreadInfo(chronological=chronological)}))) == expected


def test_siblings_are_never_ordered_by_their_ids() -> None:
    assert ids(build_threads(dump_of([row("10"), row("9"), row("2")]))) == ["10", "9", "2"]


def test_orphans_missing_the_same_parent_stand_where_the_first_came_in_time() -> None:
    rows = [row("1", created_at=3), row("2", "x", created_at=9), row("3", "x", created_at=1)]
    assert ids(build_threads(dump_of([*rows, row("4", created_at=2)]))) == ["3", "2", "4", "1"]


def test_a_chain_of_100_000_is_quick() -> None:
    size = 100_000
    parent = np.arange(size)[::-1] + 1
    parent[0] = -1
    parent[1:] = np.arange(size - 1)
    begun = time.process_time()
    depth = depths(parent)
    order = preorder(parent, np.full(size, -1), np.arange(size))
    assert depth[-1] == size - 1
    assert order[-1] == size - 1
    assert time.process_time() - begun < 2


def test_a_star_of_200_000_is_quick() -> None:
    size = 200_000
    parent = np.zeros(size, np.int64)
    parent[0] = -1
    begun = time.process_time()
    assert depths(parent).max() == 1
    assert preorder(parent, np.full(size, -1), np.arange(size)[::-1])[1] == size - 1
    assert time.process_time() - begun < 2
