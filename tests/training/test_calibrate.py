from __future__ import annotations

from itertools import pairwise
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.labels.operating import POINTS, points_from_json
from analyzer.models.heads import sigmoid, softmax
from training.calibrate import NaturalRates, decision_weights, fit_binary, fit_choice, operating_points

Array = npt.NDArray[np.float64]


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


def test_decision_weights_give_back_the_balance_of_the_raw_logits() -> None:
    raw, shifts = normal(200, 3), np.array([1.5, -2.0, 0.2])
    weights = decision_weights(shifts)
    calibrated = softmax(raw + shifts.astype(np.float32))
    assert (calibrated * weights).argmax(axis=1).tolist() == raw.argmax(axis=1).tolist()
    assert calibrated.argmax(axis=1).tolist() != raw.argmax(axis=1).tolist()
    assert np.log(weights).mean() == pytest.approx(0, abs=1e-9)


def natural(logits: list[float], labels: list[float], pool: list[float]) -> NaturalRates:
    return NaturalRates(np.array(logits), np.array(labels), np.array(pool))


def test_natural_rates_by_hand() -> None:
    rates = natural([-1.0, 0.5, 2.0], [0, 1, 1], [-20.0, -20.0, 0.0, np.log(3)])  # pool: 0, 0, 1/2, 3/4
    assert rates.flag_rate(0.5) == 0.5
    assert rates.precision(0.5) == pytest.approx((0.5 + 0.75) / 2)
    assert rates.precision(0.7) == pytest.approx(0.75)
    assert np.isnan(rates.precision(0.9))
    assert rates.recall(0.5) == 1
    assert rates.recall(0.8) == 0.5  # sigmoid(0.5) is below, sigmoid(2) above


def test_operating_points_of_scores_that_part_well() -> None:
    rng = np.random.default_rng(5)
    pool = np.concatenate([rng.normal(-6, 1, 900), rng.normal(4, 1, 100)])
    labelled = np.concatenate([rng.normal(-6, 1, 100), rng.normal(4, 1, 100)])
    rates = NaturalRates(labelled, np.repeat([0.0, 1.0], 100), pool)
    wide, default, sure = operating_points(rates)
    assert [p["name"] for p in (wide, default, sure)] == list(POINTS)
    assert default["flag_rate"] == pytest.approx(0.1, abs=0.01)
    assert float(default["precision"]) > 0.9
    assert float(wide["flag_rate"]) <= 0.16
    assert (default["n"], default["positives"]) == (1000, 100)


def test_a_weak_label_does_not_flood_the_wide_point() -> None:
    rng = np.random.default_rng(6)
    rates = NaturalRates(rng.normal(-3, 1, 200), np.repeat([0.0, 1.0], 100), rng.normal(-3, 1, 2000))
    wide = operating_points(rates)[0]
    assert float(wide["flag_rate"]) <= 0.16
    assert float(wide["recall"]) < 0.9


def test_a_recalibration_changes_what_scores_mean_not_which_are_past() -> None:
    rates = natural([0.0, 1.0], [0, 1], [-1.0, float(np.log(1.5)), float(np.log(19))])
    # Odds 1.5 and 19 past one half; squared and halved they are 1.125 and 180.5.
    expected = (1.125 / 2.125 + 180.5 / 181.5) / 2
    assert rates.precision(0.5, 2.0, float(np.log(0.5))) == pytest.approx(expected)


def calibrated(n: int) -> NaturalRates:
    """Rows whose labels come true as often as their scores say."""
    rng = np.random.default_rng(5)
    logits = rng.normal(0, 2, n)
    labels = (rng.random(n) < 1 / (1 + np.exp(-logits))).astype(np.float64)
    return NaturalRates(logits, labels, rng.normal(0, 2, 300))


def test_the_interval_of_precision_is_fixed_and_narrows_with_labels() -> None:
    few, many = (calibrated(n).precision_interval(0.5) for n in (50, 800))
    assert few == calibrated(50).precision_interval(0.5)
    assert many[0] < calibrated(800).precision(0.5) < many[1]
    assert few[1] - few[0] > 2 * (many[1] - many[0])


def test_operating_points_by_hand() -> None:
    chance = np.array([0.01] * 85 + [0.7] * 10 + [0.96] * 5)
    positives = np.linspace(0.2, 0.95, 101)
    logits = np.concatenate([np.log(positives / (1 - positives)), [-3.0] * 50])
    rates = NaturalRates(logits, np.repeat([1.0, 0.0], [101, 50]), np.log(chance / (1 - chance)))
    wide, default, sure = operating_points(rates)
    # 9 of 10 positives lie above 0.275; past 0.7 expected F1 is 2 * 11.8 / (15 + 12.65), past 0.96 or 0.01 less.
    assert wide["threshold"] == pytest.approx(0.275, abs=2e-4)
    assert wide["recall"] == pytest.approx(0.9, abs=0.02)
    assert default["threshold"] == pytest.approx(0.7, abs=2e-4)
    assert default["precision"] == pytest.approx(11.8 / 15, abs=1e-3)
    assert default["flag_rate"] == 0.15
    # The first threshold past which only the scores of 0.96 are left.
    assert 0.7 < float(sure["threshold"]) < 0.705
    assert sure["precision"] == pytest.approx(0.96, abs=1e-3)
    assert (default["n"], default["positives"]) == (100, 101)


LOGITS = st.lists(st.floats(-8, 8), min_size=2, max_size=40)


@settings(max_examples=40)
@given(LOGITS, LOGITS, st.tuples(st.floats(0.1, 5), st.floats(-3, 3)))
def test_operating_points_are_always_in_order_and_readable(
    labelled: list[float], pool: list[float], fitted: tuple[float, float]
) -> None:
    rates = natural(labelled, [float(i % 2) for i in range(len(labelled))], pool)
    with patch("training.calibrate.fit_binary", lambda *_: fitted):  # 180 real fits are slow and change no order
        points = operating_points(rates)
    read = points_from_json(points)  # refuses what is out of order or out of range
    assert [point.name for point in read] in (list(POINTS), list(POINTS)[:2])  # not every label is ever sure
    assert all(lower.threshold <= higher.threshold for lower, higher in pairwise(read))
    assert all(point.precision >= 0.89 for point in read[2:])
    assert all(point.precision_low <= point.precision <= point.precision_high for point in read)
    assert all(rates.flag_rate(point.threshold) > 0 for point in read)
