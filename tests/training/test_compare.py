from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from training import metrics
from training.compare import Comparison, beyond, compare, compared, losses, mcnemar, two_sided, warnings_of
from training.evaluate import Measurement
from training.suites import Reading, Suite
from training.suites.suite import Direction

SUITE = Suite("made-up", "house", "comment", lambda _: iter(()), "A suite.")
RNG = np.random.default_rng(3)
GOLD = (RNG.random(400) < 0.5).astype(np.float64)


def reading(scores: np.ndarray, *, better: Direction = "up", gold: np.ndarray = GOLD) -> Reading:
    return Reading("accuracy", metrics.accuracy, gold, scores, "as decided", better=better, headline=True)


def wrong_on(rows: slice) -> np.ndarray:
    scores = GOLD.copy()
    scores[rows] = 1 - scores[rows]
    return scores


def test_a_judge_against_itself_differs_by_nothing() -> None:
    found = compared("s", reading(wrong_on(slice(0, 40))), reading(wrong_on(slice(0, 40))))
    assert (found.difference, found.low, found.high, found.p, found.mcnemar) == (0, 0, 0, 1, 1)
    assert found.verdict == "no difference shown"


def test_a_loss_on_many_rows_is_worse_and_said_loudly() -> None:
    found = compare(
        [Measurement(SUITE, (reading(wrong_on(slice(0, 120))),))],
        [Measurement(SUITE, (reading(wrong_on(slice(0, 40))),))],
    )
    assert [c.verdict for c in found] == ["worse"]
    assert found[0].difference == pytest.approx(-0.2)
    assert found[0].high < 0
    (told,) = warnings_of(found, "parent 1.0")
    assert told.startswith("WORSE than parent 1.0 on made-up: accuracy 0.700 against 0.900 (-0.200")
    assert [c.metric for c in losses(found)] == ["accuracy"]


def test_the_same_difference_is_a_gain_the_other_way_round() -> None:
    found = compared("s", reading(wrong_on(slice(0, 40))), reading(wrong_on(slice(0, 120))))
    assert found.verdict == "better"
    assert list(warnings_of([found], "parent")) == []


def test_where_lower_is_better_a_rise_is_worse() -> None:
    one, two = reading(wrong_on(slice(0, 40)), better="down"), reading(wrong_on(slice(0, 120)), better="down")
    assert compared("s", one, two).verdict == "worse"
    assert compared("s", reading(one.scores, better="none"), reading(two.scores, better="none")).verdict == "not judged"


def test_pairing_sees_what_two_intervals_would_not() -> None:
    """Two judges that err on nearly the same rows: the difference is sure, though each interval covers the other."""
    one, two = reading(wrong_on(slice(0, 112))), reading(wrong_on(slice(0, 100)))
    assert one.estimate().high > two.estimate().low
    assert compared("s", one, two).verdict == "worse"


def test_other_rows_are_not_compared() -> None:
    other = reading(np.ones(200), gold=np.ones(200))
    assert compare([Measurement(SUITE, (reading(GOLD),))], [Measurement(SUITE, (other,))]) == []


def test_mcnemar_by_hand() -> None:
    # 10 rows that only one gets right, 9 of them the first: twice the tail of 9 or 10 heads in 10 throws.
    gold = np.ones(12)
    first = np.array([1] * 9 + [0] + [1, 0], dtype=np.float64)
    second = np.array([0] * 9 + [1] + [1, 0], dtype=np.float64)
    assert mcnemar(reading(first, gold=gold), reading(second, gold=gold)) == pytest.approx(2 * (10 + 1) / 2**10)


def test_p_counts_draws_on_the_far_side() -> None:
    assert two_sided(np.array([1.0] * 97 + [-1.0] * 2)) == pytest.approx(2 * 3 / 100)
    assert two_sided(np.array([-1.0, 1.0] * 50)) == 1.0


def test_groups_are_drawn_whole() -> None:
    """Ten groups of forty equal rows: drawing rows would pretend to 400 independent ones."""
    groups = np.repeat(np.arange(10), 40)
    scores = np.where(groups[:, None] < 8, GOLD[:, None], 1 - GOLD[:, None])[:, 0]
    frame = pl.DataFrame({"group": [str(g) for g in groups]})
    alone = reading(scores).estimate()
    whole = Reading("accuracy", metrics.accuracy, GOLD, scores, "", frame=frame).estimate()
    assert alone.value == whole.value == 0.8
    assert whole.high - whole.low > 3 * (alone.high - alone.low)


def test_what_int8_loses_beyond_a_margin() -> None:
    base = Comparison("s", "AUC", 0.900, 0.906, -0.006, -0.01, 0.0, 0.1, None, 10, "up", True)
    assert beyond([base], 0.005) == [base]
    assert beyond([base], 0.01) == []
    assert not math.isnan(base.p)
