"""Suites: what a bundle is measured on. Each suite is one row of `SUITES`; a figure has a value, an interval and its n.

Thresholds are the bundle's own, or chosen on the validation part of the suite's corpus where the figure says so;
never on the test part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from analyzer.comment import TOXICITY_LABELS
from analyzer.models.scorer import Scorer
from analyzer.models.views import HEAD_LABELS, View
from training import metrics
from training.metrics import Estimate, interval
from training.predict import FloatArray, probabilities
from training.views import label_array, rows_of

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Figure:
    """One measured number: `suite` and `metric` name it, `how` says at which threshold and on which rows."""

    suite: str
    metric: str
    value: float
    low: float
    high: float
    n: int
    how: str

    def as_json(self) -> dict[str, Any]:
        """Return the figure as plain values, rounded to four places."""
        return {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(self).items()}


@dataclass(frozen=True)
class Part:
    """One split of one corpus, scored: gold labels (n, k) and probabilities (n, k) of the suite's view."""

    frame: pl.DataFrame
    gold: FloatArray
    scores: FloatArray


@dataclass(frozen=True)
class Measured:
    """What a suite's measure works on."""

    scorer: Scorer
    view: View
    val: Part
    test: Part

    def column(self, label: str) -> tuple[Array, Array]:
        """Return gold 0/1 and scores of the test rows that judge `label`; soft gold is split at one half."""
        return _column(self.test, self.view, label)

    def decided(self, part: Part) -> Array:
        """Return the class numbers the bundle decides on."""
        names = HEAD_LABELS[self.view]
        return np.array([names.index(name) for name in self.scorer.decide(self.view, part.scores)], dtype=np.float64)


Measure = Callable[[Measured], Iterator[tuple[str, Estimate, str]]]


@dataclass(frozen=True)
class Suite:
    """A named measurement on the test part of one corpus."""

    name: str
    corpus: str
    view: View
    measure: Measure


def _column(part: Part, view: View, label: str) -> tuple[Array, Array]:
    place = HEAD_LABELS[view].index(label)
    rows = ~np.isnan(part.gold[:, place])
    gold = (part.gold[rows, place] >= 0.5).astype(np.float64)
    return gold, part.scores[rows, place].astype(np.float64)


def _threshold(measured: Measured, label: str) -> float:
    return next(p.threshold for p in measured.scorer.bundle.points[label] if p.name == "default")


def _offensive(measured: Measured) -> Iterator[tuple[str, Estimate, str]]:
    gold, score = measured.column("toxicity")
    tuned = metrics.best_threshold(*_column(measured.val, measured.view, "toxicity"))
    chosen = (score >= tuned).astype(np.float64)
    yield "macro-F1", interval(metrics.macro_f1, gold, chosen), f"toxicity at {tuned:.2f}, chosen on validation"
    default = (score >= _threshold(measured, "toxicity")).astype(np.float64)
    yield "macro-F1 at default", interval(metrics.macro_f1, gold, default), "toxicity at the default operating point"
    yield "AUC", interval(metrics.auc, gold, score), "toxicity"


def _six_labels(measured: Measured) -> Iterator[tuple[str, Estimate, str]]:
    places = [HEAD_LABELS[measured.view].index(label) for label in TOXICITY_LABELS]
    gold = (measured.test.gold[:, places] >= 0.5).astype(np.float64)
    score = measured.test.scores[:, places].astype(np.float64)
    yield "mean AUC", interval(metrics.mean_auc, gold, score), "six labels"
    for i, label in enumerate(TOXICITY_LABELS):
        how = f"{int(gold[:, i].sum())} positives"
        yield f"AUC {label}", interval(metrics.auc, gold[:, i], score[:, i]), how


def _stance(metric: metrics.Metric, name: str) -> Measure:
    def measure(measured: Measured) -> Iterator[tuple[str, Estimate, str]]:
        gold = measured.test.gold.argmax(axis=1).astype(np.float64)
        yield name, interval(metric, gold, measured.decided(measured.test)), "as decided by the bundle"

    return measure


def _rumours(measured: Measured) -> Iterator[tuple[str, Estimate, str]]:
    test = measured.test
    gold = test.gold.argmax(axis=1).astype(np.float64)
    decided = measured.decided(test)
    yield "macro-F1", interval(metrics.macro_f1, gold, decided), "replies, as decided by the bundle"
    direct = test.frame.get_column("target").is_null().to_numpy()
    for told, rows in (("direct replies", direct), ("deeper replies", ~direct)):
        yield f"macro-F1 {told}", interval(metrics.macro_f1, gold[rows], decided[rows]), told
    parents = test.frame.get_column("parent").to_list()
    shuffled = [parents[i] for i in np.random.default_rng(1).permutation(len(parents))]
    control = probabilities(measured.scorer, test.frame, measured.view, shuffled)
    blind = measured.decided(Part(test.frame, test.gold, control))
    yield "macro-F1 shuffled parents", interval(metrics.macro_f1, gold, blind), "control: parents dealt at random"


def _agreement(measured: Measured) -> Iterator[tuple[str, Estimate, str]]:
    """Accuracy over support, deny and the rest: query and comment count as one, as the corpus has no questions."""
    gold = np.minimum(measured.test.gold.argmax(axis=1), 2).astype(np.float64)
    folded = np.concatenate(
        [measured.test.scores[:, :2], measured.test.scores[:, 2:].sum(axis=1, keepdims=True)], axis=1
    )
    yield "accuracy", interval(metrics.accuracy, gold, folded.argmax(axis=1).astype(np.float64)), "highest probability"
    yield "macro-F1", interval(metrics.macro_f1, gold, np.minimum(measured.decided(measured.test), 2)), "as decided"


def _house(measured: Measured) -> Iterator[tuple[str, Estimate, str]]:
    for label in ("toxicity", "conspiracy"):
        gold, score = measured.column(label)
        told = f"{int(gold.sum())} positives"
        flagged = (score >= _threshold(measured, label)).astype(np.float64)
        yield f"{label} F1", interval(metrics.f1, gold, flagged), f"at the default operating point, {told}"
        yield f"{label} AP", interval(metrics.average_precision, gold, score), told
        yield f"{label} AUC", interval(metrics.auc, gold, score), told
    for label in HEAD_LABELS["comment"]:
        gold, score = measured.column(label)
        yield f"{label} ECE", interval(metrics.calibration_error, gold, score), "expected calibration error, 10 bins"


def _natural(measured: Measured) -> Iterator[tuple[str, Estimate, str]]:
    gold, score = measured.column("toxicity")
    yield "toxicity AUC", interval(metrics.auc, gold, score), f"{int(gold.sum())} positives"
    flags = (score >= _threshold(measured, "toxicity")).astype(np.float64)
    yield "toxicity flag rate", interval(lambda _, f: float(f.mean()), gold, flags), "at the default operating point"


SUITES: tuple[Suite, ...] = (
    Suite("olid", "olid", "comment", _offensive),
    Suite("jigsaw", "jigsaw", "comment", _six_labels),
    Suite("natural-toxicity", "context_toxicity", "comment", _natural),
    Suite("house", "house", "comment", _house),
    Suite("house-stance", "house", "parent", _stance(metrics.macro_f1, "macro-F1")),
    Suite("rumoureval", "rumoureval", "parent", _rumours),
    Suite("debagreement", "debagreement", "parent", _agreement),
    Suite("semeval2016", "semeval2016", "target", _stance(metrics.favour_against_f1, "Favg")),
    Suite("vast", "vast", "target", _stance(metrics.macro_f1, "macro-F1")),
)


def run_suite(suite: Suite, scorer: Scorer, examples: pl.DataFrame) -> list[Figure]:
    """Measure one suite; an empty list where `examples` lack its test part."""
    rows = rows_of(examples.filter(pl.col("corpus") == suite.corpus), suite.view)
    parts = [_part(scorer, rows.filter(pl.col("split") == split), suite.view) for split in ("val", "test")]
    if parts[1].frame.is_empty():
        return []
    measured = Measured(scorer, suite.view, *parts)
    told = [Figure(suite.name, m, e.value, e.low, e.high, e.n, how) for m, e, how in suite.measure(measured)]
    return [figure for figure in told if not np.isnan(figure.value)]  # one class only: nothing to measure


def _part(scorer: Scorer, frame: pl.DataFrame, view: View) -> Part:
    if frame.is_empty():
        empty = np.empty((0, len(HEAD_LABELS[view])), dtype=np.float32)
        return Part(frame, empty, empty)
    return Part(frame, label_array(frame, view), probabilities(scorer, frame, view))


def evaluate(scorer: Scorer, examples: pl.DataFrame, names: tuple[str, ...] = ()) -> list[Figure]:
    """Measure the named suites, or all whose test rows are in `examples`."""
    chosen = [suite for suite in SUITES if not names or suite.name in names]
    return [figure for suite in chosen for figure in run_suite(suite, scorer, examples)]
