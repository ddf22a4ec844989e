"""A run's losses and metrics as `metrics.csv` and as `curves.html`: one page, pictures inside, nothing fetched."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict, fields
from html import escape
from pathlib import Path
from typing import Any

from training.history import METRICS, Point, read_points

CSV, PAGE = "metrics.csv", "curves.html"
#: Stages in the order they are trained; each has a folder of its own.
STAGES = ("first", "finish", "tune")
_STYLE = (
    "body{font:15px/1.55 system-ui,sans-serif;color:#1f2430;background:#fff;margin:0 auto;max-width:1000px;"
    "padding:2rem 1.25rem}svg{max-width:100%;height:auto}figcaption{color:#5d6472;font-size:13px}"
    "h2{font-size:1.2rem;margin-top:2rem}"
    "@media(prefers-color-scheme:dark){body{color:#e6e8ee;background:#14161b}figure{background:#fff}}"
    "figure{margin:.6rem 0;padding:.4rem;border-radius:6px;overflow-x:auto}"
    "@media(max-width:760px){svg{max-width:none}}"
)
_ABOUT = (
    "Training losses are means since the point before, weighted as the recipe weighs them; validation is a bounded "
    "sample of validation rows, unweighted. No test row is looked at. metrics.csv has every number, per corpus too."
)


def draw_curves(folder: Path) -> None:
    """Write `metrics.csv` and `curves.html` of the run in `folder`, from what its stages told so far."""
    told = {stage: points for stage in STAGES if (points := read_points(folder / stage / METRICS))}
    if not told:
        return
    names = [field.name for field in fields(Point)]
    with (folder / CSV).open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, ["stage", *names], lineterminator="\n")
        table.writeheader()
        table.writerows({"stage": stage} | asdict(point) for stage, points in told.items() for point in points)
    parts = [f"<h2>Stage {escape(stage)}</h2>{_pictures(points)}" for stage, points in told.items()]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>{_STYLE}</style>'
    body = f"<h1>Curves of the run</h1><p>{_ABOUT}</p>{''.join(parts)}"
    page = (
        f'<!doctype html><html lang="en"><head>{head}<title>Curves of the run</title></head><body>{body}</body></html>'
    )
    (folder / PAGE).write_text(page + "\n", encoding="utf-8")


def _pictures(points: Sequence[Point]) -> str:
    from training.report.charts import svg

    whole = [p for p in points if p.corpus == "all"]
    right = [p for p in whole if p.metric != "loss"]
    pictures = [("Loss of each label family, by step", [p for p in whole if p.metric == "loss"])]
    pictures += [("How right it is on validation rows, by step", right)] if right else []
    return "".join(
        f'<figure role="img" aria-label="{title}">{svg(_chart(shown))}<figcaption>{title}</figcaption></figure>'
        for title, shown in pictures
    )


def _chart(points: Sequence[Point]) -> Any:
    """One panel per family and metric; solid is validation, dashed is training."""
    import altair as alt

    # A family no row of the stage judges costs nothing throughout.
    taught = {p.family for p in points if p.value}
    rows = [
        {"panel": f"{p.family}: {p.metric}", "step": p.step, "value": p.value, "rows": p.split}
        for p in points
        if p.family in taught
    ]
    kinds = alt.Scale(domain=["val", "train"], range=[[1, 0], [5, 3]])
    colours = alt.Scale(domain=["val", "train"], range=["#2457a6", "#7a5a1e"])
    lines = (
        alt.Chart()
        .mark_line(point=alt.OverlayMarkDef(size=18))
        .encode(
            x=alt.X("step:Q", title="step", axis=alt.Axis(tickCount=4)),
            y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=False)),
            strokeDash=alt.StrokeDash("rows:N", scale=kinds, title=None, legend=alt.Legend(orient="top")),
            color=alt.Color("rows:N", scale=colours, title=None),
        )
        .properties(width=200, height=130)
    )
    panels = alt.layer(lines, data=alt.InlineData(values=rows)).facet(
        facet=alt.Facet("panel:N", title=None, sort=None), columns=3
    )
    return panels.resolve_scale(y="independent")
