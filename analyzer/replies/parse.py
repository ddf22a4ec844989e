"""Trees in reading order: how probable every link is over all trees a page may show, and the tree that is likeliest.

A page in reading order is a tree whose subtrees are unbroken stretches, read from the top: links never cross, and each
comment's parent lies before it. Sums over all such trees take the inside-outside algorithm (Baker 1979) with the
spans of projective dependency trees (Eisner 1996): time in proportion to n³, so `walk.py`
takes threads in blocks.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
DoubleArray = npt.NDArray[np.float64]

#: A span no tree fills counts as this unlikely, so that differences stay numbers.
_LEAST = -1e9


class _Spans(NamedTuple):
    """Spans by first node and length: a node with all that follows it for `w` more nodes, as one subtree.

    Attributes:
        joined: (n, n) a span and the link from its first node to the node right after it, by first node and length.
        ended: (n, n) a span, by last node and length.
    """

    joined: DoubleArray
    ended: DoubleArray

    def ways(self, width: int) -> DoubleArray:
        """Return (n - width, width) scores of the spans of `width` more nodes, by what stands before the last child."""
        return self.joined[: len(self.ended) - width, :width] + self.ended[width:, width - 1 :: -1][:, :width]


def _spans(count: int) -> _Spans:
    spans = _Spans(np.full((count, count), _LEAST), np.full((count, count), _LEAST))
    spans.ended[:, 0] = 0.0
    return spans


def _join(spans: _Spans, span: DoubleArray, scores: DoubleArray, width: int) -> None:
    spans.joined[: len(scores) - width, width - 1] = np.maximum(
        span[: len(scores) - width] + np.diagonal(scores, width), _LEAST
    )


def link_marginals(scores: DoubleArray) -> tuple[DoubleArray, float]:
    """Return how probable each link is, and the log of the summed weights of all trees.

    Args:
        scores: (n, n) log weight of the link from a parent (first axis) to a later child; -inf where none is possible.
            All stand under node 0.

    Returns:
        (n, n) probabilities that sum to 1 for every child but node 0.
    """
    count = len(scores)
    spans, shares, span = _spans(count), [np.empty((0, 0))], np.zeros(count)
    for width in range(1, count):
        _join(spans, span, scores, width)
        ways = spans.ways(width)
        highest = ways.max(axis=1)
        weights = np.exp(ways - highest[:, None])
        total = weights.sum(axis=1)
        span = np.maximum(highest + np.log(total), _LEAST)
        spans.ended[np.arange(width, count), width] = span
        shares.append(weights / total[:, None])
    return _outside(shares, count), float(span[0])


def _outside(shares: list[DoubleArray], count: int) -> DoubleArray:
    """Return the probability of each link, from the share every way of filling a span has in it, widest spans first."""
    joined, ended = np.zeros((count, count)), np.zeros((count, count))
    for width in range(count - 1, 0, -1):
        last = count - width
        used = ended[np.arange(width, count), width]
        used[: last - 1] += joined[: last - 1, width]
        if width == count - 1:
            used[0] = 1.0
        part = shares[width] * used[:, None]
        joined[:last, :width] += part
        ended[width:, width - 1 :: -1][:, :width] += part
    marginals = np.zeros((count, count))
    for step in range(1, count):
        marginals[np.arange(count - step), np.arange(step, count)] = joined[: count - step, step - 1]
    return marginals


def best_tree(scores: DoubleArray) -> IntArray:
    """Return the (n,) parents of the tree whose links have the highest sum of (n, n) scores; -1 for node 0."""
    count = len(scores)
    spans, chosen, span = _spans(count), np.zeros((count, count), np.int64), np.zeros(count)
    for width in range(1, count):
        _join(spans, span, scores, width)
        ways = spans.ways(width)
        best = ways.argmax(axis=1)
        span = ways[np.arange(len(ways)), best]
        spans.ended[np.arange(width, count), width] = span
        chosen[: len(best), width] = best
    return _unfold(chosen)


def _unfold(chosen: IntArray) -> IntArray:
    """Return the parents from the last child of every span."""
    parent = np.full(len(chosen), -1)
    waiting = [(0, len(chosen) - 1)]
    while waiting:
        first, width = waiting.pop()
        if width > 0:
            before = int(chosen[first, width])
            child = first + 1 + before
            parent[child] = first
            waiting += [(first, before), (child, first + width - child)]
    return parent
