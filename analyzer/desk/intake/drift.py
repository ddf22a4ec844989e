"""What a newer model's run changed against the run before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from analyzer.desk.intake.rows import read_frame
from analyzer.desk.intake.thresholds import Points, points_of, threshold
from analyzer.desk.store.models import Run, Score, Vote
from analyzer.labels.registry import FLAG_LABELS

#: Comments named per label and direction, the largest changes first.
SHOWN = 25


@dataclass(frozen=True)
class Before:
    """The scores of the run that was current.

    Attributes:
        run_id: That run.
        points: Its operating points.
        scores: `comment_id` and a probability per flagging label.
        judged: What people decided: `comment_id`, `label`, `holds`.
    """

    run_id: int
    points: Points
    scores: pl.DataFrame
    judged: pl.DataFrame


def current_scores(session: Session, dump_id: int, new_run: int) -> Before | None:
    """Return the scores of the latest run of a dump but `new_run`, None where there is no other."""
    others = select(Run).where(Run.dump_id == dump_id, Run.id != new_run).order_by(Run.made_at.desc(), Run.id.desc())
    run = session.scalars(others.limit(1)).one_or_none()
    if run is None:
        return None
    columns = [Score.comment_id, *(getattr(Score, label) for label in FLAG_LABELS)]
    schema = {"comment_id": pl.Int64, **dict.fromkeys(FLAG_LABELS, pl.Float64)}
    scores = read_frame(session, select(*columns).where(Score.run_id == run.id), schema)
    return Before(run.id, points_of({"operating_points": run.points}), scores, _judged(session))


def _judged(session: Session) -> pl.DataFrame:
    rows = [
        (comment_id, label, holds)
        for comment_id, labels in session.execute(select(Vote.comment_id, Vote.labels))
        for label, holds in labels.items()
    ]
    return pl.DataFrame(rows, schema={"comment_id": pl.Int64, "label": pl.String, "holds": pl.Boolean}, orient="row")


def compare(before: Before, placed: pl.DataFrame, points: Points) -> dict[str, Any]:
    """Return per label what changed: flags gained and lost, mean change, and how often votes are met now and before.

    Args:
        before: Scores and points of the earlier run.
        placed: Comments of the new run with ids and probabilities.
        points: Operating points of the new run.
    """
    new = placed.select(pl.col("id").alias("comment_id"), *(pl.col(name).cast(pl.Float64) for name in FLAG_LABELS))
    both = before.scores.join(new, on="comment_id", suffix="_new")
    labels = {label: _label(label, both, before, points) for label in FLAG_LABELS}
    return {"against": before.run_id, "compared": both.height, "labels": labels}


def _label(label: str, both: pl.DataFrame, before: Before, points: Points) -> dict[str, Any]:
    was, now = (threshold(held, label, "default") for held in (before.points, points))
    frame = both.select("comment_id", pl.col(label).alias("was"), pl.col(f"{label}_new").alias("now")).drop_nulls()
    frame = frame.with_columns(
        (pl.col("now") - pl.col("was")).alias("change"),
        (pl.col("was") >= (2.0 if was is None else was)).alias("flagged_was"),
        (pl.col("now") >= (2.0 if now is None else now)).alias("flagged_now"),
    )
    gained = frame.filter(pl.col("flagged_now") & ~pl.col("flagged_was")).sort("change", descending=True)
    lost = frame.filter(pl.col("flagged_was") & ~pl.col("flagged_now")).sort("change")
    judged = frame.join(before.judged.filter(pl.col("label") == label), on="comment_id")
    return {
        "threshold_was": was,
        "threshold_now": now,
        "mean_change": frame["change"].abs().mean(),
        "gained": gained.height,
        "lost": lost.height,
        "gained_ids": gained["comment_id"].head(SHOWN).to_list(),
        "lost_ids": lost["comment_id"].head(SHOWN).to_list(),
        "votes": judged.height,
        "votes_met_was": int((judged["flagged_was"] == judged["holds"]).sum()),
        "votes_met_now": int((judged["flagged_now"] == judged["holds"]).sum()),
    }
