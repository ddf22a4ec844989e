from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import metrics
from training.thresholds import expected_threshold, macro_f1, matthews

COUNTS = st.lists(st.integers(0, 30), min_size=4, max_size=4)


@given(COUNTS)
def test_metrics_of_whole_counts_are_those_of_the_rows(counts: list[int]) -> None:
    tp, fp, fn, tn = counts
    gold = np.repeat([1.0, 0.0, 1.0, 0.0], counts)
    said = np.repeat([1.0, 1.0, 0.0, 0.0], counts)
    told = [np.array([float(n)]) for n in (tp, fp, fn, tn)]
    if min(tp + fn, fp + tn) and min(tp + fp, fn + tn):
        assert matthews(*told)[0] == pytest.approx(metrics.matthews(gold, said))
        assert macro_f1(*told)[0] == pytest.approx(metrics.macro_f1(gold, said))
    else:
        assert matthews(*told)[0] == 0


def test_the_threshold_lies_where_classes_of_one_spread_cross() -> None:
    rng = np.random.default_rng(1)
    score = np.concatenate([rng.normal(3.0, 1, 4000), rng.normal(1.0, 1, 4000)])
    gold = np.repeat([1.0, 0.0], 4000)
    for metric in (matthews, macro_f1):
        assert expected_threshold(gold, score, metric) == pytest.approx(2.0, abs=0.1)


def test_it_is_steadier_than_the_best_that_is_counted() -> None:
    found: dict[str, list[float]] = {"counted": [], "expected": []}
    for seed in range(30):
        rng = np.random.default_rng(seed)
        gold = (rng.random(200) < 0.35).astype(np.float64)
        score = rng.normal(2 * gold, 1)
        found["counted"].append(metrics.best_threshold(gold, score, metrics.matthews))
        found["expected"].append(expected_threshold(gold, score, matthews))
    assert np.std(found["expected"]) < 0.5 * np.std(found["counted"])
