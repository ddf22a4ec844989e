"""What the report draws, as data: precision-recall curves, reliability bins, confusion counts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.stats import norm

from analyzer.models.views import HEAD_LABELS
from training.report.record import BinRecord, ConfusionRecord, CurveRecord, ReliabilityRecord
from training.suites import Bench, Part, Suite
from training.suites.calibration import likeliest
from training.suites.suite import Array

#: A curve over fewer positives shows noise.
LEAST_POSITIVES = 5
BINS = 10
_POINTS = 200


def parts_of(bench: Bench, suite: Suite) -> Part | None:
    """Return the test rows a suite draws pictures of; None where it draws none."""
    if suite.corpus is None or (suite.view == "comment" and not suite.curves):
        return None
    part = bench.part(suite.corpus, suite.view)
    return None if part.empty else part


def curves_of(bench: Bench, suite: Suite) -> Iterator[CurveRecord]:
    """Yield the precision-recall curve of each of the suite's binary labels."""
    part = parts_of(bench, suite)
    for label in suite.curves if part is not None else ():
        assert part is not None  # noqa: S101 - told to mypy: there are labels only with a part
        gold, score = part.column(label)
        if gold.sum() >= LEAST_POSITIVES and gold.sum() < len(gold):
            yield _curve(suite.name, label, gold, score, part.judge.threshold(label))


def _curve(suite: str, label: str, gold: Array, score: Array, default: float | None) -> CurveRecord:
    from sklearn.metrics import precision_recall_curve

    precision, recall, _ = precision_recall_curve(gold, score)
    rows = np.unique(np.linspace(0, len(recall) - 1, _POINTS).astype(int))
    flagged = score >= default if default is not None else np.zeros(0, dtype=bool)
    point = None
    if flagged.any():
        point = (round(float(gold[flagged].sum() / gold.sum()), 4), round(float(gold[flagged].mean()), 4))
    return CurveRecord(
        suite=suite,
        label=label,
        positives=int(gold.sum()),
        n=len(gold),
        recall=[round(float(r), 4) for r in recall[rows]],
        precision=[round(float(p), 4) for p in precision[rows]],
        default=point,
    )


def reliability_of(bench: Bench, suite: Suite) -> Iterator[ReliabilityRecord]:
    """Yield a reliability diagram of each binary label, or of the likeliest stance."""
    part = parts_of(bench, suite)
    if part is None:
        return
    if suite.view != "comment":
        said, right = likeliest(part)
        yield _reliability(suite.name, "likeliest stance", right, said)
        return
    for label in suite.curves:
        gold, score = part.column(label)
        if gold.sum() >= LEAST_POSITIVES:
            yield _reliability(suite.name, label, gold, score)


def _reliability(suite: str, label: str, gold: Array, said: Array) -> ReliabilityRecord:
    order = np.argsort(said, kind="stable")
    bins = [rows for rows in np.array_split(order, BINS) if len(rows)]
    return ReliabilityRecord(
        suite=suite, label=label, n=len(gold), bins=[_bin(gold[rows], said[rows]) for rows in bins]
    )


def _bin(gold: Array, said: Array) -> BinRecord:
    low, high = wilson(float(gold.mean()), len(gold))
    return BinRecord(
        said=round(float(said.mean()), 4), was=round(float(gold.mean()), 4), low=low, high=high, n=len(gold)
    )


def wilson(share: float, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927), rounded to four places."""
    z = float(norm.ppf(0.975))
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    return round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4)


def confusion_of(bench: Bench, suite: Suite) -> ConfusionRecord | None:
    """Return true against decided stances, or for binary suites the first label's truth against its flag."""
    part = parts_of(bench, suite)
    if part is None:
        return None
    if suite.view != "comment":
        return _counts(suite.name, list(HEAD_LABELS[suite.view]), part.truth, part.decided)
    label = suite.curves[0]
    default = part.judge.threshold(label)
    gold, score = part.column(label)
    if default is None or not len(gold):
        return None
    return _counts(suite.name, [f"not {label}", label], gold, (score >= default).astype(np.float64))


def _counts(suite: str, classes: list[str], gold: Array, decided: Array) -> ConfusionRecord:
    table = np.zeros((len(classes), len(classes)), dtype=np.int64)
    np.add.at(table, (gold.astype(np.int64), decided.astype(np.int64)), 1)
    return ConfusionRecord(suite=suite, classes=classes, counts=table.tolist())
