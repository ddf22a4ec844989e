"""A model whose weights are written by hand, so that what it decides can be worked out on paper."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from analyzer.replies.features import FEATURES
from analyzer.replies.network import ORDERS, Ranker, ReplyModel
from analyzer.replies.words import BUCKETS

NAMES = [feature.name for feature in FEATURES]


def ranker_of(weights: Mapping[str, float]) -> Ranker:
    """Return a ranker that adds up the named features times their weights."""
    weight = np.zeros((len(NAMES), 1), np.float32)
    for name, value in weights.items():
        weight[NAMES.index(name), 0] = value
    layer = (weight, np.zeros(1, np.float32))
    return Ranker(np.zeros(len(NAMES), np.float32), np.ones(len(NAMES), np.float32), (layer,))


def model_of(threshold: float = 0.6, **weights: float) -> ReplyModel:
    """Return a model of one pass, by the named features times their weights."""
    return _model((ranker_of(weights),), threshold)


def two_passes(first: Mapping[str, float], second: Mapping[str, float], *, threshold: float) -> ReplyModel:
    """Return a model of two passes."""
    return _model((ranker_of(first), ranker_of(second)), threshold)


def _model(rankers: tuple[Ranker, ...], threshold: float) -> ReplyModel:
    return ReplyModel(dict.fromkeys(ORDERS, rankers), dict.fromkeys(ORDERS, threshold), np.ones(BUCKETS, np.float32))
