"""`report.md`: the report's tables as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from training.report.record import Report
from training.report.tables import Table, against_table, figure_table, point_table, slice_tables, suite_table

INTERVALS = (
    "Measured on rows the model never saw. Intervals are 95 % percentile bootstraps that draw whole groups (threads, "
    "posts, templates); ▸ marks the figures a suite is judged by."
)
PAIRED = (
    "Both measured on the same rows. The interval is that of the difference (paired bootstrap, whole groups drawn); "
    "accuracies also have McNemar's exact test. A verdict is given where the interval leaves zero out."
)


def table(content: Table) -> str:
    """Return a table as Markdown."""
    lines = [content.head, ("---",) * len(content.head), *content.rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def markdown(report: Report) -> str:
    """Return the whole report as Markdown."""
    return "\n".join(_sections(report))


def _sections(report: Report) -> Iterator[str]:
    yield f"# Evaluation of {report.bundle.title}\n"
    yield f"Bundle `{report.bundle.hash[:16]}`, measured {report.made}.\n"
    if report.warnings:
        yield "## Worse than before\n"
        yield "\n".join(f"- **{told}**" for told in report.warnings) + "\n"
    yield f"## Figures\n\n{INTERVALS}\n"
    yield table(figure_table(report.figures))
    for other in report.against:
        yield f"## Against {other.name}\n\n{PAIRED}\n"
        yield table(against_table(report, other))
    yield "## Operating points\n"
    yield table(point_table(report))
    if report.slices:
        yield "## Slices\n"
    for by, content in slice_tables(report.slices):
        yield f"### By {by}\n"
        yield table(content)
    if report.confusion:
        yield "## Confusion\n\nTrue classes are rows, decided ones columns.\n"
    for c in report.confusion:
        rows = tuple((name, *(f"{count:,}" for count in line)) for name, line in zip(c.classes, c.counts, strict=True))
        yield f"### {c.suite}\n"
        yield table(Table(("true", *c.classes), rows))
    yield "## Suites\n"
    yield table(suite_table(report))
