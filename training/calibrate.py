"""Calibration, decisions and operating points, all chosen on validation rows the network never trained on.

Calibration fits one factor and one offset per logit (Platt 1999; Guo et al. 2017). Decision weights turn stance
probabilities into a label that serves rare stances too. Operating points are thresholds with a meaning, stated at the
rate at which a label really occurs: recall comes from validation rows that carry it, flag rate and precision from
comments as they come.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

FloatArray = npt.NDArray[np.float32]
Array = npt.NDArray[np.float64]


def fit_binary(logit: FloatArray, label: FloatArray) -> tuple[float, float]:
    """Return (scale, shift) that minimise the log loss of soft labels (n,), with a weak pull towards (1, 0)."""
    x, y = logit.astype(np.float64), label.astype(np.float64)

    def loss(p: Array) -> float:
        z = np.exp(p[0]) * x + p[1]
        return float(np.mean(np.logaddexp(0, z) - y * z) + 1e-3 * (p[0] ** 2 + 0.1 * p[1] ** 2))

    best = minimize(loss, np.zeros(2), method="Nelder-Mead").x
    return float(np.exp(best[0])), float(best[1])


def fit_choice(logits: FloatArray, labels: FloatArray, weight: FloatArray) -> tuple[float, Array]:
    """Return (scale, shifts (k,)) that minimise the weighted log loss of one-hot labels (n, k)."""
    x, y = logits.astype(np.float64), labels.astype(np.float64)
    w = weight / weight.sum()

    def loss(p: Array) -> float:
        z = np.exp(p[0]) * x + p[1:]
        z = z - z.max(axis=1, keepdims=True)
        told = np.log(np.exp(z).sum(axis=1)) - (z * y).sum(axis=1)
        return float((w * told).sum() + 1e-3 * (p**2).sum())

    best = minimize(loss, np.zeros(1 + logits.shape[1]), method="L-BFGS-B").x
    return float(np.exp(best[0])), best[1:]


def decision_weights(shifts: Array) -> Array:
    """Return (k,) factors on the probabilities that undo the calibration's shifts, with a mean of 1 in logs.

    The loss weighs rare stances up, so the raw logits are balanced; calibration shifts them to the rates of the
    validation rows. The decision is the balanced one: it serves rare stances, and nothing is chosen on the few rare
    rows of a validation set (weights searched there lost 5 points of macro-F1 on test).
    """
    return np.asarray(np.exp(-(shifts - shifts.mean())))


@dataclass(frozen=True)
class NaturalRates:
    """One label's scores on labelled rows, however they were sampled, and on comments as they come.

    Labelled sets are richer in rare labels than comment sections, so precision counted there flatters. What carries
    over is the meaning of a calibrated score; its mean over the comments past a threshold is the precision there.

    Attributes:
        logits: (m,) calibrated logits of validation rows.
        labels: (m,) their labels, 0 or 1.
        pool: (n,) calibrated logits of comments as they come, unlabelled.
    """

    logits: Array
    labels: Array
    pool: Array

    @property
    def positives(self) -> Array:
        """Probabilities of the rows that carry the label."""
        return _sigmoid(self.logits[self.labels >= 0.5])

    def recall(self, threshold: float) -> float:
        """Return the share of labelled positives past a threshold on the probability."""
        return float(np.mean(self.positives >= threshold))

    def flag_rate(self, threshold: float) -> float:
        """Return the share of the pool past a threshold."""
        return float(np.mean(_sigmoid(self.pool) >= threshold))

    def precision(self, threshold: float, scale: float = 1.0, shift: float = 0.0) -> float:
        """Return the expected precision past a threshold, under a recalibration; NaN where nothing is past it."""
        past = self.pool[_sigmoid(self.pool) >= threshold]
        return float(np.mean(_sigmoid(past * scale + shift))) if len(past) else float("nan")

    @cached_property
    def recalibrations(self) -> list[tuple[float, float]]:
        """Calibrations fitted anew on `ROUNDS` bootstrap draws of the labelled rows."""
        rng = np.random.default_rng(1)
        draws = (rng.integers(0, len(self.logits), len(self.logits)) for _ in range(ROUNDS))
        logits, labels = self.logits.astype(np.float32), self.labels.astype(np.float32)
        return [fit_binary(logits[rows], labels[rows]) for rows in draws]

    def precision_interval(self, threshold: float) -> tuple[float, float]:
        """Return the 95 % interval of `precision` over the recalibrations."""
        draws = [self.precision(threshold, *fitted) for fitted in self.recalibrations]
        low, high = np.nanpercentile(draws, [2.5, 97.5])
        return float(low), float(high)


def _sigmoid(x: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-x)))


#: The expected precision that the point `sure` promises.
SURE = 0.9
#: How much recall counts against precision at the default point.
BETA = 0.5
#: Bootstrap draws behind the interval of a precision.
ROUNDS = 60
#: The most of all comments that the point `wide` may hold: a filter that passes more saves nobody work.
WIDEST = 0.15


def operating_points(rates: NaturalRates) -> list[dict[str, float | int | str]]:
    """Return the points `wide`, `default` and `sure` of one label, as `analyzer.labels.operating` reads them.

    wide: the highest threshold that finds 9 of 10 labelled positives, unless more than `WIDEST` of all comments are
    past it. default: the best expected F0.5 on comments as they come (van Rijsbergen 1979; Lipton et al. 2014), in
    which a wrong flag counts more than a missed one, for it is a person's time. sure: the lowest threshold from default
    on past which 9 of 10 should be right; a label that never gets there has no such point.
    """
    probability = np.sort(_sigmoid(rates.pool))[::-1]
    past = np.arange(1, len(probability) + 1)
    expected = (1 + BETA**2) * np.cumsum(probability) / (past + BETA**2 * probability.sum())
    default = float(probability[int(np.argmax(expected))])
    wide = min(default, max(float(np.quantile(rates.positives, 0.1)), float(np.quantile(probability, 1 - WIDEST))))
    points = [("wide", wide), ("default", default)]
    grid = np.unique(np.concatenate([[default], np.quantile(rates.positives, np.linspace(0, 0.9, 181))]))
    sure = [t for t in grid if t >= default and rates.precision(t) >= SURE]
    points += [("sure", float(min(sure)))] if sure else []
    return [_point(name, threshold, rates) for name, threshold in points]


def _point(name: str, threshold: float, rates: NaturalRates) -> dict[str, float | int | str]:
    threshold = max(1e-4, math.floor(threshold * 10_000) / 10_000)
    precision = rates.precision(threshold)
    low, high = rates.precision_interval(threshold)
    return {
        "name": name,
        "threshold": threshold,
        "precision": round(precision, 4),
        "precision_low": round(min(low, precision), 4),
        "precision_high": round(max(high, precision), 4),
        "recall": round(rates.recall(threshold), 4),
        "flag_rate": round(rates.flag_rate(threshold), 4),
        "n": len(rates.pool),
        "positives": len(rates.positives),
    }
