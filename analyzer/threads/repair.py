"""Repairs on parent links: cycles broken on the cycle, orphans grouped under the parent they miss."""

from __future__ import annotations

import numpy as np

from analyzer.threads.codes import NO_TIME
from analyzer.threads.forest import BoolArray, IntArray, TreeReport


def break_cycles(parent: IntArray, time: IntArray, weak: BoolArray, report: TreeReport) -> IntArray:
    """Return `parent` with one edge cut per cycle; comments that only lead into a cycle keep theirs.

    Cut is the edge of the cycle's earliest comment by `time`, then by index. An edge that is only inferred (`weak`)
    is cut before one the dump states.

    Example:
        `0 -> 1 -> 2 -> 0` with a tail `3 -> 0`, times 30 10 20 5: the edge of 1 is cut, 3 still answers 0.
    """
    nodes = _on_cycles(parent)
    mended = parent.copy()
    if len(nodes):
        order = np.lexsort((nodes, time[nodes], ~weak[nodes]))
        place = np.empty(len(nodes), np.int64)
        place[order] = np.arange(len(nodes))
        cut = nodes[place == _smallest_on_cycle(place, np.searchsorted(nodes, parent[nodes]))]
        mended[cut] = -1
        report.repair("cycles_broken", len(cut))
    return mended


def _on_cycles(parent: IntArray) -> IntArray:
    """Return the nodes that lie on a cycle, ascending.

    Doubling the jump each round, after at least n steps every walk has ended at a root or goes round a cycle; and
    since a cycle's nodes only change places among themselves, the nodes reached are exactly those of all cycles.
    """
    # One slot more than there are nodes: the root's, which leads to itself, and which index -1 means.
    jump = np.append(parent, -1)
    for _ in range(len(parent).bit_length()):
        if jump.max() < 0:
            break
        jump = jump[jump]
    return np.unique(jump[jump >= 0])


def _smallest_on_cycle(value: IntArray, after: IntArray) -> IntArray:
    """Return for every node of a permutation the smallest `value` on its cycle."""
    smallest = value
    for _ in range(len(value).bit_length()):
        smallest = np.minimum(smallest, smallest[after])
        after = after[after]
    return smallest


def group_orphans(orphan: BoolArray, missing: IntArray, report: TreeReport) -> IntArray:
    """Return the number of its missing parent for every orphan, -1 for all others.

    Args:
        orphan: m flags.
        missing: (m,) key of the (thread, parent id) each comment names.
        report: Where orphans and their missing parents are counted.
    """
    placeholder = np.full(len(orphan), -1)
    keys, number = np.unique(missing[orphan], return_inverse=True)
    placeholder[orphan] = number
    report.repair("orphans", int(np.count_nonzero(orphan)))
    report.repair("missing_parents", len(keys))
    return placeholder


def count_newer_parents(parent: IntArray, time: IntArray, report: TreeReport) -> None:
    """Count links whose parent was written after its child: clocks differ, or the parent was edited. They stay."""
    child = np.flatnonzero((parent >= 0) & (time != NO_TIME))
    parent_time = time[parent[child]]
    report.repair(
        "parent_newer_than_child", int(np.count_nonzero((parent_time > time[child]) & (parent_time != NO_TIME)))
    )
