"""Two judges side by side on the same rows: is the difference more than chance?

Every metric gets a paired bootstrap (Efron and Tibshirani 1993; Koehn 2004): both judges are measured on the same draws
of rows, whole groups drawn together. Accuracies also get McNemar's exact test (1947) on the rows where one is right and
the other wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import binomtest

from training import metrics
from training.evaluate import Measurement
from training.suites import Reading
from training.suites.suite import Direction

Verdict = Literal["better", "worse", "no difference shown", "not judged"]
#: Draws behind an interval of a difference.
ROUNDS = 1000


@dataclass(frozen=True)
class Comparison:
    """One metric of one suite, measured of two judges on the same rows.

    Attributes:
        suite: The suite.
        metric: The metric.
        first: Value of the judge in question.
        second: Value of the judge it is held against.
        difference: first - second.
        low: Lower end of the difference's 95 % interval.
        high: Upper end.
        p: Two-sided p-value of the paired bootstrap.
        mcnemar: Exact p-value of McNemar's test, for accuracies.
        n: Rows.
        better: Which way the metric gets better.
        headline: Whether the suite is judged by it.
    """

    suite: str
    metric: str
    first: float
    second: float
    difference: float
    low: float
    high: float
    p: float
    mcnemar: float | None
    n: int
    better: Direction
    headline: bool

    @property
    def verdict(self) -> Verdict:
        """What the interval of the difference says of the first judge."""
        if self.better == "none":
            return "not judged"
        if self.low <= 0 <= self.high:
            return "no difference shown"
        return "better" if (self.difference > 0) == (self.better == "up") else "worse"

    def within(self, margin: float) -> bool:
        """Say whether the first judge is at most `margin` worse, by the point values."""
        loss = -self.difference if self.better == "up" else self.difference
        return self.better == "none" or loss <= margin


def compare(first: Sequence[Measurement], second: Sequence[Measurement]) -> list[Comparison]:
    """Compare every figure that both judges have on equal rows; the first is the one in question."""
    known = {(m.suite.name, r.metric): r for m in second for r in m.readings}
    return [
        compared(m.suite.name, reading, other)
        for m in first
        for reading in m.readings
        if not reading.detail and (other := known.get((m.suite.name, reading.metric))) and _paired(reading, other)
    ]


def _paired(one: Reading, two: Reading) -> bool:
    """Say whether two readings are over the same rows. Where a metric is not of rows at all, equal length must do."""
    return one.gold.shape == two.gold.shape and (one.frame is None or np.array_equal(one.gold, two.gold))


def compared(suite: str, first: Reading, second: Reading, *, rounds: int = ROUNDS, seed: int = 1) -> Comparison:
    """Compare two readings of one metric row by row."""
    n = len(first.gold)
    differences = np.array(
        [
            first.measure(first.gold[rows], first.scores[rows]) - second.measure(second.gold[rows], second.scores[rows])
            for rows in metrics.draws(n, first.clusters, rounds=rounds, seed=seed)
        ]
    )
    known = differences[~np.isnan(differences)]
    low, high = np.percentile(known, [2.5, 97.5]) if len(known) else (np.nan, np.nan)
    one, two = first.measure(first.gold, first.scores), second.measure(second.gold, second.scores)
    exact = mcnemar(first, second) if first.measure is metrics.accuracy else None
    return Comparison(
        suite,
        first.metric,
        one,
        two,
        one - two,
        float(low),
        float(high),
        two_sided(known),
        exact,
        n,
        first.better,
        first.headline,
    )


def two_sided(differences: metrics.Array) -> float:
    """Return the two-sided p-value of "no difference" from bootstrap draws of it, never below one in so many draws."""
    tail = min(np.sum(differences <= 0), np.sum(differences >= 0)) + 1
    return float(min(1.0, 2 * tail / (len(differences) + 1)))


def mcnemar(first: Reading, second: Reading) -> float:
    """Return the exact p-value of McNemar's test: of the rows only one judge gets right, are half the first's?

    Example:
        Of 10 rows that only one gets right the first has 9: p = 2 * (10 + 1) / 2 ** 10 = 0.021.
    """
    one, two = first.gold == first.scores, second.gold == second.scores
    only_first, only_second = int(np.sum(one & ~two)), int(np.sum(two & ~one))
    if only_first + only_second == 0:
        return 1.0
    return float(binomtest(only_first, only_first + only_second).pvalue)


def losses(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """Return the headline figures on which the first judge is worse, surely worse first."""
    worse = [c for c in comparisons if c.headline and not c.within(0.0)]
    return sorted(worse, key=lambda c: (c.verdict != "worse", c.p))


def warnings_of(comparisons: Sequence[Comparison], against: str) -> Iterator[str]:
    """Say every loss that is shown, one sentence each; what may be chance is not said."""
    for c in losses(comparisons):
        if c.verdict == "worse":
            interval = f"{c.low:+.3f} to {c.high:+.3f}"
            yield (
                f"WORSE than {against} on {c.suite}: {c.metric} {c.first:.3f} against {c.second:.3f} "
                f"({c.difference:+.3f}, 95 % interval {interval}, n = {c.n})"
            )


def beyond(comparisons: Sequence[Comparison], margin: float) -> list[Comparison]:
    """Return the headline figures where the first judge loses more than `margin`: int8 against fp32, say."""
    return [c for c in comparisons if c.headline and not c.within(margin)]
