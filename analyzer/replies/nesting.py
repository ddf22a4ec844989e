"""From scores of candidates to the tree of a block of comments in reading order.

Nodes of a block, in order: the top everything stands under, the open path from its top down, the comments. A comment at
node `c` has the slots "none", which is node 0, and its candidates nearest first: slot `s` is node `c - s`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analyzer.replies.candidates import grow
from analyzer.replies.network import softmax
from analyzer.replies.parse import DoubleArray, best_tree, link_marginals
from analyzer.replies.words import BoolArray, FloatArray, IntArray

#: Weight of a link that cannot be; finite, so that a block in which everything contradicts still has a tree.
_RULED_OUT = -60.0
#: Less than this is no share of a probability.
_NOTHING = 1e-6


@dataclass(frozen=True)
class Nested:
    """The tree of a block of b comments.

    Attributes:
        probabilities: (b, k + 1) of each slot, over all trees the block may be.
        parent: (b,) node of each comment's parent in the likeliest tree.
        chosen: (b,) slot of the best candidate on that tree's open path, never "none".
    """

    probabilities: FloatArray
    parent: IntArray
    chosen: IntArray

    def path_after(self, path: list[int], start: int, settled: int) -> list[int]:
        """Return the path, as comments, that is open behind the first `settled` comments of the block.

        Args:
            path: The path the block began with.
            start: The first comment of the block.
            settled: How many of its comments are kept.
        """
        nodes = [-1, *path, *range(start, start + settled)]
        parents = [-1, *range(len(path)), *self.parent[:settled].tolist()]
        node, found = len(path) + settled, []
        while node > 0:
            found.append(nodes[node])
            node = parents[node]
        return found[::-1]


def node_scores(logits: FloatArray, there: BoolArray) -> DoubleArray:
    """Return the (n, n) scores of links between the nodes of a block from (b, k + 1) logits of slots.

    The open path is linked as it is; each comment's scores are taken less its highest, which changes no tree.
    """
    rows, slots = logits.shape
    size = slots + 1
    path = size - rows - 1
    shown = np.where(there, logits, -np.inf)
    shown = np.where(there, shown - shown.max(axis=1, keepdims=True), _RULED_OUT).astype(np.float64)
    scores = np.full((size, size), -np.inf)
    scores[np.arange(path), np.arange(1, path + 1)] = 0.0
    for row, child in enumerate(range(path + 1, size)):
        scores[0, child] = shown[row, 0]
        scores[1:child, child] = shown[row, child - 1 : 0 : -1]
    return scores


def slot_values(values: DoubleArray, rows: int) -> DoubleArray:
    """Return (b, k + 1) values of slots from the (n, n) values of links between the nodes of a block; 0 for no slot."""
    size = len(values)
    found = np.zeros((rows, size - 1))
    for row, child in enumerate(range(size - rows, size)):
        found[row, 0] = values[0, child]
        found[row, 1:child] = values[child - 1 : 0 : -1, child]
    return found


def tree_probabilities(logits: FloatArray, there: BoolArray) -> FloatArray:
    """Return the (b, k + 1) probabilities of slots over all trees a block may be; 0 for no slot."""
    marginals, _ = link_marginals(node_scores(logits, there))
    return _shares(marginals, logits, there)


def nest(logits: FloatArray, there: BoolArray) -> Nested:
    """Return the tree of a block from (b, k + 1) logits and flags of its slots.

    The likeliest tree is the one with the highest expected number of right links (Goodman 1996), not the one of highest
    weight.
    """
    scores = node_scores(logits, there)
    marginals, _ = link_marginals(scores)
    parent = best_tree(np.where(np.isfinite(scores), marginals, -np.inf))[len(scores) - len(logits) :]
    probabilities = _shares(marginals, logits, there)
    return Nested(probabilities, parent, _choose(probabilities, parent, len(scores)))


def _shares(marginals: DoubleArray, logits: FloatArray, there: BoolArray) -> FloatArray:
    """Return the probabilities of slots that are there; where the block leaves them none, what their logits say."""
    found = np.where(there, slot_values(marginals, len(logits)), 0)
    total = found.sum(axis=1, keepdims=True)
    shares: FloatArray = np.where(total > _NOTHING, found / np.maximum(total, _NOTHING), softmax(logits, there))
    return shares.astype(np.float32)


def _choose(probabilities: FloatArray, parent: IntArray, size: int) -> IntArray:
    """Return the (b,) slots of the tree's links; of a comment that answers none, its best candidate on the path."""
    first = size - len(parent)
    path, chosen = list(range(1, first)), []
    for row, above in enumerate(parent.tolist()):
        child = first + row
        node = above or max(path, key=lambda at: probabilities[row, child - at])
        chosen.append(child - node)
        grow(path, above, child)
    return np.array(chosen, np.int64)
