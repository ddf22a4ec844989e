"""The queue places of a run's comments, laid out anew when a newer run comes, with what people did kept."""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from analyzer.desk.intake.audit import draw, lot
from analyzer.desk.intake.clusters import cluster
from analyzer.desk.intake.places import place
from analyzer.desk.intake.rows import read_frame, slices, write_rows
from analyzer.desk.intake.thresholds import Points
from analyzer.desk.store.models import Comment, Item, Run
from analyzer.text.language import UNDETERMINED

#: What a new run of the same dump leaves as it is.
_KEPT: dict[str, Any] = {
    "status": "open",
    "version": 0,
    "votes": 0,
    "votes_needed": 1,
    "dispute_key": None,
    "audit_key": None,
    "audit_stratum": None,
    "audit_weight": None,
    "is_test": False,
}
#: People an audited comment is shown to: two, so that agreement can be told.
AUDIT_VOTES = 2


def store_items(session: Session, run: Run, dump_key: str, placed: pl.DataFrame, points: Points) -> None:
    """Lay out the items of a run that became the current one of its dump.

    Args:
        session: A writing session.
        run: The run.
        dump_key: What identifies its dump.
        placed: Comments with ids, from `store_comments`.
        points: Its operating points.
    """
    worded = placed.filter(pl.col("no_text_reason").is_null())
    places = place(worded, points)
    kept = _kept(session, run.dump_id)
    session.execute(delete(Item).where(Item.dump_id == run.dump_id))
    drawn = _drawn(worded, places, run, dump_key) if not kept else {}
    clusters = cluster(worded["id"], worded["text"], places["severity"] >= 1)
    _store_clusters(session, run.dump_id, worded["id"], clusters)
    fixed = worded.select(
        pl.col("id").alias("comment_id"),
        pl.lit(run.id).alias("run_id"),
        pl.lit(run.dump_id).alias("dump_id"),
        pl.col("thread").alias("thread_id"),
        pl.col("writer").alias("author_id"),
        "language",
        "since",
        clusters.alias("cluster"),
    )
    frame = pl.concat([fixed, places], how="horizontal")
    batches = (
        [row | _KEPT | drawn.get(row["comment_id"], {}) | kept.get(row["comment_id"], {}) for row in part.to_dicts()]
        for part in frame.iter_slices()
    )
    write_rows(session, Item, batches)


def _kept(session: Session, dump_id: int) -> dict[int, dict[str, Any]]:
    columns = [Item.comment_id, *(getattr(Item, name) for name in _KEPT)]
    rows = session.execute(select(*columns).where(Item.dump_id == dump_id)).mappings()
    return {row["comment_id"]: dict(row) for row in rows}


def _drawn(worded: pl.DataFrame, places: pl.DataFrame, run: Run, dump_key: str) -> dict[int, dict[str, Any]]:
    """Draw the audit from comments in a language of the model: elsewhere its recall says nothing."""
    spoken = worded.with_columns(places["severity"])
    if run.languages:
        spoken = spoken.filter(pl.col("language").is_in([*run.languages, UNDETERMINED]))
    lots = [lot(dump_key, thread, key) for thread, key in spoken.select("thread_id", "comment_id").iter_rows()]
    drawn = draw(spoken["id"], spoken["severity"], lots).with_columns(votes_needed=pl.lit(AUDIT_VOTES))
    return {row.pop("at"): row for row in drawn.to_dicts()}


def _store_clusters(session: Session, dump_id: int, ids: pl.Series, clusters: pl.Series) -> None:
    found = pl.DataFrame({"id": ids, "cluster": clusters})
    query = select(Comment.id, Comment.cluster).where(Comment.dump_id == dump_id)
    before = read_frame(session, query, {"id": pl.Int64, "was": pl.Int64})
    changed = found.join(before, on="id", how="left").filter(pl.col("cluster").ne_missing(pl.col("was")))
    statement = update(Comment).where(Comment.id == bindparam("at")).values(cluster=bindparam("value"))
    rows = [{"at": at, "value": value} for at, value in changed.select("id", "cluster").iter_rows()]
    for part in slices(len(rows)):
        session.connection().execute(statement, rows[part])
