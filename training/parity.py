"""Is a quantised bundle as good as the one it was made from? Both are measured on every suite, row by row."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from analyzer.models.scorer import Scorer
from training.compare import Comparison, beyond, compare
from training.evaluate import measure, named_suites
from training.judges import BundleJudge
from training.suites import Bench

#: What int8 may lose against fp32 on any suite: half a point.
MARGIN = 0.005


def parity(
    quantised: Scorer, full: Scorer, examples: pl.DataFrame, names: Sequence[str] = (), pool: Sequence[str] = ()
) -> list[Comparison]:
    """Compare a quantised bundle with its full-precision twin on the named suites, or on all.

    The twin's thresholds should be the quantised bundle's: give it the same manifest, or differences in calibration are
    counted as well.
    """
    suites = named_suites(names)
    first, second = (measure(Bench(BundleJudge(s), examples, pool), suites) for s in (quantised, full))
    return compare(first, second)


def lost(comparisons: Sequence[Comparison], margin: float = MARGIN) -> list[Comparison]:
    """Return the headline figures where quantisation loses more than `margin`: keep that part in higher precision."""
    return beyond(comparisons, margin)
