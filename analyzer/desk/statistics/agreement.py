"""How far people agree, beyond what chance alone would give.

Ratings come as integers 0 … categories − 1 in an array (units, raters); `MISSING` where a rater did not judge a unit.
On rare labels no single coefficient can be read alone: kappa and alpha fall towards 0 although nearly every vote agrees
("the kappa paradox"), so AC1 and positive agreement stand beside them, each with n and an interval.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from analyzer.desk.statistics.estimate import Estimate, FloatArray, IntArray, bootstrap, undefined

MISSING: Final = -1

#: Agreement by chance, (draws,), from the share of each category, (draws, categories).
_Chance = Callable[[FloatArray], FloatArray]

_NO_PAIRS: Final = "no comment has two votes yet"
_ONE_CATEGORY: Final = "every vote is the same, so chance alone explains the agreement"
_NEVER: Final = "nobody gave this answer to a comment with two votes"


def counts_of(ratings: npt.NDArray[np.integer], categories: int) -> IntArray:
    """Return how often each unit got each category: (units, categories) from (units, raters).

    Raises:
        ValueError: A rating is neither `MISSING` nor a category.
    """
    if ratings.size and not (ratings.min() >= MISSING and ratings.max() < categories):
        raise ValueError(f"ratings must lie from {MISSING} to {categories - 1}")
    return np.stack([(ratings == category).sum(axis=1) for category in range(categories)], axis=1).astype(np.int64)


def cohen_kappa(first: npt.NDArray[np.integer], second: npt.NDArray[np.integer], categories: int) -> Estimate:
    """Return Cohen's kappa of two raters over the units both judged.

    Of 50 units both say yes to 20, both no to 15, and they differ on 5 and 10: observed 0.7, expected 0.5, kappa 0.4.
    Source: Cohen 1960, "A coefficient of agreement for nominal scales", EPM 20.
    """
    both = (first != MISSING) & (second != MISSING)
    if not both.any():
        return undefined("the two have no comment in common")
    cells, weights = np.unique(first[both] * categories + second[both], return_counts=True)
    rows, columns = np.divmod(cells, categories)

    def kappa(draws: FloatArray) -> FloatArray:
        total = draws.sum(axis=1)
        left, right = (draws @ _one_hot(side, categories) / total[:, None] for side in (rows, columns))
        return _beyond_chance(draws @ (rows == columns) / total, (left * right).sum(axis=1))

    return bootstrap(kappa, weights, n=int(both.sum()), why_undefined=_ONE_CATEGORY)


def fleiss_kappa(counts: IntArray) -> Estimate:
    """Return Fleiss' kappa of (units, categories) counts; units may have different numbers of ratings.

    Chance agreement comes from the mean share of each category over all rated units, observed agreement from units with
    two or more. Source: Fleiss 1971, Psychological Bulletin 76; for missing ratings Gwet 2014, "Handbook of Inter-Rater
    Reliability", ch. 2 and 5.
    """
    return _gwet_family(counts, lambda share: (share**2).sum(axis=1))


def gwet_ac1(counts: IntArray) -> Estimate:
    """Return Gwet's AC1 of (units, categories) counts: a coefficient that holds up where one category is rare.

    Chance agreement is Σ π (1 − π) / (categories − 1). Source: Gwet 2008, "Computing inter-rater reliability and its
    variance in the presence of high agreement", BJMSP 61; for missing ratings Gwet 2014, ch. 5.
    """
    categories = counts.shape[1]
    return _gwet_family(counts, lambda share: (share * (1 - share)).sum(axis=1) / (categories - 1), always=True)


def krippendorff_alpha(counts: IntArray) -> Estimate:
    """Return Krippendorff's alpha for nominal data of (units, categories) counts; missing ratings are no problem.

    Alpha is 1 − (n − 1) · Σ observed disagreement / Σ expected, over units with two or more of n ratings.
    Source: Krippendorff 2011, "Computing Krippendorff's alpha-reliability", whose 12 units give 0.743.
    """
    patterns, weights = _patterns(counts[counts.sum(axis=1) >= 2])
    if not len(patterns):
        return undefined(_NO_PAIRS)
    rated = patterns.sum(axis=1)
    disagreeing = (rated**2 - (patterns**2).sum(axis=1)) / (rated - 1)

    def alpha(draws: FloatArray) -> FloatArray:
        totals = draws @ patterns
        n = totals.sum(axis=1)
        expected = n**2 - (totals**2).sum(axis=1)
        return 1 - _ratio((n - 1) * (draws @ disagreeing), expected)

    return bootstrap(alpha, weights, n=int(weights.sum()), why_undefined=_ONE_CATEGORY)


def specific_agreement(counts: IntArray, category: int = 1) -> Estimate:
    """Return the share of agreeing votes beside a vote for `category`: positive agreement, where category 1 is yes.

    Draw a vote for the category at random, then another vote on the same unit: how likely is it the same? For two
    raters this is 2a / (2a + b + c).
    Source: Cicchetti and Feinstein 1990, J Clin Epidemiol 43; Spitzer and Fleiss 1974, Br J Psychiatry 125.
    """
    paired = counts[counts.sum(axis=1) >= 2]
    if not len(paired):
        return undefined(_NO_PAIRS)
    patterns, weights = _patterns(paired)
    chosen = patterns[:, category]
    agreeing, possible = chosen * (chosen - 1), chosen * (patterns.sum(axis=1) - 1)
    n = int(weights[chosen > 0].sum())
    return bootstrap(lambda draws: _ratio(draws @ agreeing, draws @ possible), weights, n=n, why_undefined=_NEVER)


def _gwet_family(counts: IntArray, chance: _Chance, *, always: bool = False) -> Estimate:
    """Return (observed − chance) / (1 − chance); `always`: chance is below 1 even where all votes are the same."""
    patterns, weights = _patterns(counts[counts.sum(axis=1) >= 1])
    rated = patterns.sum(axis=1)
    paired = rated >= 2
    if not paired.any():
        return undefined(_NO_PAIRS)
    pairs = np.where(paired, rated * (rated - 1), 1)
    agreeing = np.where(paired, (patterns * (patterns - 1)).sum(axis=1) / pairs, 0.0)
    shares = patterns / rated[:, None]

    def coefficient(draws: FloatArray) -> FloatArray:
        observed = _ratio(draws @ agreeing, draws @ paired)
        return _beyond_chance(observed, chance(draws @ shares / draws.sum(axis=1, keepdims=True)))

    why = _NO_PAIRS if always else _ONE_CATEGORY
    return bootstrap(coefficient, weights, n=int(weights[paired].sum()), why_undefined=why)


def _patterns(counts: IntArray) -> tuple[IntArray, IntArray]:
    """Return the distinct rows of counts, and how many units have each."""
    if not len(counts):
        return counts, np.empty(0, dtype=np.int64)
    patterns, weights = np.unique(counts, axis=0, return_counts=True)
    return patterns.astype(np.int64), weights.astype(np.int64)


def _one_hot(codes: IntArray, categories: int) -> FloatArray:
    return np.eye(categories)[codes]


def _beyond_chance(observed: FloatArray, expected: FloatArray) -> FloatArray:
    return _ratio(observed - expected, 1 - expected)


def _ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    # Sums of shares miss 1 by rounding; what is that near to 0 is 0, and the ratio undefined.
    return np.asarray(np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 1e-12), dtype=np.float64)
