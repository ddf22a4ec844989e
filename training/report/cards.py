"""What a card says beyond the tables: the limits that the figures themselves show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzer.labels.registry import LABELS
from training.report.record import BundleRecord, FigureRecord, Report, SliceRecord
from training.report.tables import number, span

#: A label with fewer positives in validation has a threshold that rests on little.
FEW = 50
#: A figure measured on fewer rows says little.
FEW_ROWS = 500
_SHOWN = 5


def report_of(manifest: dict[str, Any]) -> Report:
    """Return a manifest as a report: its facts and its figures, without pictures and slices."""
    facts = {key: manifest[key] for key in BundleRecord.model_fields if key in manifest}
    return Report(
        made=manifest["created"],
        bundle=BundleRecord(**({"hash": "", "languages": []} | facts)),
        figures=[FigureRecord(**figure) for figure in manifest["suites"]],
    )


def limits(report: Report) -> Iterator[str]:
    """Yield what the report shows the model to be weak at, one sentence each."""
    languages = ", ".join(report.bundle.languages)
    if languages:
        yield f"Languages: {languages}. Others are scored but marked, and kept out of rollups by default."
    yield from _unpointed(report)
    yield from _rare(report)
    yield from _worst_slices(report)
    yield from _terms(report)
    yield from _natural(report)
    small = sorted({f.suite for f in report.figures if f.n < FEW_ROWS})
    if small:
        yield f"Measured on fewer than {FEW_ROWS} rows: {', '.join(small)}. Read their intervals, not the point values."
    silver = [str(d["corpus"]) for d in report.bundle.data if "annotations" in str(d.get("licence", ""))]
    if silver:
        yield f"Labels of {', '.join(silver)} are silver: made by a language model, one reading each."
    yield "Stance needs its context: without a parent or a target there is none, and a wrong one gives a wrong stance."


def _unpointed(report: Report) -> Iterator[str]:
    points = report.bundle.operating_points
    without = [name for name, label in LABELS.items() if label.flags and not points.get(name)]
    if without and points:
        yield f"No operating point, so never flagged: {', '.join(without)}. Too few examples in validation."


def _rare(report: Report) -> Iterator[str]:
    counts = {
        label: point["positives"]
        for label, points in report.bundle.operating_points.items()
        for point in points
        if point["name"] == "default" and point["positives"] < FEW
    }
    if counts:
        told = ", ".join(f"{label} ({count})" for label, count in sorted(counts.items(), key=lambda item: item[1]))
        yield f"Thresholds that rest on fewer than {FEW} positives: {told}."


def _worst_slices(report: Report) -> Iterator[str]:
    """Slices whose interval lies wholly below that of the whole suite."""
    whole = {(f.suite, f.metric): f for f in report.figures if f.better == "up" and f.low is not None}
    worse = [(s, whole[s.suite, s.metric]) for s in report.slices if (s.suite, s.metric) in whole]
    below = [(s, f) for s, f in worse if s.high is not None and f.low is not None and s.high < f.low]
    for s, f in sorted(below, key=lambda pair: pair[0].value - pair[1].value)[:_SHOWN]:
        yield (
            f"Weaker on a part: {s.suite}, {s.metric}, {s.by} “{s.slice}”: {number(s.value)} ({span(s.low, s.high)}, "
            f"n = {s.n}) against {number(f.value)} on all rows."
        )


def _terms(report: Report) -> Iterator[str]:
    lowest: list[SliceRecord] = sorted((s for s in report.slices if s.by == "identity term"), key=lambda s: s.value)
    if lowest:
        told = ", ".join(f"{s.slice} ({s.metric} {number(s.value)})" for s in lowest[:_SHOWN])
        yield f"Words that name a group change scores most for: {told}."


def _natural(report: Report) -> Iterator[str]:
    for f in report.figures:
        if f.suite.startswith("natural") and f.metric.endswith(" precision"):
            yield (
                f"At natural rates ({f.suite}) {100 * f.value:.0f} % of {f.metric.removesuffix(' precision')} flags "
                f"were right ({span(f.low, f.high)}; {f.how})."
            )
