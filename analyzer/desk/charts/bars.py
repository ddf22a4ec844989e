"""Bars over time, stacked by part: the form that comments, replies and decisions share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import altair as alt
import numpy as np
import numpy.typing as npt

from analyzer.desk.charts.layers import over
from analyzer.desk.charts.theme import Ink
from analyzer.desk.charts.time_bins import DAY, Bins

HEIGHT: Final = 150
_WHOLE: Final = "datum.value % 1 ? '' : format(abs(datum.value), ',')"  # there is no half comment
_FEWEST: Final = 8  # bars there is room for at least, so that a few do not become walls


@dataclass(frozen=True)
class Part:
    """One part of each bar.

    Attributes:
        name: What the legend says.
        ink: Its colour.
        counts: (bins,) how many there are in each; below 0 they hang from the line.
    """

    name: str
    ink: Ink
    counts: npt.NDArray[np.int64]


def bars(bins: Bins, parts: list[Part], *, title: str, width: int) -> alt.Chart:
    """Return stacked bars over time, the first part at the foot."""
    starts = bins.starts.tolist()
    values = [
        {"at": start, "n": count, "part": part.name, "order": order}
        for order, part in enumerate(parts)
        for start, count in zip(starts, part.counts.tolist(), strict=True)
    ]
    slots = max(len(starts), _FEWEST)
    room = width / slots
    drawn: alt.Chart = (
        over(values, width=width, height=HEIGHT)
        .mark_bar(width=max(2.0, 0.8 * room), xOffset=room / 2)
        .encode(
            x=alt.X("at:T", title=None, scale=_span(starts[0], slots * bins.step), axis=_axis(bins.step, width)),
            y=alt.Y("n:Q", title=title, axis=alt.Axis(tickMinStep=1, tickCount=4, labelExpr=_WHOLE)),
            color=alt.Color("part:N", scale=_inks(parts), legend=legend(width, len(parts))),
            order="order:Q",
        )
    )
    return drawn


def legend(width: int, entries: int) -> alt.Legend:
    """Return a legend that breaks into lines where the chart is narrow, so that it never sets the chart's width."""
    return alt.Legend(columns=0 if width >= 400 else 2 if entries <= 2 else 1)


def _span(first: int, length: int) -> alt.Scale:
    return alt.Scale(type="utc", domain=[first, first + length], nice=False)


def _axis(step: int, width: int) -> alt.Axis:
    form = "%-d %b %Y" if step >= DAY else "%-d %b %H:%M"
    return alt.Axis(format=form, tickCount=max(2, width // 120), labelFlush=True)


def _inks(parts: list[Part]) -> alt.Scale:
    return alt.Scale(domain=[part.name for part in parts], range=[part.ink.value for part in parts])
