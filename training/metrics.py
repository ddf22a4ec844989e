"""Metrics with intervals: each takes gold and scores as arrays and returns one number; `interval` wraps any of them.

F1 and its kin are counted from one confusion matrix and AUC from ranks, because a bootstrap calls them so often; the
tests hold them to scikit-learn's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata
from sklearn import metrics as sk

Array = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Metric = Callable[[Array, Array], float]

#: Bootstrap draws behind an interval.
ROUNDS = 500


@dataclass(frozen=True)
class Estimate:
    """A metric with its 95 % percentile-bootstrap interval (Efron 1979) and the rows behind it."""

    value: float
    low: float
    high: float
    n: int


def class_counts(gold: Array, predicted: Array) -> tuple[Array, Array, Array]:
    """Return per class number (hits, rows of gold, rows predicted)."""
    size = int(max(gold.max(initial=0), predicted.max(initial=0))) + 1
    g, p = gold.astype(np.int64), predicted.astype(np.int64)
    hits = np.bincount(g[g == p], minlength=size).astype(np.float64)
    return hits, np.bincount(g, minlength=size).astype(np.float64), np.bincount(p, minlength=size).astype(np.float64)


def class_f1(gold: Array, predicted: Array) -> Array:
    """Return F1 of each class number; 0 where a class is neither there nor predicted."""
    hits, there, told = class_counts(gold, predicted)
    both = there + told
    return np.asarray(np.divide(2 * hits, both, out=np.zeros_like(both), where=both > 0))


def macro_f1(gold: Array, predicted: Array) -> float:
    """Return the mean F1 over the classes of `gold`, both arrays class numbers (n,)."""
    return float(class_f1(gold, predicted)[np.unique(gold).astype(np.int64)].mean())


def favour_against_f1(gold: Array, predicted: Array) -> float:
    """Return the mean F1 of favor (0) and against (1): Favg of SemEval-2016 task 6 (Mohammad et al. 2016)."""
    return float(np.resize(np.append(class_f1(gold, predicted), 0.0), 3)[:2].mean())


def accuracy(gold: Array, predicted: Array) -> float:
    """Return the share of equal entries."""
    return float(np.mean(gold == predicted))


def matthews(gold: Array, predicted: Array) -> float:
    """Return Matthews' correlation coefficient of two 0/1 arrays."""
    return float(sk.matthews_corrcoef(gold, predicted))


def f1(gold: Array, predicted: Array) -> float:
    """Return F1 of the positive class of two 0/1 arrays."""
    both = gold.sum() + predicted.sum()
    return float(2 * (gold * predicted).sum() / both) if both else 0.0


def precision(gold: Array, predicted: Array) -> float:
    """Return the share of predicted positives that are right; NaN where nothing is predicted."""
    return float((gold * predicted).sum() / predicted.sum()) if predicted.any() else float("nan")


def recall(gold: Array, predicted: Array) -> float:
    """Return the share of positives found; NaN without positives."""
    return float((gold * predicted).sum() / gold.sum()) if gold.any() else float("nan")


def rate(_: Array, predicted: Array) -> float:
    """Return the share of rows predicted positive, whatever the gold says."""
    return float(predicted.mean())


def auc(gold: Array, score: Array) -> float:
    """Return ROC AUC from ranks (Mann and Whitney 1947); NaN where only one class is present."""
    positives = gold.sum()
    negatives = len(gold) - positives
    if not positives or not negatives:
        return float("nan")
    ranks = rankdata(score)[gold > 0].sum()
    return float((ranks - positives * (positives + 1) / 2) / (positives * negatives))


def mean_auc(gold: Array, score: Array) -> float:
    """Return the mean ROC AUC over the columns of (n, k) arrays, over labels that have both classes."""
    known = [value for i in range(gold.shape[1]) if not np.isnan(value := auc(gold[:, i], score[:, i]))]
    return float(np.mean(known)) if known else float("nan")


def average_precision(gold: Array, score: Array) -> float:
    """Return average precision; NaN without positives."""
    return float(sk.average_precision_score(gold, score)) if gold.sum() else float("nan")


def calibration_error(gold: Array, probability: Array, bins: int = 10) -> float:
    """Return the expected calibration error over equal-width bins (Naeini et al. 2015)."""
    return _gap(gold, probability, np.minimum((probability * bins).astype(np.int64), bins - 1))


def adaptive_calibration_error(gold: Array, probability: Array, bins: int = 10) -> float:
    """Return the expected calibration error over bins of equally many rows (Nixon et al. 2019).

    Equal-width bins put nearly all rows of a rare label into the first; these do not.
    """
    order = np.argsort(probability, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order)) * bins // max(1, len(order))
    return _gap(gold, probability, place)


def _gap(gold: Array, probability: Array, place: IntArray) -> float:
    told = np.bincount(place, weights=probability)
    there = np.bincount(place, weights=gold)
    return float(np.abs(told - there).sum() / len(gold))


def draws(n: int, groups: IntArray | None = None, *, rounds: int = ROUNDS, seed: int = 1) -> Iterator[IntArray]:
    """Yield bootstrap draws of row numbers: of rows, or of whole groups where (n,) group codes are given.

    Rows of one thread, post or template are not independent; drawing whole groups keeps the interval honest (the
    cluster bootstrap; Field and Welsh 2007).
    """
    rng = np.random.default_rng(seed)
    if groups is None or len(np.unique(groups)) == n:
        for _ in range(rounds):
            yield rng.integers(0, n, n)
        return
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(groups[order]) != 0])
    sizes = np.diff(np.r_[starts, n])
    for _ in range(rounds):
        chosen = rng.integers(0, len(starts), len(starts))
        long = sizes[chosen]
        offsets = np.arange(long.sum()) - np.repeat(np.cumsum(long) - long, long)
        yield order[np.repeat(starts[chosen], long) + offsets]


def interval(
    metric: Metric,
    gold: Array,
    scores: Array,
    *,
    rounds: int = ROUNDS,
    seed: int = 1,
    groups: IntArray | None = None,
) -> Estimate:
    """Return a metric with its bootstrap interval over rows, or over groups of rows that belong together."""
    n = len(gold)
    values = np.array([metric(gold[rows], scores[rows]) for rows in draws(n, groups, rounds=rounds, seed=seed)])
    known = values[~np.isnan(values)]
    low, high = np.percentile(known, [2.5, 97.5]) if len(known) else (float("nan"), float("nan"))
    return Estimate(metric(gold, scores), float(low), float(high), n)


def best_threshold(gold: Array, score: Array, metric: Metric = macro_f1) -> float:
    """Return the threshold on `score` that maximises a metric of 0/1 predictions; ties take the lowest."""
    candidates = np.unique(np.quantile(score, np.linspace(0.01, 0.99, 199)))
    values = [metric(gold, (score >= t).astype(np.float64)) for t in candidates]
    return float(candidates[int(np.argmax(values))])


#: Metrics of a binary label, whose gold is 0 or 1.
BINARY: frozenset[Metric] = frozenset({f1, precision, recall, auc, average_precision})
