"""The model card, generated from a report alone: every fact in it is read or computed (Mitchell et al. 2019)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analyzer.labels.registry import LABELS
from training.report.cards import limits, report_of
from training.report.markdown import INTERVALS, table
from training.report.record import FigureRecord, Report
from training.report.tables import Table, data_table, number, point_table, span

_POINTS = (
    "Where a probability becomes a flag. Recall is of labelled validation rows; flag rate and precision are those "
    "expected on comments as they come, so that the flags do not bury who reads them."
)


def write_card(manifest: dict[str, Any], path: Path) -> None:
    """Write the card of a bundle from what its manifest keeps of the report: the figures and the facts."""
    path.write_text(card(report_of(manifest)), encoding="utf-8")


def card(report: Report) -> str:
    """Return the card as Markdown."""
    return "\n".join(_sections(report))


def _sections(report: Report) -> Iterator[str]:
    bundle = report.bundle
    yield f"# {bundle.title}\n"
    yield f"{_use(report)}\n\nBase encoder: `{bundle.encoder}`. Made {bundle.created}.\n"
    yield f"## Measured\n\n{INTERVALS}\n"
    yield table(_figures(report.figures, _floors(report)))
    yield f"## Operating points\n\n{_POINTS}\n"
    yield table(point_table(report))
    yield "## Data\n"
    yield table(data_table(report))
    yield "## Training\n"
    yield "\n".join(f"- {key.replace('_', ' ')}: {_fact(value)}" for key, value in bundle.training.items()) + "\n"
    yield "## Limits\n"
    yield "\n".join(f"- {told}" for told in limits(report)) + "\n"


def _use(report: Report) -> str:
    families = dict.fromkeys(label.family.replace("_", " ") for label in LABELS.values())
    languages = ", ".join(report.bundle.languages)
    return (
        f"Scores comments of comment threads ({languages}) for {len(LABELS)} labels of {len(families)} families: "
        f"{', '.join(families)}. Made to sort what a person then reads; not made to remove comments or to judge people "
        "unseen."
    )


def _floors(report: Report) -> dict[tuple[str, str], float]:
    floors = [other for other in report.against if other.kind == "floor"]
    return {(c.suite, c.metric): c.second for other in floors for c in other.comparisons}


def _figures(figures: list[FigureRecord], floors: dict[tuple[str, str], float]) -> Table:
    """Figures, with the floor in a column of its own where there is one."""
    head = ("suite", "metric", "value", "interval", "n", "how")
    rows = tuple((f.suite, f.metric, number(f.value), span(f.low, f.high), str(f.n), f.how) for f in figures)
    if not floors:
        return Table(head, rows)
    beside = [number(floors.get((f.suite, f.metric))) for f in figures]
    return Table(
        (*head[:4], "TF-IDF floor", *head[4:]), tuple((*r[:4], b, *r[4:]) for r, b in zip(rows, beside, strict=True))
    )


def _fact(value: Any) -> str:
    """Write a fact of the run; a nested one as JSON in code marks."""
    return f"`{json.dumps(value, ensure_ascii=False)}`" if isinstance(value, (dict, list)) else str(value)
