"""The report's tables: a title, a head and rows of text, which Markdown and HTML both write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.report.record import AgainstRecord, FigureRecord, Report, SliceRecord

Row = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table; numbers are already text."""

    head: Row
    rows: tuple[Row, ...]


def number(value: float | None, places: int = 3) -> str:
    """Write a number, or a dash where there is none."""
    return "–" if value is None else f"{value:.{places}f}"


def span(low: float | None, high: float | None) -> str:
    """Write an interval."""
    return "–" if low is None or high is None else f"{low:.3f} to {high:.3f}"


def figure_table(figures: Sequence[FigureRecord]) -> Table:
    """Figures with intervals; headline figures are marked."""
    rows = tuple(
        (f.suite, ("▸ " if f.headline else "") + f.metric, number(f.value), span(f.low, f.high), f"{f.n:,}", f.how)
        for f in figures
    )
    return Table(("suite", "metric", "value", "95 % interval", "n", "how"), rows)


def against_table(report: Report, other: AgainstRecord) -> Table:
    """Differences from another bundle or from the floor, each with its interval, p-value and verdict."""
    rows = tuple(
        (
            c.suite,
            ("▸ " if c.headline else "") + c.metric,
            number(c.first),
            number(c.second),
            f"{c.difference:+.3f}",
            "–" if c.low is None or c.high is None else f"{c.low:+.3f} to {c.high:+.3f}",
            number(c.p),
            number(c.mcnemar),
            f"{c.n:,}",
            c.verdict.upper() if c.verdict == "worse" else c.verdict,
        )
        for c in other.comparisons
    )
    head = (
        "suite",
        "metric",
        report.bundle.title,
        other.name,
        "difference",
        "95 % interval",
        "p",
        "McNemar p",
        "n",
        "",
    )
    return Table(head, rows)


def slice_tables(slices: Sequence[SliceRecord]) -> Iterator[tuple[str, Table]]:
    """Yield one table per way of parting the rows."""
    for by in dict.fromkeys(s.by for s in slices):
        rows = tuple(
            (s.suite, s.metric, s.slice, number(s.value), span(s.low, s.high), f"{s.n:,}") for s in slices if s.by == by
        )
        yield by, Table(("suite", "metric", by, "value", "95 % interval", "n"), rows)


def suite_table(report: Report) -> Table:
    """What was measured, and what was not and why."""
    rows = tuple((s.name, s.about, f"{s.rows:,}" if s.rows else "–", s.skipped or "") for s in report.suites)
    return Table(("suite", "what it measures", "rows", "not run because"), rows)


def point_table(report: Report) -> Table:
    """Operating points with what validation showed past each."""
    rows = tuple(
        (
            label,
            p["name"],
            number(p["threshold"]),
            number(p["precision"], 2),
            f"{p['precision_low']:.2f} to {p['precision_high']:.2f}",
            number(p["recall"], 2),
            f"{100 * p['flag_rate']:.1f} %",
            str(p["positives"]),
            str(p["n"]),
        )
        for label, points in report.bundle.operating_points.items()
        for p in points
    )
    return Table(("label", "point", "threshold", "precision", "interval", "recall", "flagged", "positives", "n"), rows)


def data_table(report: Report) -> Table:
    """The corpora the bundle learned from."""
    keys = ("corpus", "train", "val", "test", "licence", "source")
    return Table(keys, tuple(tuple(str(d.get(key, "")) for key in keys) for d in report.bundle.data))
