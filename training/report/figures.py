"""Figures and comparisons as records."""

from __future__ import annotations

import math
from collections.abc import Sequence

from training.compare import Comparison, compare, warnings_of
from training.evaluate import Measurement, figure
from training.report.record import AgainstRecord, ComparisonRecord, FigureRecord


def rounded(value: float | None) -> float | None:
    """Round to four places; null for what is not a number."""
    return None if value is None or math.isnan(value) else round(value, 4)


def figure_records(measurements: Sequence[Measurement]) -> list[FigureRecord]:
    """Return every figure of the measurements, with its interval."""
    found = []
    for m in measurements:
        for reading in m.readings:
            if not reading.detail:
                told = figure(m.suite, reading)
                found.append(
                    FigureRecord(
                        suite=told.suite,
                        metric=told.metric,
                        value=round(told.value, 4),
                        low=rounded(told.low),
                        high=rounded(told.high),
                        n=told.n,
                        how=told.how,
                        better=reading.better,
                        headline=reading.headline,
                    )
                )
    return found


def against_record(name: str, kind: str, first: Sequence[Measurement], second: Sequence[Measurement]) -> AgainstRecord:
    """Return the comparison with another bundle (`kind` bundle) or with floors (`kind` floor)."""
    found = compare(first, second)
    return AgainstRecord(
        name=name,
        kind="bundle" if kind == "bundle" else "floor",
        comparisons=[_comparison(c) for c in found],
        warnings=list(warnings_of(found, name)),
    )


def _comparison(c: Comparison) -> ComparisonRecord:
    return ComparisonRecord(
        suite=c.suite,
        metric=c.metric,
        first=round(c.first, 4),
        second=round(c.second, 4),
        difference=round(c.difference, 4),
        low=rounded(c.low),
        high=rounded(c.high),
        p=round(c.p, 4),
        mcnemar=rounded(c.mcnemar),
        n=c.n,
        better=c.better,
        headline=c.headline,
        verdict=c.verdict,
    )
