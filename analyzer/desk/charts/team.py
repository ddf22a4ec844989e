"""What the team did and how far it agrees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import altair as alt
import numpy as np
import numpy.typing as npt

from analyzer.desk.charts.bars import Part, bars, legend
from analyzer.desk.charts.drawing import Cell, Chart, draw
from analyzer.desk.charts.layers import Drawable, over
from analyzer.desk.charts.theme import Ink
from analyzer.desk.charts.time_bins import bins_of

_INKS: Final = (Ink.ACCENT, Ink.SECOND, Ink.THIRD, Ink.QUIET)
_SHAPES: Final = ("circle", "diamond", "square", "triangle-up")
_LABELS: Final = 110  # pixels for the labels' names


@dataclass(frozen=True)
class Bar:
    """A figure from −1 to 1 with its interval, or without where it has none."""

    label: str
    measure: str
    value: float
    low: float | None
    high: float | None
    n: int


def agreement(bars: Sequence[Bar]) -> Chart | None:
    """Draw coefficients of agreement, one row per label and measure, as points with intervals; None without any."""
    if not bars:
        return None
    measures = list(dict.fromkeys(bar.measure for bar in bars))
    values = [vars(bar) | {"low": _or(bar.low, bar.value), "high": _or(bar.high, bar.value)} for bar in bars]
    lowest = min(0.0, *(float(str(value["low"])) for value in values))

    def plot(width: int) -> Drawable:
        shown = legend(width, len(measures))
        base = over(values, width=width - _LABELS).encode(
            y=alt.Y("label:N", title=None, sort=None, axis=alt.Axis(labelLimit=_LABELS + 20)),
            yOffset=alt.YOffset("measure:N", sort=measures),
            color=alt.Color("measure:N", scale=_scale(measures, [ink.value for ink in _INKS]), legend=shown),
        )
        x = alt.X("low:Q", title=None, scale=alt.Scale(domain=[lowest, 1]), axis=alt.Axis(grid=True, tickCount=5))
        spans = base.mark_rule(strokeWidth=2).encode(x=x, x2="high:Q")
        shape = alt.Shape("measure:N", scale=_scale(measures, list(_SHAPES)), legend=shown)
        dots = base.mark_point(filled=True, size=55, opacity=1).encode(x="value:Q", shape=shape)
        return alt.layer(spans, dots).properties(height=alt.Step(15))

    worst = min(bars, key=lambda bar: bar.value)
    return draw(
        plot,
        summary="Points are the measured agreement, lines its 95 % interval; 1 is full agreement, 0 what chance gives. "
        f"Lowest: {worst.label}, {worst.measure} {worst.value:.2f}.",
        columns=("label", "measure", "value", "95 % interval", "comments"),
        rows=[(b.label, b.measure, f"{b.value:.2f}", _interval(b), b.n) for b in bars],
    )


def activity(times: npt.NDArray[np.int64], kinds: Sequence[str], words: Mapping[str, str]) -> Chart | None:
    """Draw decisions over time by kind; None without any.

    Args:
        times: (n,) milliseconds since the epoch, UTC.
        kinds: The kind of each, a key of `words`.
        words: At most four kinds, in order, and how each is said.
    """
    if not len(times):
        return None
    bins = bins_of(times)
    taken = np.array(kinds)
    counts = {said: bins.count(taken == kind) for kind, said in words.items()}
    parts = [Part(said, ink, found) for (said, found), ink in zip(counts.items(), _INKS, strict=False)]

    def plot(width: int) -> Drawable:
        return bars(bins, parts, title="decisions", width=width)

    names = bins.names
    rows: list[list[Cell]] = [[name, *(int(found[i]) for found in counts.values())] for i, name in enumerate(names)]
    return draw(
        plot,
        summary=f"{len(times):,} decisions: "
        + ", ".join(f"{int(found.sum()):,} {said}" for said, found in counts.items())
        + ".",
        columns=("from (UTC)", *counts),
        rows=[row for row in rows if any(row[1:])],
    )


def before_and_after(labels: Sequence[str], before: Sequence[int], after: Sequence[int]) -> Chart | None:
    """Draw how many comments each label flags before and after, as two points on a line; None without labels."""
    if not labels:
        return None
    rows = list(zip(labels, before, after, strict=True))
    spans = [{"label": label, "low": min(b, a), "high": max(b, a)} for label, b, a in rows]
    dots = [{"label": label, "n": n, "run": run} for label, b, a in rows for run, n in (("before", b), ("now", a))]

    def plot(width: int) -> Drawable:
        y = alt.Y("label:N", title=None, sort=None, axis=alt.Axis(labelLimit=_LABELS + 20))
        lines = over(spans, width=width - _LABELS, height=alt.Step(24)).mark_rule(color=Ink.FAINT.value, strokeWidth=2)
        points = over(dots).mark_point(filled=True, size=70, opacity=1)
        axis = alt.Axis(grid=True, tickCount=max(2, min(5, (width - _LABELS) // 60)))
        ends = alt.Scale(domain=["before", "now"], range=[Ink.QUIET.value, Ink.ACCENT.value])
        return alt.layer(
            lines.encode(y=y, x=alt.X("low:Q", title="flagged comments", axis=axis), x2="high:Q"),
            points.encode(
                y=y,
                x="n:Q",
                color=alt.Color("run:N", scale=ends),
                shape=alt.Shape("run:N", scale=alt.Scale(domain=["before", "now"], range=["circle", "diamond"])),
            ),
        )

    total = sum(after) - sum(before)
    return draw(
        plot,
        summary=f"Together {sum(after):,} flags now, {abs(total):,} {'more' if total >= 0 else 'fewer'} than before.",
        columns=("label", "before", "now"),
        rows=rows,
    )


def _scale(names: list[str], marks: list[str]) -> alt.Scale:
    return alt.Scale(domain=names, range=marks[: len(names)])


def _or(value: float | None, other: float) -> float:
    return other if value is None else value


def _interval(bar: Bar) -> str:
    return "none" if bar.low is None or bar.high is None else f"{bar.low:.2f} to {bar.high:.2f}"
