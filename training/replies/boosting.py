"""The baseline with learning: gradient boosting on distance, authors and TF-IDF, pair by pair."""

from __future__ import annotations

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from analyzer.replies.candidates import recent_candidates
from analyzer.replies.facts import Facts
from analyzer.replies.features import FEATURES, Pairs, pair_features
from analyzer.replies.words import FloatArray, IntArray
from training.replies.examples import TRAIN_WINDOW, Examples, true_paths
from training.replies.flatten import Flat
from training.replies.measure import Linker

_USED = ("log_distance", "log_place", "first", "same_author", "new_here", "mine_since", "cosine", "cosine_to_best")
_COLUMNS = [[feature.name for feature in FEATURES].index(name) for name in _USED]


def fit_boosting(examples: Examples, *, seed: int = 1) -> Linker:
    """Return a linker that takes the candidate a classifier of pairs thinks likeliest."""
    first = np.cumsum(examples.size) - examples.size
    right = np.zeros(len(examples.features), bool)
    right[first + examples.gold] = True
    pair = np.ones(len(right), bool)
    pair[first] = False
    model = HistGradientBoostingClassifier(max_iter=150, learning_rate=0.1, early_stopping=False, random_state=seed)
    model.fit(examples.features[pair][:, _COLUMNS].astype(np.float32), right[pair])

    def link(flat: Flat, facts: Facts) -> IntArray:
        if len(facts) < 2:
            return np.full(len(facts), -1)
        rows = np.arange(1, len(facts))
        by_time = flat.order == "time"
        pairs = Pairs(rows, recent_candidates(facts, rows, TRAIN_WINDOW)) if by_time else true_paths(flat.tree.parent)
        features, there = pair_features(facts, pairs)
        features, there = features[:, 1:], there[:, 1:]
        score: FloatArray = np.full(there.shape, -1.0, np.float32)
        score[there] = model.predict_proba(features[there][:, _COLUMNS])[:, 1]
        best = np.take_along_axis(pairs.candidates, score.argmax(axis=1)[:, None], axis=1)[:, 0]
        return np.concatenate([[-1], best])

    return link
