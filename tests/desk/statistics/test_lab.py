"""The threshold lab's arithmetic: cases worked by hand, and a population where the truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import precision_score, recall_score

from analyzer.desk.statistics.lab import (
    Judged,
    Scores,
    change,
    curve,
    effect,
    named_points,
    precision,
    recall,
    weighted_share,
)
from analyzer.rollups.statistics import wilson


def judged(*rows: tuple[float, float, float]) -> Judged:
    """Judged comments from (score, carries, weight)."""
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return Judged(table[:, 0], table[:, 1], table[:, 2])


def test_recall_counts_what_each_audited_comment_stands_for() -> None:
    found = judged((0.9, 1, 1), (0.2, 1, 9), (0.3, 0, 9))
    assert recall(0.5, found).value == pytest.approx(0.1)
    assert recall(0.1, found).value == 1.0
    assert recall(0.95, found).value == 0.0


def test_precision_is_weighted_and_leaves_the_queue_out() -> None:
    found = judged((0.9, 1, 1), (0.8, 0, 3), (0.95, 1, 0))  # the last one was decided in a queue, not drawn
    estimate = precision(0.5, found)
    assert estimate.value == pytest.approx(0.25)
    assert estimate.n == 2
    shown = effect(0.5, Scores(np.array([0.9, 0.8, 0.95, 0.1]), np.array([True, True, True, False])), found)
    assert shown.confirmed.value == pytest.approx(2 / 3)
    assert (shown.flagged, shown.share, shown.waiting) == (3, 0.75, 0)


def test_split_votes_count_in_part() -> None:
    assert precision(0.5, judged((0.9, 0.5, 1), (0.8, 1, 1))).value == pytest.approx(0.75)


def test_without_votes_nothing_is_claimed() -> None:
    shown = effect(0.5, Scores(np.array([0.2, np.nan]), np.array([False, False])), judged())
    assert shown.flagged == 0
    assert shown.precision.value is None
    assert shown.recall.why_undefined == "no audited comment carries the label yet"
    assert "nobody has judged" in shown.confirmed.why_undefined
    assert Scores(np.array([np.nan]), np.array([False])).total == 0


def test_equal_weights_give_the_plain_wilson_interval() -> None:
    low, high = wilson(np.array([7]), np.array([10]))
    found = weighted_share(np.array([1.0] * 7 + [0.0] * 3), np.full(10, 4.0), "")
    assert (found.value, found.low, found.high) == pytest.approx((0.7, float(low[0]), float(high[0])))


def test_unequal_weights_widen_the_interval() -> None:
    values = np.array([1.0, 0.0] * 5)
    even = weighted_share(values, np.ones(10), "")
    uneven = weighted_share(values, np.array([10.0, 10.0] + [1.0] * 8), "")
    assert even.low is not None
    assert uneven.low is not None
    assert uneven.low < even.low


def test_moving_a_threshold_down_adds_and_up_removes() -> None:
    scores = Scores(np.array([0.1, 0.4, 0.45, 0.6, 0.9]), np.array([False] * 5))
    votes = judged((0.4, 1, 0), (0.45, 0, 0), (0.6, 1, 0), (0.42, 0.5, 0))
    down = change(0.5, 0.4, scores, votes)
    assert (down.added, down.added_confirmed, down.added_refuted, down.removed) == (2, 1, 1, 0)
    up = change(0.5, 0.7, scores, votes)
    assert (up.removed, up.removed_confirmed, up.removed_refuted, up.added) == (1, 1, 0, 0)
    assert change(0.5, 0.5, scores, votes).added == 0


def test_named_points_by_hand() -> None:
    # Past 0.8: 2 of 2 right, 2 of 4 found. Past 0.6: 3 of 4, 3 of 4. Past 0.2: 4 of 6, all found.
    votes = judged((0.9, 1, 1), (0.8, 1, 1), (0.7, 0, 1), (0.6, 1, 1), (0.3, 0, 1), (0.2, 1, 1))
    precise, finding = named_points(votes)
    assert (precise.name, precise.threshold) == ("recall_at_precision", 0.8)
    assert (finding.name, finding.threshold) == ("filter_rate_at_recall", 0.2)
    assert finding.words == "the shortest queue that still holds 9 of 10 of what there is"
    assert named_points(votes, precision_wanted=0.75)[0].threshold == 0.6


def test_named_points_say_what_is_lacking() -> None:
    assert {point.why_missing for point in named_points(judged((0.9, 0, 1)))} == {
        "no audited comment carries the label yet"
    }
    low = named_points(judged((0.9, 0, 1), (0.5, 1, 1)))[0]
    assert low.threshold is None
    assert "no threshold gets there" in low.why_missing


def test_histogram_holds_every_scored_comment() -> None:
    edges, counts = Scores(np.array([0.0, 0.5, 1.0, np.nan]), np.array([False] * 4)).histogram(4)
    assert edges.tolist() == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert counts.tolist() == [1, 0, 1, 1]


votes = st.lists(
    st.tuples(st.floats(0.01, 0.99), st.sampled_from([0.0, 1.0]), st.floats(0.5, 50)), min_size=2, max_size=40
)


@given(votes, st.floats(0, 1))
def test_parity_with_scikit_learn(rows: list[tuple[float, float, float]], threshold: float) -> None:
    found = judged(*rows)
    predicted, weight = found.score >= threshold, found.weight
    for ours, theirs in ((precision(threshold, found), precision_score), (recall(threshold, found), recall_score)):
        if ours.value is not None:
            expected = theirs(found.carries == 1, predicted, sample_weight=weight, zero_division=0.0)
            assert ours.value == pytest.approx(float(expected), abs=1e-9)
            assert ours.low is not None
            assert ours.high is not None
            assert ours.low <= ours.value <= ours.high


@given(votes)
def test_the_curve_agrees_with_each_threshold(rows: list[tuple[float, float, float]]) -> None:
    found = judged(*rows)
    thresholds, right, there = curve(found)
    for at, p, r in zip(thresholds, right, there, strict=True):
        assert p == pytest.approx(precision(float(at), found).value)
        if recall(float(at), found).value is not None:
            assert r == pytest.approx(recall(float(at), found).value)


def test_a_stratified_audit_tells_the_truth_of_the_dump() -> None:
    """20,000 comments, 1 in 40 carries the label; 600 are audited, most of them from the flagged few."""
    draw = np.random.default_rng(3)
    score = draw.beta(0.4, 4.0, 20_000)
    truth = draw.random(20_000) < score**1.5
    flagged = score >= 0.5
    chosen, weight = [], []
    for stratum, size in ((flagged, 200), (~flagged, 400)):
        rows = np.flatnonzero(stratum)
        chosen.append(draw.choice(rows, size, replace=False))
        weight.append(np.full(size, len(rows) / size))
    rows = np.concatenate(chosen)
    found = Judged(score[rows], truth[rows].astype(np.float64), np.concatenate(weight))
    right, there = precision(0.5, found), recall(0.5, found)
    for estimate, real in ((right, truth[flagged].mean()), (there, flagged[truth].mean())):
        assert estimate.low is not None
        assert estimate.high is not None
        assert estimate.low <= real <= estimate.high
