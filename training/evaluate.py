"""Measure a judge on suites. A figure has a value, an interval and its n.

Thresholds are the judge's own, or chosen on the validation part of the suite's corpus where the figure says so; never
on the test part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl

from analyzer.errors import AnalyzerError, ExitCode
from analyzer.models.scorer import Scorer
from training.judges import BundleJudge
from training.suites import SUITES, Bench, Reading, Suite


class EvaluationError(AnalyzerError):
    """An evaluation that cannot be done as asked."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True)
class Figure:
    """One measured number: `suite` and `metric` name it, `how` says at which threshold and on which rows."""

    suite: str
    metric: str
    value: float
    low: float
    high: float
    n: int
    how: str

    def as_json(self) -> dict[str, Any]:
        """Return the figure as plain values, rounded to four places."""
        return {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(self).items()}


@dataclass(frozen=True)
class Measurement:
    """What one suite said of one judge."""

    suite: Suite
    readings: tuple[Reading, ...]


def named_suites(names: Sequence[str]) -> tuple[Suite, ...]:
    """Return the suites of those names, or all of them where none is given.

    Raises:
        EvaluationError: There is no such suite.
    """
    known = {suite.name: suite for suite in SUITES}
    for name in names:
        if name not in known:
            raise EvaluationError("no such suite", where="--suite", value=name, hint=f"Suites: {', '.join(known)}.")
    return tuple(known[name] for name in dict.fromkeys(names)) if names else SUITES


def measure(
    bench: Bench, suites: Sequence[Suite] = SUITES, report: Callable[[str], None] = lambda _: None
) -> list[Measurement]:
    """Run suites on a bench; those whose rows are not there are left out."""
    found = []
    for suite in suites:
        report(suite.name)
        # One class only, or nothing flagged: a metric without a value is no figure.
        readings = tuple(r for r in suite.measure(bench) if not np.isnan(r.measure(r.gold, r.scores)))
        if readings:
            found.append(Measurement(suite, readings))
    return found


def figure(suite: Suite, reading: Reading) -> Figure:
    """Return a reading as a figure, with its interval."""
    e = reading.estimate()
    return Figure(suite.name, reading.metric, e.value, e.low, e.high, e.n, reading.how)


def figures(measurements: Sequence[Measurement]) -> list[Figure]:
    """Return the figures of all measurements; readings of detail are not among them."""
    return [figure(m.suite, reading) for m in measurements for reading in m.readings if not reading.detail]


def evaluate(scorer: Scorer, examples: pl.DataFrame, names: tuple[str, ...] = ()) -> list[Figure]:
    """Measure the named suites, or all whose test rows are in `examples`."""
    return figures(measure(Bench(BundleJudge(scorer), examples), named_suites(names)))
