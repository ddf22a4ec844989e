"""A threshold from few labels: the one of the best expected metric, not of the best that happens to be counted.

On some hundred rows the counted optimum jumps from draw to draw. What is counted here instead are calibrated
probabilities (Platt 1999), which the scores fix with two numbers; the optimum of the expected metric is then as steady
as they are (Lipton et al. 2014, "Optimal thresholding of classifiers to maximize F1 measure").
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from training.calibrate import fit_binary

Array = npt.NDArray[np.float64]
#: A metric of expected true positives, false positives, false negatives and true negatives, each (n,).
Expected = Callable[[Array, Array, Array, Array], Array]


def matthews(tp: Array, fp: Array, fn: Array, tn: Array) -> Array:
    """Return Matthews' correlation coefficients (n,); 0 where one class or one answer is missing."""
    below = np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    return np.asarray(np.where(below > 0, (tp * tn - fp * fn) / np.where(below > 0, below, 1), 0.0))


def macro_f1(tp: Array, fp: Array, fn: Array, tn: Array) -> Array:
    """Return the means (n,) of the two classes' F1."""
    wrong = fp + fn
    return np.asarray((2 * tp / np.maximum(2 * tp + wrong, 1e-12) + 2 * tn / np.maximum(2 * tn + wrong, 1e-12)) / 2)


def expected_threshold(gold: Array, score: Array, metric: Expected) -> float:
    """Return the threshold among `score` past which, itself included, a metric is expected to be best.

    Args:
        gold: (n,) labels, 0 or 1.
        score: (n,) uncalibrated logits.
        metric: What to maximise.
    """
    scale, shift = fit_binary(score.astype(np.float32), gold.astype(np.float32))
    falling = np.sort(score)[::-1]
    probability = 1.0 / (1.0 + np.exp(-(scale * falling + shift)))
    past = np.arange(1, len(falling) + 1)
    tp = np.cumsum(probability)
    fn = np.maximum(probability.sum() - tp, 0.0)
    tn = np.maximum(len(falling) - past - fn, 0.0)
    return float(falling[int(np.argmax(metric(tp, past - tp, fn, tn)))])
