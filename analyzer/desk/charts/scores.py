"""What scores look like over a dump, and how precision and recall trade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import altair as alt
import numpy as np
import numpy.typing as npt

from analyzer.desk.charts.drawing import Chart, draw
from analyzer.desk.charts.layers import Drawable, over
from analyzer.desk.charts.theme import Ink

FloatArray = npt.NDArray[np.float64]
_HEIGHT: Final = 170
#: Quarters: with fifths, 80 % and 100 % run into each other on a phone.
_SHARES: Final = alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1])
_LOG_AXIS: Final = alt.Axis(values=[0, *(10**power for power in range(8))], labelExpr="format(datum.value, ',d')")


def histogram(edges: FloatArray, counts: npt.NDArray[np.int64], chosen: float, points: Mapping[str, float]) -> Chart:
    """Draw how many comments have which score, with the chosen threshold and the model's operating points.

    Args:
        edges: (bins + 1,) edges from 0 to 1.
        counts: (bins,) comments in each.
        chosen: The threshold being tried.
        points: Thresholds of the model's operating points by name.
    """
    spans = list(zip(edges[:-1].tolist(), edges[1:].tolist(), counts.tolist(), strict=True))
    values = [
        {"from": low, "to": high, "n": n, "past": "past it" if high > chosen else "below it"} for low, high, n in spans
    ]
    marks = [{"at": at, "name": name} for name, at in points.items()]

    def plot(width: int) -> Drawable:
        x = alt.Scale(domain=[0, 1])
        bars = (
            over(values, width=width, height=_HEIGHT)
            .mark_bar(binSpacing=1)
            .encode(
                x=alt.X("from:Q", scale=x, title="score", axis=_SHARES),
                x2="to:Q",
                y=alt.Y("n:Q", title="comments (log scale)", scale=alt.Scale(type="symlog"), axis=_LOG_AXIS),
                y2=alt.datum(0),
                color=alt.Color(
                    "past:N", scale=alt.Scale(domain=["past it", "below it"], range=[Ink.WARM.value, Ink.QUIET.value])
                ),
            )
        )
        line = over([{"at": chosen}]).mark_rule(color=Ink.TEXT.value, strokeWidth=2).encode(x=alt.X("at:Q", scale=x))
        rules = over(marks).mark_rule(color=Ink.FAINT.value, strokeDash=[3, 3]).encode(x="at:Q")
        names = (
            over(marks)
            .mark_text(align="left", baseline="top", angle=90, dx=4, dy=3, fontSize=11, color=Ink.FAINT.value)
            .encode(x="at:Q", y=alt.value(0), text="name:N")
        )
        return alt.layer(bars, rules, names, line)

    past = sum(n for _, high, n in spans if high > chosen)
    listed = ", ".join(f"{name} at {_percent(at)}" for name, at in points.items())
    return draw(
        plot,
        summary=f"About {past:,} of {int(counts.sum()):,} scored comments reach {_percent(chosen)}."
        + (f" The model's own points: {listed}." if listed else ""),
        columns=("score from", "to", "comments"),
        rows=[(_percent(low), _percent(high), n) for low, high, n in spans if n],
    )


def precision_recall(
    thresholds: Sequence[float], precision: Sequence[float], recall: Sequence[float], chosen: float
) -> Chart | None:
    """Draw precision against recall over thresholds, with the one chosen; None where recall is unknown.

    The sequences are of one length, thresholds ascending.
    """
    values = [
        {"t": t, "precision": p, "recall": r, "order": i}
        for i, (t, p, r) in enumerate(zip(thresholds, precision, recall, strict=True))
        if not (np.isnan(p) or np.isnan(r))
    ]
    if not values:
        return None
    here = next((value for value in values if value["t"] >= chosen), None)

    def plot(width: int) -> Drawable:
        scale, axis = alt.Scale(domain=[0, 1]), _SHARES
        base = over(values, width=width, height=_HEIGHT + 40).encode(
            x=alt.X("recall:Q", scale=scale, title="recall: found of what there is", axis=axis),
            y=alt.Y("precision:Q", scale=scale, title="precision", axis=axis),
            order="order:Q",
        )
        line = base.mark_line(color=Ink.ACCENT.value, strokeWidth=2, interpolate="step-before")
        dot = (
            over([here] if here else [])
            .mark_point(color=Ink.HOT.value, filled=True, size=110, stroke=Ink.GROUND.value, strokeWidth=2, opacity=1)
            .encode(x="recall:Q", y="precision:Q")
        )
        return alt.layer(line, dot)

    told = (
        f"At {_percent(chosen)}, by the audited votes: precision {_percent(float(here['precision']))}, "
        f"recall {_percent(float(here['recall']))}."
        if here
        else f"No audited comment reaches {_percent(chosen)}."
    )
    shown = values[:: max(1, len(values) // 40)]
    return draw(
        plot,
        summary=told,
        columns=("threshold", "precision", "recall"),
        rows=[(_percent(float(v["t"])), _percent(float(v["precision"])), _percent(float(v["recall"]))) for v in shown],
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
