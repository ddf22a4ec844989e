"""Comments and scores of a run."""

from __future__ import annotations

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from analyzer.comment import STANCE_PARENT_LABELS, STANCE_TARGET_LABELS
from analyzer.desk.intake.frames import numbered
from analyzer.desk.intake.rows import next_id, read_frame, sync_sequence, write_frame
from analyzer.desk.store.models import Comment, Score
from analyzer.labels.registry import FLAG_LABELS

PROBABILITIES = (
    *FLAG_LABELS,
    *(f"stance_{name}" for name in STANCE_PARENT_LABELS),
    *(f"target_{name}" for name in STANCE_TARGET_LABELS),
)


def store_comments(
    session: Session, dump_id: int, frame: pl.DataFrame, threads: pl.DataFrame, authors: pl.DataFrame
) -> pl.DataFrame:
    """Store the comments of a dump that are not there yet.

    Args:
        session: A writing session.
        dump_id: The dump.
        frame: Comments as `comment_frame` gives them.
        threads: `key` and `id` of the threads.
        authors: `key` and `id` of the writers.

    Returns:
        `frame`, row for row, with `id`, `is_new`, `thread`, `writer` and `parent`: numbers of the database.
    """
    placed = frame.join(threads.rename({"key": "thread_id", "id": "thread"}), on="thread_id", how="left")
    placed = placed.join(authors.rename({"key": "author_key", "id": "writer"}), on="author_key", how="left")
    placed = placed.sort("row").with_columns(key="comment_id")
    query = select(Comment.thread_id, Comment.key, Comment.id).where(Comment.dump_id == dump_id)
    known = read_frame(session, query, {"thread": pl.Int64, "key": pl.String, "id": pl.Int64})
    placed = numbered(placed, known, ["thread", "key"], next_id(session, Comment))
    parents = placed.select("thread", pl.col("key").alias("parent_id"), pl.col("id").alias("parent"))
    placed = placed.join(parents, on=["thread", "parent_id"], how="left", maintain_order="left")
    new = placed.filter("is_new").select(
        "id",
        pl.lit(dump_id).alias("dump_id"),
        pl.col("thread").alias("thread_id"),
        "key",
        pl.col("parent_id").alias("parent_key"),
        pl.col("parent").alias("parent_id"),
        "depth",
        "row",
        pl.col("writer").alias("author_id"),
        pl.col("author").alias("author_name"),
        "author_kind",
        pl.col("created_ms").alias("created_at"),
        pl.col("text").str.replace_all("\x00", "\ufffd", literal=True),  # PostgreSQL keeps no NUL
        "language",
        "no_text_reason",
        pl.lit(None, pl.Int64).alias("cluster"),
    )
    write_frame(session, Comment, new)
    sync_sequence(session, Comment)
    return placed


def store_scores(session: Session, run_id: int, placed: pl.DataFrame) -> None:
    """Store what a run says of each comment."""
    scores = placed.select(
        pl.lit(run_id).alias("run_id"),
        pl.col("id").alias("comment_id"),
        *(pl.col(name).cast(pl.Float64) for name in PROBABILITIES),
        "stance_parent",
        "stance_target",
        pl.col("flags").fill_null([]),
        pl.col("spans").fill_null([]),
    )
    write_frame(session, Score, scores)
