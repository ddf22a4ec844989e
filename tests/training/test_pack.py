from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from analyzer.models.bundle import FORMAT, Bundle
from analyzer.models.heads import Head
from analyzer.models.scorer import Scorer
from analyzer.models.views import HEAD_LABELS, VIEWS, View
from tests import tiny
from training.pack import calibrate, natural_points
from training.predict import logits
from training.views import label_array

FloatArray = npt.NDArray[np.float32]
STANCES: tuple[View, ...] = ("parent", "target")


@pytest.fixture
def plain(float_bundle: Bundle) -> dict[View, Head]:
    """The bundle's heads as they were before calibration."""
    return {
        view: Head(head.first, head.first_bias, head.second, head.second_bias, *_neutral(view))
        for view, head in float_bundle.heads.items()
    }


def _neutral(view: View) -> tuple[FloatArray, FloatArray]:
    n = len(HEAD_LABELS[view])
    return np.ones(n, dtype=np.float32), np.zeros(n, dtype=np.float32)


def uncalibrated(bundle: Bundle, heads: dict[View, Head]) -> Scorer:
    return Scorer(replace(bundle, heads=heads))


def test_calibration_lowers_the_loss_on_validation_and_moves_no_weight(
    float_bundle: Bundle, plain: dict[View, Head]
) -> None:
    fitted, decisions = calibrate(uncalibrated(float_bundle, plain), plain, tiny.examples())
    val = tiny.examples().filter(pl.col("split") == "val", pl.col("corpus") == "house")
    gold = label_array(val, "comment")[:, 0]

    def loss(heads: dict[View, Head]) -> float:
        raw = logits(uncalibrated(float_bundle, heads), val, "comment")[:, 0].astype(np.float64)
        return float(np.mean(np.logaddexp(0, raw) - gold * raw))

    assert loss(fitted) < loss(plain)
    for view in VIEWS:
        assert np.array_equal(fitted[view].first, plain[view].first)
        assert (fitted[view].scale > 0).all()
    assert set(decisions) >= {"parent", "target"}
    for view in STANCES:
        weights = np.array([decisions[view][name] for name in HEAD_LABELS[view]])
        assert np.log(weights).mean() == pytest.approx(0, abs=1e-3)


def test_without_validation_rows_heads_and_decisions_stay_neutral(
    float_bundle: Bundle, plain: dict[View, Head]
) -> None:
    train = tiny.examples().filter(split="train")
    fitted, decisions = calibrate(uncalibrated(float_bundle, plain), plain, train)
    for view in VIEWS:
        assert (fitted[view].scale == 1).all()
        assert not fitted[view].shift.any()
    assert {weight for weights in decisions.values() for weight in weights.values()} == {1.0}


def test_points_are_for_labels_with_enough_positives_and_at_the_rates_of_the_pool(float_bundle: Bundle) -> None:
    scorer = Scorer(float_bundle)
    points = natural_points(scorer, tiny.examples(), [])
    assert set(points) == {"toxicity", "conspiracy"}  # of the other labels one row is positive
    pool = ["thanks", "good report", "you idiot"]
    assert natural_points(scorer, tiny.examples(), pool)["toxicity"][0]["n"] == len(pool)
    assert points["toxicity"][0]["n"] == 12
    assert not natural_points(scorer, tiny.examples(), [], least=30)  # not enough to choose a parent's anew


def test_the_manifest_tells_what_the_bundle_is_of(tiny_bundle: Bundle) -> None:
    told = tiny_bundle.manifest
    assert told.format == FORMAT
    assert (told.layout.own, told.layout.parent, told.layout.target) == (12, 8, 6)
    assert told.spans == {}  # an untrained layer marks nothing
    assert set(told.decisions) >= {"parent", "target"}
    counts = {row["corpus"]: (row["train"], row["val"], row["test"]) for row in told.data}
    assert counts == {"house": (8, 12, 0), "jigsaw": (8, 0, 0), "semeval2016": (6, 6, 6), "toxic_spans": (8, 6, 0)}
    assert any(figure["suite"] == "spans-toxic_spans" for figure in told.suites)
