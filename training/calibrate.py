"""Calibration, decisions and operating points, all chosen on validation rows the network never trained on.

Calibration fits one factor and one offset per logit (Platt 1999; Guo et al. 2017). Decision weights turn stance
probabilities into a label that serves rare stances too. Operating points are thresholds with a meaning, stated at the
rate at which a label really occurs: recall comes from validation rows that carry it, the flag rate from comments as
they come, the prevalence from rows drawn at random.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from analyzer.models.heads import softmax
from training.metrics import macro_f1

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


def decision_weights(logits: FloatArray, gold: npt.NDArray[np.int64], corpus: Sequence[str]) -> Array:
    """Return (k,) factors on the probabilities that maximise macro-F1, averaged over the corpora.

    Coordinate search over a log grid, then cut to a mean of 1 in logs; the plain argmax wins ties.
    """
    probability = softmax(logits)
    names = np.array(corpus)
    parts = [np.flatnonzero(names == name) for name in sorted(set(corpus))]

    def value(weights: Array) -> float:
        chosen = np.argmax(probability * weights, axis=1)
        return float(
            np.mean([macro_f1(gold[rows].astype(np.float64), chosen[rows].astype(np.float64)) for rows in parts])
        )

    weights = np.ones(logits.shape[1])
    best = value(weights)
    for _ in range(3):
        for k in range(len(weights)):
            for factor in np.exp(np.linspace(-1.5, 1.5, 25)):
                trial = weights.copy()
                trial[k] = factor
                if (found := value(trial)) > best + 1e-4:
                    best, weights = found, trial
    return np.asarray(weights / np.exp(np.mean(np.log(weights))))


@dataclass(frozen=True)
class NaturalRates:
    """Scores of one label, with what makes them speak for comments as they come.

    Attributes:
        positives: Scores of validation rows that carry the label, however they were sampled.
        pool: Scores of comments as they come, unlabelled.
        prevalence: Share of comments that carry the label, from rows drawn at random.
    """

    positives: Array
    pool: Array
    prevalence: float

    def at(self, threshold: float) -> tuple[float, float, float]:
        """Return (precision, recall, flag rate) past a threshold.

        Precision is prevalence * recall / flag rate, at most 1: the share of what is flagged that must be right.
        """
        recall = float(np.mean(self.positives >= threshold))
        flagged = float(np.mean(self.pool >= threshold))
        return min(1.0, self.prevalence * recall / flagged) if flagged else 1.0, recall, flagged

    def resampled(self, rng: np.random.Generator) -> NaturalRates:
        """Return a bootstrap draw of both sides."""
        return NaturalRates(
            rng.choice(self.positives, len(self.positives)), rng.choice(self.pool, len(self.pool)), self.prevalence
        )


def operating_points(rates: NaturalRates) -> list[dict[str, float | int | str]]:
    """Return the points `wide`, `default` and `sure` of one label, as `analyzer.labels.operating` reads them.

    wide: the highest threshold that finds 9 of 10. default: the best F1 at the natural rate. sure: the lowest
    threshold, at or above default, past which 9 of 10 are right, or the most precise one where none is.
    """
    grid = np.unique(np.quantile(rates.positives, np.linspace(0, 1, 201)))
    measured = np.array([rates.at(t) for t in grid])
    precision, recall, flagged = measured.T
    f1 = 2 * rates.prevalence * recall / (rates.prevalence + flagged)
    default = float(grid[int(np.argmax(f1))])
    wide = min(default, float(grid[recall >= 0.9].max(initial=grid.min())))
    enough = (grid >= default) & (recall >= min(0.1, recall.max()))
    good = enough & (precision >= 0.9)
    sure = float(grid[good].min()) if good.any() else float(grid[enough][int(np.argmax(precision[enough]))])
    return [_point(name, t, rates) for name, t in (("wide", wide), ("default", default), ("sure", sure))]


def _point(name: str, threshold: float, rates: NaturalRates) -> dict[str, float | int | str]:
    rng = np.random.default_rng(1)
    draws = [rates.resampled(rng).at(threshold)[0] for _ in range(300)]
    precision, recall, flagged = rates.at(threshold)
    low, high = np.percentile(draws, [2.5, 97.5])
    return {
        "name": name,
        "threshold": round(threshold, 4),
        "precision": round(precision, 4),
        "precision_low": round(float(low), 4),
        "precision_high": round(float(high), 4),
        "recall": round(recall, 4),
        "flag_rate": round(flagged, 4),
        "n": len(rates.pool),
        "positives": len(rates.positives),
    }
