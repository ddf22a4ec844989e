"""Metrics with intervals: each takes gold and scores as arrays and returns one number; `interval` wraps any of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn import metrics as sk

Array = npt.NDArray[np.float64]
Metric = Callable[[Array, Array], float]


@dataclass(frozen=True)
class Estimate:
    """A metric with its 95 % percentile-bootstrap interval (Efron 1979) and the rows behind it."""

    value: float
    low: float
    high: float
    n: int


def macro_f1(gold: Array, predicted: Array) -> float:
    """Return the mean F1 over the classes of `gold`, both arrays class numbers (n,)."""
    return float(sk.f1_score(gold, predicted, average="macro", labels=np.unique(gold), zero_division=0))


def favour_against_f1(gold: Array, predicted: Array) -> float:
    """Return the mean F1 of favor (0) and against (1): Favg of SemEval-2016 task 6 (Mohammad et al. 2016)."""
    return float(sk.f1_score(gold, predicted, average="macro", labels=[0, 1], zero_division=0))


def accuracy(gold: Array, predicted: Array) -> float:
    """Return the share of equal entries."""
    return float(np.mean(gold == predicted))


def matthews(gold: Array, predicted: Array) -> float:
    """Return Matthews' correlation coefficient of two 0/1 arrays."""
    return float(sk.matthews_corrcoef(gold, predicted))


def f1(gold: Array, predicted: Array) -> float:
    """Return F1 of the positive class of two 0/1 arrays."""
    return float(sk.f1_score(gold, predicted, zero_division=0))


def auc(gold: Array, score: Array) -> float:
    """Return ROC AUC; NaN where only one class is present."""
    return float(sk.roc_auc_score(gold, score)) if 0 < gold.sum() < len(gold) else float("nan")


def mean_auc(gold: Array, score: Array) -> float:
    """Return the mean ROC AUC over the columns of (n, k) arrays, over labels that have both classes."""
    return float(np.nanmean([auc(gold[:, i], score[:, i]) for i in range(gold.shape[1])]))


def average_precision(gold: Array, score: Array) -> float:
    """Return average precision; NaN without positives."""
    return float(sk.average_precision_score(gold, score)) if gold.sum() else float("nan")


def calibration_error(gold: Array, probability: Array, bins: int = 10) -> float:
    """Return the expected calibration error over equal-width bins (Naeini et al. 2015)."""
    place = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = [
        np.mean(place == b) * abs(gold[place == b].mean() - probability[place == b].mean())
        for b in range(bins)
        if (place == b).any()
    ]
    return float(np.sum(gaps))


def interval(metric: Metric, gold: Array, scores: Array, *, rounds: int = 500, seed: int = 1) -> Estimate:
    """Return a metric with its bootstrap interval over rows."""
    rng = np.random.default_rng(seed)
    n = len(gold)
    values = [metric(gold[rows], scores[rows]) for rows in (rng.integers(0, n, n) for _ in range(rounds))]
    known = [value for value in values if not np.isnan(value)]
    low, high = np.percentile(known, [2.5, 97.5]) if known else (float("nan"), float("nan"))
    return Estimate(metric(gold, scores), float(low), float(high), n)


def best_threshold(gold: Array, score: Array, metric: Metric = macro_f1) -> float:
    """Return the threshold on `score` that maximises a metric of 0/1 predictions; ties take the lowest."""
    candidates = np.unique(np.quantile(score, np.linspace(0.01, 0.99, 199)))
    values = [metric(gold, (score >= t).astype(np.float64)) for t in candidates]
    return float(candidates[int(np.argmax(values))])
