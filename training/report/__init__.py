"""The evaluation report: measured once, kept as data, written as JSON, Markdown and one HTML page."""

from __future__ import annotations

from pathlib import Path

from training.report.build import Plan, build_report
from training.report.markdown import markdown
from training.report.record import Report, read_report

__all__ = ["Plan", "Report", "build_report", "markdown", "read_report", "write_report"]


def write_report(report: Report, folder: Path) -> None:
    """Write `report.json`, `report.md` and `report.html` into `folder`, which is made where it is missing."""
    from training.report.page import page

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
    (folder / "report.md").write_text(markdown(report), encoding="utf-8")
    (folder / "report.html").write_text(page(report), encoding="utf-8")
