"""The statistics behind rates: intervals for small counts, and shrinkage of small users toward everyone's mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Two-sided 95 %.
Z = 1.959963984540054

#: Bounds of a prior's strength, in comments, and the strength taken where the data cannot tell it.
WEAKEST, STRONGEST, USUAL = 2.0, 200.0, 10.0


def shares(counts: IntArray, totals: IntArray) -> FloatArray:
    """Return counts / totals; NaN where the total is 0."""
    return np.asarray(np.divide(counts, totals, out=np.full(counts.shape, np.nan), where=totals > 0), dtype=np.float64)


def balance(plus: IntArray, minus: IntArray) -> FloatArray:
    """Return (plus − minus) / (plus + minus), from −1 to 1; NaN where both are 0."""
    return shares(plus - minus, plus + minus)


def wilson(counts: IntArray, totals: IntArray, z: float = Z) -> tuple[FloatArray, FloatArray]:
    """Return the lower and upper bound of the Wilson score interval of each share; NaN where the total is 0.

    Of 10 comments 1 flagged: share 0.1, interval 0.0179 to 0.4042.
    Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference", JASA 22.
    """
    n = np.where(totals > 0, totals, np.nan).astype(np.float64)
    p = counts / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low = np.where(counts == 0, 0.0 * n, centre - half)  # exact at the ends, where rounding would go past them
    high = np.where(counts == totals, n / n, centre + half)
    return low, high


@dataclass(frozen=True)
class Prior:
    """What is expected of a user before any comment of theirs: a beta distribution.

    Attributes:
        mean: Expected share.
        strength: How many comments of a user's own weigh as much as the expectation.
    """

    mean: float
    strength: float

    def shrunk(self, counts: IntArray, totals: IntArray) -> FloatArray:
        """Return the posterior mean share of each user: (count + mean · strength) / (total + strength).

        With mean 0.1 and strength 10, one flagged comment of one is (1 + 1) / (1 + 10) = 0.18, not 1.
        """
        return np.asarray((counts + self.mean * self.strength) / (totals + self.strength), dtype=np.float64)


def prior_of(counts: IntArray, totals: IntArray) -> Prior:
    """Estimate the prior of a population of users from their counts (empirical Bayes, beta-binomial).

    The mean is the pooled share, with half a success and half a failure added so that it is never 0 or 1. The strength
    is (1 − ρ) / ρ with ρ the analysis-of-variance estimator of the intra-class correlation, kept within
    `WEAKEST`..`STRONGEST`; `USUAL` where no user has two comments or there is but one user.
    Source: Ridout, Demétrio and Firth 1999, "Estimating intraclass correlation for binary data", Biometrics 55.
    """
    counts, totals = counts[totals > 0], totals[totals > 0]
    users, n = len(totals), int(totals.sum())
    mean = (int(counts.sum()) + 0.5) / (n + 1)
    if users < 2 or n <= users:
        return Prior(mean, USUAL)
    share = counts / totals
    pooled = counts.sum() / n
    between = float((totals * (share - pooled) ** 2).sum()) / (users - 1)
    within = float((totals * share * (1 - share)).sum()) / (n - users)
    typical = (n - float((totals.astype(np.float64) ** 2).sum()) / n) / (users - 1)
    spread = between - within
    if spread <= 0:
        return Prior(mean, STRONGEST if between + within > 0 else USUAL)
    return Prior(mean, float(np.clip(typical * within / spread, WEAKEST, STRONGEST)))
