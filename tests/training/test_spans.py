from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from analyzer.models.bundle import Bundle
from analyzer.models.scorer import Scorer
from analyzer.models.views import SPAN_LABELS
from tests import tiny
from training import spans
from training.marks import token_marks
from training.spans import JUDGES, WORTH, span_points

FloatArray = npt.NDArray[np.float32]
Spans = tuple[dict[str, float], list[tuple[str, float, int, str]]]


def column(label: str, values: list[float]) -> FloatArray:
    """An array (tokens, span labels) that is empty but for one label."""
    found = np.full((len(values), len(SPAN_LABELS)), np.nan, dtype=np.float32)
    found[:, SPAN_LABELS.index(label)] = values
    return found


NOTHING = column("toxicity", []), column("toxicity", [])


def told(monkeypatch: pytest.MonkeyPatch, scorer: Scorer, **parts: tuple[FloatArray, FloatArray]) -> Spans:
    """Points and figures where `toxic_spans` has these validation and test tokens."""

    def tokens(_: Scorer, __: pl.DataFrame, corpus: str, split: str) -> tuple[FloatArray, FloatArray]:
        return parts.get(split, NOTHING) if corpus == "toxic_spans" else NOTHING

    monkeypatch.setattr(spans, "_tokens", tokens)
    points, figures = span_points(scorer, tiny.examples())
    return points, [(f.metric, f.value, f.n, f.how) for f in figures]


@pytest.fixture
def scorer(float_bundle: Bundle) -> Scorer:
    return Scorer(float_bundle)


def test_every_span_label_is_judged_by_one_corpus() -> None:
    assert sorted(label for labels in JUDGES.values() for label in labels) == sorted(SPAN_LABELS)


def test_a_threshold_is_chosen_on_validation_and_measured_on_test(
    scorer: Scorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    val = column("toxicity", [1, 1, 0, 0]), column("toxicity", [0.9, 0.6, 0.5, 0.1])
    test = column("toxicity", [1, 0, 1]), column("toxicity", [0.8, 0.7, 0.2])
    points, [(metric, value, n, how)] = told(monkeypatch, scorer, val=val, test=test)
    assert list(points) == ["toxicity"]
    assert 0.5 < points["toxicity"] <= 0.6
    assert (metric, n) == ("F1 toxicity", 3)
    assert value == pytest.approx(0.5)  # one of two found, one of two right
    assert "test part" in how
    assert "not marked" not in how


def test_a_label_that_is_found_badly_gets_no_threshold_and_its_figure_says_so(
    scorer: Scorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    val = column("toxicity", [1.0] + [0.0] * 9), column("toxicity", [0.1] + [0.9] * 9)
    points, [(_, value, _, how)] = told(monkeypatch, scorer, val=val)
    assert points == {}
    assert value < WORTH
    assert "not marked" in how
    assert "val part" in how


def test_a_label_nobody_marked_is_left_out(scorer: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    val = column("toxicity", [0, 0]), column("toxicity", [0.5, 0.5])
    assert told(monkeypatch, scorer, val=val) == ({}, [])


def test_tokens_are_those_of_the_marked_rows_of_a_part(scorer: Scorer) -> None:
    examples = tiny.examples()
    gold, scores = spans._tokens(scorer, examples, "toxic_spans", "val")
    assert gold.shape == scores.shape
    rows = examples.filter(corpus="toxic_spans", split="val")
    expected = [m for m in token_marks(rows, scorer.bundle.tokenizer, scorer.bundle.layout.own) if m is not None]
    np.testing.assert_array_equal(gold, np.concatenate(expected))
    assert ((scores > 0) & (scores < 1)).all()
    assert len(spans._tokens(scorer, examples, "psycomark", "val")[0]) == 0
