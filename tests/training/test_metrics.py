from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training import metrics
from training.metrics import Metric, interval

Array = npt.NDArray[np.float64]


def array(*values: float) -> Array:
    return np.array(values, dtype=np.float64)


@pytest.mark.parametrize(
    ("metric", "gold", "predicted", "value"),
    [
        (metrics.macro_f1, [0, 0, 1, 1], [0, 1, 1, 1], (2 / 3 + 4 / 5) / 2),
        (metrics.macro_f1, [0, 0], [0, 2], 2 / 3),  # a class that gold lacks is not averaged in
        (metrics.macro_f1, [0, 1, 2], [0, 1, 1], (1 + 2 / 3 + 0) / 3),
        (metrics.favour_against_f1, [0, 1, 2, 2], [0, 2, 2, 2], 0.5),  # `none` counts only where it is missed
        (metrics.favour_against_f1, [0, 1, 2, 2], [0, 1, 0, 2], (2 / 3 + 1) / 2),
        (metrics.accuracy, [0, 1, 2, 3], [0, 1, 0, 0], 0.5),
        (metrics.matthews, [1, 1, 0, 0], [1, 0, 0, 0], 2 / math.sqrt(12)),
        (metrics.matthews, [1, 1, 0, 0], [0, 0, 1, 1], -1.0),
        (metrics.f1, [1, 1, 0, 0], [1, 0, 1, 0], 0.5),
        (metrics.f1, [1, 0], [0, 0], 0.0),
        (metrics.auc, [0, 1, 0, 1], [0.1, 0.35, 0.4, 0.8], 0.75),
        (metrics.auc, [0, 1], [0.5, 0.5], 0.5),
        (metrics.average_precision, [0, 1, 0, 1], [0.1, 0.35, 0.4, 0.8], 0.5 * 1 + 0.5 * 2 / 3),
    ],
)
def test_by_hand(metric: Metric, gold: list[float], predicted: list[float], value: float) -> None:
    assert metric(array(*gold), array(*predicted)) == pytest.approx(value)


def test_without_both_classes_a_ranking_has_no_value() -> None:
    assert math.isnan(metrics.auc(array(1, 1), array(0.1, 0.2)))
    assert math.isnan(metrics.auc(array(0, 0), array(0.1, 0.2)))
    assert math.isnan(metrics.average_precision(array(0, 0), array(0.1, 0.2)))


def test_the_mean_auc_leaves_out_labels_without_both_classes() -> None:
    gold = np.array([[0, 1, 0], [1, 0, 0], [0, 1, 0], [1, 0, 0]], dtype=np.float64)
    score = np.array([[0.1, 0.9, 0.3], [0.35, 0.1, 0.2], [0.4, 0.8, 0.3], [0.8, 0.2, 0.1]])
    assert metrics.mean_auc(gold, score) == pytest.approx((0.75 + 1.0) / 2)


def test_calibration_error_by_hand() -> None:
    # Bin 0.1-0.2 holds half of the rows: said 0.15, is 0.5. Bin 0.9-1 holds the rest: said 0.95, is 1.
    error = metrics.calibration_error(array(0, 1, 1, 1), array(0.15, 0.15, 0.95, 0.95))
    assert error == pytest.approx(0.5 * 0.35 + 0.5 * 0.05)
    assert metrics.calibration_error(array(0, 1), array(0.0, 1.0)) == 0
    assert metrics.calibration_error(array(1, 0), array(0.0, 1.0)) == 1


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=40))
def test_calibration_error_is_a_share(rows: list[tuple[bool, float]]) -> None:
    error = metrics.calibration_error(array(*(g for g, _ in rows)), array(*(p for _, p in rows)))
    assert 0 <= error <= 1


@settings(max_examples=15)
@given(st.integers(0, 20), st.integers(5, 60))
def test_an_interval_holds_its_value_and_is_the_same_again(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    gold = rng.integers(0, 2, n).astype(np.float64)
    predicted = np.where(rng.random(n) < 0.8, gold, 1 - gold)
    found = interval(metrics.accuracy, gold, predicted, rounds=200)
    assert found.low <= found.value <= found.high
    assert found.n == n
    assert found == interval(metrics.accuracy, gold, predicted, rounds=200)


def test_an_interval_narrows_with_rows_as_it_should() -> None:
    gold = np.ones(400)
    right = (np.arange(400) % 2).astype(np.float64)
    found = interval(metrics.accuracy, gold, right)
    # A share of one half over 400 rows: 1.96 * sqrt(0.25 / 400) to each side.
    assert found.value == 0.5
    assert found.high - found.low == pytest.approx(2 * 1.96 * 0.025, rel=0.15)
    same = interval(metrics.accuracy, gold, gold)
    assert (same.low, same.value, same.high) == (1, 1, 1)


def test_the_best_threshold_parts_what_can_be_parted() -> None:
    gold, score = array(0, 0, 0, 1, 1), array(0.1, 0.2, 0.3, 0.7, 0.8)
    threshold = metrics.best_threshold(gold, score)
    assert 0.3 < threshold <= 0.7
    assert metrics.macro_f1(gold, (score >= threshold).astype(np.float64)) == 1


def test_the_best_threshold_follows_its_metric() -> None:
    gold, score = array(1, 0, 0, 0, 1), array(0.1, 0.2, 0.3, 0.4, 0.8)
    assert metrics.best_threshold(gold, score, metrics.f1) > 0.4
    assert metrics.best_threshold(gold, score, lambda _, chosen: float(chosen.sum())) == pytest.approx(0.1, abs=0.01)
