"""What a link rests on: how much worse the candidate would do without each kind of evidence."""

from __future__ import annotations

import numpy as np

from analyzer.replies.features import FEATURES, REASONS
from analyzer.replies.network import Ranker
from analyzer.replies.words import BoolArray, FloatArray, IntArray

_COLUMNS = {
    reason: np.array([at for at, feature in enumerate(FEATURES) if feature.reason == reason]) for reason in REASONS
}
#: Repeated runs this strong are a plain quote: a reader sees it before anything else, so no other kind outweighs it.
QUOTED = 0.5
_REPEATED = [feature.name for feature in FEATURES].index("own_runs")


def weigh_reasons(ranker: Ranker, chosen: FloatArray, rivals: FloatArray) -> FloatArray:
    """Return (b, r) logits that each of `REASONS` adds to the chosen candidate.

    The evidence of one kind is taken away by giving the chosen candidate the mean of its rivals in those features;
    what its logit then loses is what that kind was worth. The words of a quote are shared words too: where runs of them
    are repeated, the likeness of wording goes with the quote.

    Args:
        ranker: The network that chose.
        chosen: (b, f) features of the chosen candidates.
        rivals: (b, f) mean features of the other candidates, zeros where there are none.
    """
    score = ranker.scores(chosen)
    worth = np.zeros((len(chosen), len(REASONS)), np.float32)
    for at, reason in enumerate(REASONS):
        without = chosen.copy()
        without[:, _COLUMNS[reason]] = rivals[:, _COLUMNS[reason]]
        if reason == "quote":
            wording = np.ix_(np.flatnonzero(chosen[:, _REPEATED] > 0), _COLUMNS["affinity"])
            without[wording] = rivals[wording]
        worth[:, at] = score - ranker.scores(without)
    quoted = chosen[:, _REPEATED] >= QUOTED
    worth[quoted, REASONS.index("quote")] = worth[quoted].max(axis=1)  # ties go to the first reason
    return worth


def mean_of_rivals(features: FloatArray, there: BoolArray, chosen: IntArray) -> FloatArray:
    """Return the (b, f) mean of all candidates but the chosen one and "none" from (b, k, f) features."""
    rivals = there.astype(np.float32)
    rivals[np.arange(len(chosen)), chosen] = 0
    rivals[:, 0] = 0
    total: FloatArray = np.matmul(rivals[:, None], features)[:, 0]
    mean: FloatArray = total / np.maximum(rivals.sum(axis=1, keepdims=True), 1)
    return mean
