"""Sums over subtrees, without recursion: in pre-order a subtree is a range of rows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]


def subtree_sizes(parent_row: IntArray) -> IntArray:
    """Return how many comments each subtree holds, its root included.

    A parent stands before its children, so one walk from the last row to the first adds each subtree to its parent's.

    Args:
        parent_row: (n,) row of the parent, -1 for roots; pre-order.
    """
    sizes = [1] * len(parent_row)
    parents = parent_row.tolist()
    for row in range(len(parents) - 1, -1, -1):
        if parents[row] >= 0:
            sizes[parents[row]] += sizes[row]
    return np.array(sizes, dtype=np.int64)


def subtree_sums(values: IntArray, sizes: IntArray) -> IntArray:
    """Return the sum of `values` over each subtree.

    `subtree_sums([1, 0, 1], [3, 1, 1])` is `[2, 0, 1]`.
    """
    running = np.concatenate([[0], np.cumsum(values)])
    rows = np.arange(len(values))
    return np.asarray(running[rows + sizes] - running[rows], dtype=np.int64)
