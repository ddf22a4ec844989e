"""Depth and reading order of a forest of parent links, without recursion."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analyzer.threads.forest import IntArray

#: Nodes walked at a time, if their links allow: walking takes lists of Python integers.
BLOCK_NODES = 2**17


def depths(parent: IntArray) -> IntArray:
    """Return the number of steps from every node up to its root; `parent` must have no cycle.

    Pointer doubling: each round a node adds the steps already counted from where it has jumped to, and jumps twice
    as far. A chain of 100,000 takes 17 rounds.

    Example:
        >>> depths(np.array([-1, 0, 1, 1]))
        array([0, 1, 2, 2])
    """
    # One slot more than there are nodes: the root's, which leads to itself, and which index -1 means.
    jump = np.append(parent, -1)
    depth = (jump >= 0).astype(np.int64)
    while jump.max() >= 0:
        depth = depth + depth[jump]
        jump = jump[jump]
    return depth[:-1]


def preorder(parent: IntArray, placeholder: IntArray, rank: IntArray) -> IntArray:
    """Return the nodes in reading order: every comment before its replies, replies before the next sibling.

    Siblings stand in the order of `rank`, which also parts the threads; orphans that miss the same parent stand
    together, where the first of them came.

    Args:
        parent: (m,) parent of each node or -1, without cycles.
        placeholder: (m,) number of an orphan's missing parent, else -1.
        rank: (m,) distinct integers, all of one thread's before the next thread's.

    Example:
        >>> preorder(np.array([-1, -1, 0, 0]), np.full(4, -1), np.array([0, 1, 3, 2])).tolist()
        [0, 3, 2, 1]
    """
    by_rank = np.empty(len(rank), np.int64)
    by_rank[rank] = np.arange(len(rank))
    above = np.where(parent >= 0, rank[parent], -1)[by_rank]
    anchor = _anchors(placeholder, rank)[by_rank]
    order = np.empty(len(rank), np.int64)
    for start, stop in _blocks(np.where(above >= 0, above, anchor)):
        part = slice(start, stop)
        local = np.where(above[part] >= 0, above[part] - start, -1)
        order[part] = by_rank[part][_walk(*_siblings(local, anchor[part]))]
    return order


def _blocks(linked: IntArray) -> Iterator[tuple[int, int]]:
    """Yield ranges of nodes that no link leaves, of at least `BLOCK_NODES` but for the last.

    Args:
        linked: (m,) a node each node must be in one range with.

    Example:
        Links `0 0 3 3` may be cut before 2: no link spans that place.
    """
    own = np.arange(len(linked))
    spans = np.bincount(np.minimum(own, linked) + 1, minlength=len(own) + 1)
    spans -= np.bincount(np.maximum(own, linked) + 1, minlength=len(own) + 1)
    cuts = np.flatnonzero(np.cumsum(spans) == 0)
    start = 0
    while start < len(own):
        stop = int(cuts[np.searchsorted(cuts, min(start + BLOCK_NODES, len(own)))])
        yield start, stop
        start = stop


def _anchors(placeholder: IntArray, rank: IntArray) -> IntArray:
    """Return each node's rank, or for an orphan the lowest rank among those that miss the same parent."""
    anchor = rank.copy()
    orphan = np.flatnonzero(placeholder >= 0)
    if len(orphan):
        lowest = np.full(placeholder.max() + 1, np.iinfo(np.int64).max)
        np.minimum.at(lowest, placeholder[orphan], rank[orphan])
        anchor[orphan] = lowest[placeholder[orphan]]
    return anchor


def _siblings(parent: IntArray, anchor: IntArray) -> tuple[list[int], list[int], int]:
    """Return first child and next sibling per node, -1 for none, and the first root; roots are siblings."""
    order = np.lexsort((anchor, parent))
    first_child, next_sibling = np.full(len(parent), -1), np.full(len(parent), -1)
    above = parent[order]
    opens = np.ones(len(order), bool)
    opens[1:] = above[1:] != above[:-1]
    follows = np.flatnonzero(~opens)
    next_sibling[order[follows - 1]] = order[follows]
    eldest = np.flatnonzero(opens & (above >= 0))
    first_child[above[eldest]] = order[eldest]
    return first_child.tolist(), next_sibling.tolist(), int(order[0])


def _walk(first_child: list[int], next_sibling: list[int], start: int) -> list[int]:
    """Follow child before sibling; the stack holds where to go on after each comment's replies, one per level."""
    visited: list[int] = []
    waiting: list[int] = [-1]
    node = start
    while waiting:
        visited.append(node)
        below, node = first_child[node], next_sibling[node]
        if below >= 0:
            waiting.append(node)
            node = below
        while node < 0 and waiting:
            node = waiting.pop()
    return visited
