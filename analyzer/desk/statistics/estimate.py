"""One measured figure: its value, its interval, and how much it rests on."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Coefficients of weighted patterns: (draws, patterns) weights → (draws,) values, NaN where undefined.
Coefficient = Callable[[FloatArray], FloatArray]

DRAWS: Final = 1000
_SEED: Final = 20_461
#: Share of draws that must have a value for an interval to be given.
_ENOUGH: Final = 0.5


@dataclass(frozen=True)
class Estimate:
    """A figure with a 95 % interval.

    Attributes:
        value: The figure; None where it is undefined.
        low: Lower bound; None where there is no interval.
        high: Upper bound.
        n: Units (comments) it rests on.
        why_undefined: What makes it undefined, in words; empty where there is a value.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    why_undefined: str = ""


def undefined(why: str, n: int = 0) -> Estimate:
    """Return an estimate without a value, and why."""
    return Estimate(None, None, None, n, why)


def bootstrap(coefficient: Coefficient, weights: IntArray, *, n: int, why_undefined: str) -> Estimate:
    """Return the coefficient of patterns seen `weights` times, with a percentile bootstrap interval over units.

    A sample of units with replacement is a multinomial draw over the distinct patterns of ratings, so that the cost
    does not grow with the number of units. The seed is fixed: a page shows the same interval twice.
    Source: Efron and Tibshirani 1993, "An Introduction to the Bootstrap", ch. 13.
    """
    value = float(coefficient(weights[np.newaxis, :].astype(np.float64))[0])
    if math.isnan(value):
        return undefined(why_undefined, n)
    total = int(weights.sum())
    draws = np.random.default_rng(_SEED).multinomial(total, weights / total, size=DRAWS).astype(np.float64)
    drawn = coefficient(draws)
    drawn = drawn[~np.isnan(drawn)]
    if len(drawn) < _ENOUGH * DRAWS:
        return Estimate(value, None, None, n)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Estimate(value, float(low), float(high), n)
