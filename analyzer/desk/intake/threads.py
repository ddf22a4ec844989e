"""Threads and authors of a run, with their rollups."""

from __future__ import annotations

import orjson
import polars as pl
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from analyzer.desk.intake.frames import numbered
from analyzer.desk.intake.rows import next_id, read_frame, slices, sync_sequence, write_frame
from analyzer.desk.store.models import Author, Thread

_KNOWN = {"key": pl.String, "id": pl.Int64}


def store_threads(session: Session, dump_id: int, threads: pl.DataFrame, *, current: bool) -> pl.DataFrame:
    """Store the threads of a dump; those there already get the rollup of the current run.

    Returns:
        `key` and `id` of each thread.
    """
    known = read_frame(session, select(Thread.key, Thread.id).where(Thread.dump_id == dump_id), _KNOWN)
    frame = threads.with_columns(pl.Series("rollup", _plain(threads), dtype=pl.Object)).rename({"thread_id": "key"})
    frame = numbered(frame, known, ["key"], next_id(session, Thread)).with_columns(dump_id=pl.lit(dump_id))
    columns = ["id", "dump_id", "key", "title", "target", "url", "comments", "rollup"]
    write_frame(session, Thread, frame.filter("is_new").select(columns))
    sync_sequence(session, Thread)
    if current:
        _refresh(session, Thread, frame.filter(~pl.col("is_new")))
    return frame.select("key", "id")


def store_authors(
    session: Session, dump_id: int, comments: pl.DataFrame, users: pl.DataFrame, *, current: bool
) -> pl.DataFrame:
    """Store the writers of a dump, every one that can be told from others.

    Returns:
        `key` and `id` of each writer.
    """
    rollups = pl.DataFrame(
        {"key": users["author_kind"] + " " + users["user"], "rollup": pl.Series(_plain(users), dtype=pl.Object)},
        schema={"key": pl.String, "rollup": pl.Object},
    )
    writers = comments.filter(pl.col("author_key").is_not_null())
    writers = writers.unique("author_key", keep="first", maintain_order=True)
    writers = writers.select(pl.col("author_key").alias("key"), pl.col("author").alias("name"), kind="author_kind")
    known = read_frame(session, select(Author.key, Author.id).where(Author.dump_id == dump_id), _KNOWN)
    frame = numbered(writers, known, ["key"], next_id(session, Author)).with_columns(dump_id=pl.lit(dump_id))
    by_key = dict(zip(rollups["key"].to_list(), rollups["rollup"].to_list(), strict=True))
    frame = frame.with_columns(pl.Series("rollup", [by_key.get(key) for key in frame["key"]], dtype=pl.Object))
    write_frame(session, Author, frame.filter("is_new").select("id", "dump_id", "key", "name", "kind", "rollup"))
    sync_sequence(session, Author)
    if current:
        _refresh(session, Author, frame.filter(~pl.col("is_new")))
    return frame.select("key", "id")


def _plain(frame: pl.DataFrame) -> list[dict[str, object]]:
    """Return rows as plain JSON values: times become ISO 8601."""
    return [orjson.loads(orjson.dumps(row, option=orjson.OPT_UTC_Z)) for row in frame.iter_rows(named=True)]


def _refresh(session: Session, model: type[Thread] | type[Author], frame: pl.DataFrame) -> None:
    statement = update(model).where(model.id == bindparam("at")).values(rollup=bindparam("value"))
    rows = [{"at": at, "value": value} for at, value in zip(frame["id"], frame["rollup"].to_list(), strict=True)]
    for part in slices(len(rows)):
        session.connection().execute(statement, rows[part])
