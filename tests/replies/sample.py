"""A model whose weights are written by hand, so that what it decides can be worked out on paper."""

from __future__ import annotations

import numpy as np

from analyzer.replies.features import FEATURES
from analyzer.replies.network import ORDERS, Ranker, ReplyModel
from analyzer.replies.words import BUCKETS

NAMES = [feature.name for feature in FEATURES]


def model_of(threshold: float = 0.6, **weights: float) -> ReplyModel:
    """Return a model that adds up the named features times their weights."""
    weight = np.zeros((len(NAMES), 1), np.float32)
    for name, value in weights.items():
        weight[NAMES.index(name), 0] = value
    layer = (weight, np.zeros(1, np.float32))
    ranker = Ranker(np.zeros(len(NAMES), np.float32), np.ones(len(NAMES), np.float32), (layer,))
    return ReplyModel(dict.fromkeys(ORDERS, ranker), dict.fromkeys(ORDERS, threshold), np.ones(BUCKETS, np.float32))
