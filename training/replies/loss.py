"""What a batch of comments loses, and how each logit would have to change: by comment, or by the tree of a block."""

from __future__ import annotations

import numpy as np

from analyzer.replies.nesting import node_scores, slot_values
from analyzer.replies.parse import DoubleArray, link_marginals
from analyzer.replies.words import BoolArray, FloatArray, IntArray


def loss_and_slope(logits: FloatArray, sizes: IntArray, gold: IntArray, block: IntArray) -> tuple[float, FloatArray]:
    """Return the mean negative log probability of the right slots a comment, and its gradient.

    Args:
        logits: (p,) of all slots of n comments.
        sizes: (n,) slots of each comment.
        gold: (n,) the right slot.
        block: (n,) block of each; in one of several comments they are the nodes of a tree in reading order, with the
            slots of `analyzer.replies.nesting`.

    Returns:
        The loss and the (p,) gradient.
    """
    ends = np.cumsum(sizes)
    right = ends - sizes + gold
    begins = np.flatnonzero(np.diff(block, prepend=block[0] - 1))
    lone = len(begins) == len(block)
    slope = _by_comment(logits, sizes) if lone else np.zeros(len(logits))
    loss = -float(np.log(np.maximum(slope[right], 1e-12)).sum()) if lone else 0.0
    for first, after in zip(begins, np.append(begins[1:], len(block)), strict=True) if not lone else ():
        low, high = ends[first] - sizes[first], ends[after - 1]
        there = np.arange(sizes[after - 1]) < sizes[first:after, None]
        lost, slope[low:high] = _by_tree(logits[low:high], there, gold[first:after])
        loss += lost
    slope[right] -= 1.0
    return loss / len(sizes), (slope / len(sizes)).astype(np.float32)


def _by_comment(logits: FloatArray, sizes: IntArray) -> DoubleArray:
    """Return the (p,) probabilities of all slots, each comment for itself."""
    begins = np.cumsum(sizes) - sizes
    powers = np.exp(logits.astype(np.float64) - np.repeat(np.maximum.reduceat(logits, begins), sizes))
    shares: DoubleArray = powers / np.repeat(np.add.reduceat(powers, begins), sizes)
    return shares


def _by_tree(logits: FloatArray, there: BoolArray, gold: IntArray) -> tuple[float, DoubleArray]:
    """Return the negative log probability of the right tree, and the (p,) probabilities of all slots over all trees."""
    table = np.zeros(there.shape, np.float32)
    table[there] = logits
    scores = node_scores(table, there)
    marginals, whole = link_marginals(scores)
    weights = slot_values(np.where(np.isfinite(scores), scores, 0), len(gold))
    return whole - float(weights[np.arange(len(gold)), gold].sum()), slot_values(marginals, len(gold))[there]
