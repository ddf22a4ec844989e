"""`report.html`: one self-contained page, pictures inline, nothing fetched, no script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from training.report import charts
from training.report.markdown import INTERVALS, PAIRED
from training.report.record import Report
from training.report.slices import LEAST
from training.report.tables import against_table, figure_table, point_table, slice_tables, suite_table


def page(report: Report) -> str:
    """Return the whole report as HTML."""
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    headlines = any(f.headline and f.better == "up" for f in report.figures)
    return environment.get_template("page.html").render(
        report=report,
        intervals=INTERVALS,
        paired=PAIRED,
        least=LEAST,
        overview=charts.svg(charts.overview(report)) if headlines else None,
        figures=figure_table(report.figures),
        against=[(other, against_table(report, other)) for other in report.against],
        points=point_table(report),
        pictures=[_pictures(report, suite.name) for suite in report.suites if _drawn(report, suite.name)],
        slices=list(slice_tables(report.slices)),
        suites=suite_table(report),
    )


def _drawn(report: Report, suite: str) -> bool:
    drawn = [{r.suite for r in records} for records in (report.curves, report.reliability, report.confusion)]
    return suite in set().union(*drawn)


def _pictures(report: Report, suite: str) -> tuple[str, Any, Any, Any]:
    curves = [c for c in report.curves if c.suite == suite]
    diagrams = [r for r in report.reliability if r.suite == suite]
    table = next((c for c in report.confusion if c.suite == suite), None)
    return (
        suite,
        charts.svg(charts.precision_recall(curves)) if curves else None,
        charts.svg(charts.reliability(diagrams)) if diagrams else None,
        charts.svg(charts.confusion(table)) if table else None,
    )
