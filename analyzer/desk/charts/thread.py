"""How a thread went: when it grew hot, and when people agreed and disputed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import altair as alt
import numpy as np
import numpy.typing as npt

from analyzer.desk.charts.bars import Part, bars
from analyzer.desk.charts.drawing import Chart, draw
from analyzer.desk.charts.layers import Drawable, over
from analyzer.desk.charts.theme import Ink
from analyzer.desk.charts.time_bins import Bins, bins_of

#: Share of the comments that may lie outside a chart, as stragglers do that come months later.
_STRAGGLERS: Final = 0.04

BoolArray = npt.NDArray[np.bool_]


def heat(times: npt.NDArray[np.int64], flagged: BoolArray, *, what: str = "comments") -> Chart | None:
    """Draw comments over time, the flagged ones at the foot of each bar; None where no comment has a time.

    Args:
        times: (n,) milliseconds since the epoch, UTC.
        flagged: (n,) whether each is flagged.
        what: What is counted, for the words.
    """
    if not len(times):
        return None
    bins = bins_of(times, stragglers=_STRAGGLERS)
    hot, calm = bins.count(flagged), bins.count(~flagged)
    names = bins.names
    parts = [Part("flagged", Ink.HOT, hot), Part("not flagged", Ink.QUIET, calm)]

    def plot(width: int) -> Drawable:
        return bars(bins, parts, title=what, width=width)

    rows = [(name, h + c, h) for name, h, c in zip(names, hot.tolist(), calm.tolist(), strict=True) if h + c]
    return draw(
        plot,
        summary=_heat_words(names, hot, calm, what) + _outside(bins),
        columns=("from (UTC)", what, "flagged"),
        rows=rows,
    )


def stance_flow(times: npt.NDArray[np.int64], stances: Sequence[str | None]) -> Chart | None:
    """Draw replies over time: those that agree above the line, those that dispute below; None where there are none.

    Args:
        times: (n,) milliseconds since the epoch, UTC.
        stances: The stance of each to its parent: support, deny, query, comment or None.
    """
    taken = np.array([stance or "" for stance in stances])
    if not len(times) or not np.isin(taken, ("support", "deny", "query")).any():
        return None
    bins = bins_of(times, stragglers=_STRAGGLERS)
    agree, dispute, ask = (bins.count(taken == stance) for stance in ("support", "deny", "query"))
    names = bins.names
    parts = [Part("agree", Ink.ACCENT, agree), Part("dispute", Ink.SECOND, -dispute)]

    def plot(width: int) -> Drawable:
        line = over([{"y": 0}]).mark_rule(color=Ink.FAINT.value).encode(y="y:Q")
        return alt.layer(bars(bins, parts, title="replies", width=width), line)

    counted = zip(names, agree.tolist(), dispute.tolist(), ask.tolist(), strict=True)
    return draw(
        plot,
        summary=f"{agree.sum():,} replies agree with what they answer, {dispute.sum():,} dispute it, "
        f"{ask.sum():,} ask." + _most_words("Most disputing", names, dispute) + _outside(bins),
        columns=("from (UTC)", "agree", "dispute", "ask"),
        rows=[row for row in counted if any(row[1:])],
    )


def _heat_words(names: list[str], hot: npt.NDArray[np.int64], calm: npt.NDArray[np.int64], what: str) -> str:
    total, flagged = int(hot.sum() + calm.sum()), int(hot.sum())
    if not flagged:
        return f"{total:,} {what}, none of them flagged."
    return f"{total:,} {what}, {flagged:,} flagged." + _most_words("Most flagged", names, hot)


def _outside(bins: Bins) -> str:
    return f" {bins.outside:,} long before or after are not drawn." if bins.outside else ""


def _most_words(begin: str, names: list[str], counts: npt.NDArray[np.int64]) -> str:
    if not counts.any() or len(names) < 2:
        return ""
    top = int(counts.argmax())
    return f" {begin} from {names[top]} UTC on: {counts[top]:,}."
