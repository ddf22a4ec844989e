"""The report's pictures: altair specifications rendered to SVG offline (vl-convert), readable without colour."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import vl_convert

from training.report.record import ConfusionRecord, CurveRecord, FigureRecord, ReliabilityRecord, Report

_INK, _QUIET, _ACCENT = "#1f2430", "#8a91a0", "#2457a6"
_WIDTH, _SIDE = 620, 190
_FONT = "Arial, Liberation Sans, sans-serif"  # vl-convert measures with the second; the first has its widths


def svg(chart: Any) -> str:
    """Return a chart as SVG text that needs nothing from outside."""
    # Room at the left for fonts wider than the one it was measured with.
    room = {"left": 48, "right": 12, "top": 5, "bottom": 5}
    styled = chart.configure(font=_FONT, background="white", padding=room).configure_view(stroke="#d5d9e0")
    styled = styled.configure_axis(labelColor=_INK, titleColor=_INK, gridColor="#eceef2", labelFontSize=11)
    return str(vl_convert.vegalite_to_svg(json.dumps(styled.to_dict())))


def overview(report: Report) -> Any:
    """Headline figures (better when higher) with their intervals; what they were held against as hollow marks."""
    shown = [f for f in report.figures if f.headline and f.better == "up"]
    rivals = {(c.suite, c.metric, a.name): c.second for a in report.against for c in a.comparisons}
    rows = [_row(f, report.bundle.title, f.value) for f in shown]
    rows += [
        _row(f, name, value) | {"low": None, "high": None}
        for f in shown
        for (suite, metric, name), value in rivals.items()
        if (suite, metric) == (f.suite, f.metric)
    ]
    names = list(dict.fromkeys(row["who"] for row in rows))
    base = alt.Chart(alt.InlineData(values=rows))
    place = alt.Y("figure:N", sort=[_name(f) for f in shown], title=None, axis=alt.Axis(labelLimit=320))
    span = base.mark_rule(color=_INK).encode(y=place, x=alt.X("low:Q", title=None), x2="high:Q")
    x = alt.X("value:Q", title="value, with its 95 % interval", scale=alt.Scale(domain=[0, 1]))
    legend = alt.Legend(orient="top", labelLimit=320, columnPadding=40)
    marks = base.mark_point(size=70, color=_ACCENT).encode(
        y=place, x=x, shape=alt.Shape("who:N", sort=names, title=None, legend=legend)
    )
    own = base.transform_filter(alt.datum.who == report.bundle.title).mark_circle(size=70, color=_ACCENT, opacity=1)
    marks += own.encode(y=place, x=x)
    return (span + marks).properties(width=_WIDTH - 160, height=alt.Step(22))


def _name(figure: FigureRecord) -> str:
    return f"{figure.suite}: {figure.metric}"


def _row(figure: FigureRecord, who: str, value: float) -> dict[str, Any]:
    return {"figure": _name(figure), "who": who, "value": value, "low": figure.low, "high": figure.high}


def precision_recall(curves: Sequence[CurveRecord]) -> Any:
    """One panel per label; the dot is the default operating point, the dashed line what guessing would give."""
    rows = [
        {"label": _label(c.label, c.positives, c.n), "recall": r, "precision": p, "order": i}
        for c in curves
        for i, (r, p) in enumerate(zip(c.recall, c.precision, strict=True))
    ]
    dots = [
        {"label": _label(c.label, c.positives, c.n), "recall": c.default[0], "precision": c.default[1]}
        for c in curves
        if c.default is not None
    ]
    chance = [{"label": _label(c.label, c.positives, c.n), "rate": c.positives / c.n} for c in curves]
    x = alt.X("recall:Q", scale=alt.Scale(domain=[0, 1]), title="recall")
    y = alt.Y("precision:Q", scale=alt.Scale(domain=[0, 1]), title="precision")
    data = [{"kind": "line", **row} for row in rows] + [{"kind": "dot", **row} for row in dots]
    data += [{"kind": "chance", **row} for row in chance]
    base = alt.Chart().properties(width=_SIDE, height=_SIDE)
    line = base.transform_filter("datum.kind == 'line'").mark_line(color=_ACCENT).encode(x=x, y=y, order="order:Q")
    dot = base.transform_filter("datum.kind == 'dot'").mark_point(color=_INK, filled=True, size=70).encode(x=x, y=y)
    guess = (
        base.transform_filter("datum.kind == 'chance'").mark_rule(strokeDash=[3, 3], color=_QUIET).encode(y="rate:Q")
    )
    return _panels(alt.layer(guess, line, dot, data=alt.InlineData(values=data)))


def reliability(diagrams: Sequence[ReliabilityRecord]) -> Any:
    """One panel per label: share that carries the label (with interval) against mean probability, per bin."""
    rows = [
        {"kind": "bin", "label": _label(d.label, None, d.n), "said": b.said, "was": b.was, "low": b.low, "high": b.high}
        for d in diagrams
        for b in d.bins
    ]
    names = dict.fromkeys(row["label"] for row in rows)
    rows += [{"kind": "even", "label": name, "said": end, "was": end} for name in names for end in (0, 1)]
    base = alt.Chart().properties(width=_SIDE, height=_SIDE)
    x = alt.X("said:Q", scale=alt.Scale(domain=[0, 1]), title="mean probability")
    y = alt.Y("was:Q", scale=alt.Scale(domain=[0, 1]), title="share that carries it")
    bins, even = "datum.kind == 'bin'", "datum.kind == 'even'"
    line = base.transform_filter(even).mark_line(strokeDash=[3, 3], color=_QUIET).encode(x=x, y=y)
    span = base.transform_filter(bins).mark_rule(color=_INK).encode(x=x, y="low:Q", y2="high:Q")
    dots = base.transform_filter(bins).mark_point(filled=True, color=_ACCENT, size=45).encode(x=x, y=y)
    return _panels(alt.layer(line, span, dots, data=alt.InlineData(values=rows)))


def _panels(layer: Any) -> Any:
    return layer.facet(facet=alt.Facet("label:N", title=None, sort=None), columns=3)


def _label(name: str, positives: int | None, n: int) -> str:
    return f"{name} (n = {n:,})" if positives is None else f"{name} ({positives:,} of {n:,})"


def confusion(table: ConfusionRecord) -> Any:
    """A table of true against decided classes, shaded by the share of the row."""
    rows = [
        {"true": true, "decided": decided, "count": count, "share": count / max(1, sum(line))}
        for true, line in zip(table.classes, table.counts, strict=True)
        for decided, count in zip(table.classes, line, strict=True)
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("decided:N", sort=table.classes, title="decided", axis=alt.Axis(orient="top", labelAngle=0)),
        # Room between names and title: a reader's font may be wider than the one it was measured with.
        y=alt.Y("true:N", sort=table.classes, title="true", axis=alt.Axis(titlePadding=22)),
    )
    cells = base.mark_rect().encode(
        color=alt.Color("share:Q", scale=alt.Scale(scheme="blues", domain=[0, 1]), legend=None)
    )
    dark = alt.condition("datum.share > 0.5", alt.value("white"), alt.value(_INK))
    text = base.mark_text(fontSize=12).encode(text="count:Q", color=dark)
    return (cells + text).properties(width=90 * len(table.classes), height=36 * len(table.classes))
