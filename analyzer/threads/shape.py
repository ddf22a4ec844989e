"""What a forest's arrays tell about its shape: children, subtrees, threads, ancestors."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analyzer.threads.forest import Forest, IntArray


def depth_of(forest: Forest) -> IntArray:
    """Return the (n,) depth of every comment, 0 for top-level comments and orphans."""
    depth: IntArray = forest.comments["depth"].to_numpy().astype(np.int64)
    return depth


def thread_of(forest: Forest) -> IntArray:
    """Return the (n,) index into `forest.thread_ids` of every comment."""
    return np.repeat(np.arange(len(forest.thread_ids)), np.diff(forest.thread_starts))


def child_counts(forest: Forest) -> IntArray:
    """Return the (n,) number of direct replies to every comment."""
    parent = forest.parent_row
    return np.bincount(parent[parent >= 0], minlength=len(parent))


def subtree_ends(forest: Forest) -> IntArray:
    """Return for every comment the (n,) row after its last descendant.

    Rows are in pre-order, so a comment's subtree is the range from its own row to here. It ends where its next
    sibling begins or, for a last child, where its parent's subtree ends; that climb is done by pointer doubling.

    Example:
        Depths `0 1 2 1 0` have subtree ends `4 3 3 4 5`.
    """
    parent = forest.parent_row
    count = len(parent)
    order = np.lexsort((np.arange(count), parent))
    has_next = np.flatnonzero(parent[order[1:]] == parent[order[:-1]])
    # One slot more than there are comments: it stands for the end of the forest, where the last root's subtree ends.
    end = np.full(count + 1, count)
    end[order[has_next]] = order[has_next + 1]
    climb = np.append(parent, count)
    climb[climb < 0] = count
    climb[order[has_next]] = order[has_next]
    while not np.array_equal(climb, further := climb[climb]):
        climb = further
    ends: IntArray = end[climb[:count]]
    return ends


def subtree_sizes(forest: Forest) -> IntArray:
    """Return the (n,) number of comments in every comment's subtree, itself included."""
    return subtree_ends(forest) - np.arange(len(forest.parent_row))


def ancestors(forest: Forest, row: int) -> Iterator[int]:
    """Yield the rows above `row`, from its parent up to the top-level comment."""
    row = int(forest.parent_row[row])
    while row >= 0:
        yield row
        row = int(forest.parent_row[row])
