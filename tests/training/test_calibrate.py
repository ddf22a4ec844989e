from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.labels.operating import POINTS, points_from_json
from analyzer.models.heads import sigmoid, softmax
from training.calibrate import NaturalRates, decision_weights, fit_binary, fit_choice, operating_points
from training.metrics import macro_f1

Array = npt.NDArray[np.float64]
SCORES = st.lists(st.floats(0, 1), min_size=1, max_size=60)


def normal(*shape: int) -> npt.NDArray[np.float32]:
    return np.random.default_rng(3).normal(size=shape).astype(np.float32)


@pytest.mark.parametrize(("scale", "shift"), [(1.0, 0.0), (2.0, -1.0), (0.5, 0.7)])
def test_a_known_scale_and_shift_are_found_again(scale: float, shift: float) -> None:
    logit = 2 * normal(2000)
    found = fit_binary(logit, sigmoid(logit * scale + shift))
    assert found == pytest.approx((scale, shift), abs=0.05)


def test_few_rows_that_part_cleanly_do_not_blow_the_scale_up() -> None:
    scale, shift = fit_binary(np.array([-1, 1], dtype=np.float32), np.array([0, 1], dtype=np.float32))
    assert 1 < scale < 20
    assert abs(shift) < 1


def test_a_known_choice_is_found_again() -> None:
    logits = 2 * normal(1500, 3)
    shifts = np.array([0.5, -0.5, 0.0], dtype=np.float32)
    scale, found = fit_choice(logits, softmax(logits * np.float32(1.5) + shifts), np.ones(1500, dtype=np.float32))
    assert scale == pytest.approx(1.5, abs=0.05)
    assert (found - found.mean()).tolist() == pytest.approx(shifts.tolist(), abs=0.05)


def test_the_weights_of_rows_decide_between_corpora_that_disagree() -> None:
    logits = np.zeros((2, 2), dtype=np.float32)
    labels = np.array([[1, 0], [0, 1]], dtype=np.float32)
    _, shifts = fit_choice(logits, labels, np.array([3, 1], dtype=np.float32))
    assert shifts[0] - shifts[1] == pytest.approx(np.log(3), abs=0.05)


def rare_class() -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """Logits that never choose the rare class 1, though they rank it well."""
    gold = np.array([0] * 90 + [1] * 10)
    logits = np.zeros((100, 2), dtype=np.float32)
    logits[:, 1] = np.where(gold == 1, -0.5, -2.0)
    return logits, gold


def test_decision_weights_serve_the_rare_class() -> None:
    logits, gold = rare_class()
    weights = decision_weights(logits, gold, ["a"] * 100)
    plain = softmax(logits).argmax(axis=1)
    weighted = (softmax(logits) * weights).argmax(axis=1)
    assert macro_f1(gold.astype(float), plain.astype(float)) < 0.5
    assert macro_f1(gold.astype(float), weighted.astype(float)) == 1
    assert weights[1] > weights[0]
    assert np.log(weights).mean() == pytest.approx(0, abs=1e-9)


def test_where_the_plain_choice_is_best_it_stays() -> None:
    logits = np.array([[3, 0], [0, 3]] * 5, dtype=np.float32)
    assert decision_weights(logits, np.array([0, 1] * 5), ["a"] * 10).tolist() == [1, 1]


RATES = NaturalRates(np.array([0.2, 0.6, 0.9]), np.array([0.1, 0.2, 0.5, 0.95]), 0.2)


@pytest.mark.parametrize(
    ("threshold", "precision", "recall", "flagged"),
    [
        (0.0, 0.2, 1.0, 1.0),  # all is flagged: as many right as there are
        (0.5, 0.2 * (2 / 3) / 0.5, 2 / 3, 0.5),
        (0.6, 0.2 * (2 / 3) / 0.25, 2 / 3, 0.25),
        (0.96, 1.0, 0.0, 0.0),
    ],
)
def test_natural_rates_by_hand(threshold: float, precision: float, recall: float, flagged: float) -> None:
    assert RATES.at(threshold) == pytest.approx((precision, recall, flagged))


def test_precision_is_never_more_than_all() -> None:
    assert NaturalRates(np.array([0.9]), np.array([0.95, *[0.1] * 9]), 0.5).at(0.9) == (1.0, 1.0, 0.1)


def test_operating_points_of_scores_that_part_well() -> None:
    positives = np.linspace(0.5, 1, 101)
    pool = np.concatenate([np.linspace(0, 0.7, 900), np.linspace(0.5, 1, 100)])
    wide, default, sure = operating_points(NaturalRates(positives, pool, 0.1))
    assert [p["name"] for p in (wide, default, sure)] == list(POINTS)
    assert float(wide["recall"]) >= 0.9
    assert wide["threshold"] == pytest.approx(0.55, abs=0.01)  # 9 of 10 positives are above
    assert wide["threshold"] <= default["threshold"] <= sure["threshold"]
    assert float(sure["precision"]) >= 0.9
    assert float(default["precision"]) > float(wide["precision"])
    assert (default["n"], default["positives"]) == (1000, 101)


@settings(max_examples=25)
@given(SCORES, SCORES, st.floats(0.001, 1))
def test_operating_points_are_always_in_order_and_readable(
    positives: list[float], pool: list[float], prevalence: float
) -> None:
    points = operating_points(NaturalRates(np.array(positives), np.array(pool), prevalence))
    read = points_from_json(points)  # refuses what is out of order or out of range
    assert [point.name for point in read] == list(POINTS)
    assert read[0].threshold <= read[1].threshold <= read[2].threshold
    assert all(point.precision_low <= point.precision_high for point in read)
