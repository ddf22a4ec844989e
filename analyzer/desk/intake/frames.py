"""A run folder's tables as frames with the ids of the database."""

from __future__ import annotations

import polars as pl
import pyarrow as pa

#: How authors without a row of their own are told: they are many people under one name.
_NOBODY = ("deleted", "anonymous")


def frame_of(table: pa.Table) -> pl.DataFrame:
    """Return an Arrow table as a frame."""
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)  # noqa: S101  a table is never a series
    return frame


def comment_frame(table: pa.Table) -> pl.DataFrame:
    """Return the comments with `row`, `created_ms`, `since` and `author_key` beside their columns.

    `since` orders comments within a severity: the time in milliseconds, the row where the dump has no time.
    """
    author = pl.when(pl.col("author_id").is_not_null()).then(pl.lit("id:") + pl.col("author_id"))
    named = author.when(pl.col("author").is_not_null()).then(pl.lit("name:") + pl.col("author"))
    known = ~pl.col("author_kind").is_in(_NOBODY)
    frame = frame_of(table).with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    return frame.with_columns(
        pl.col("created_at").dt.epoch("ms").alias("created_ms"),
        pl.when(known).then(pl.col("author_kind") + " " + named).alias("author_key"),
    ).with_columns(pl.coalesce("created_ms", "row").clip(0, None).alias("since"))


def numbered(keys: pl.DataFrame, known: pl.DataFrame, on: list[str], first: int) -> pl.DataFrame:
    """Return `keys` with `id` and `is_new`: that of `known` where it stands there, else numbers from `first` on.

    Args:
        keys: Distinct keys, in the order new numbers are given.
        known: The columns `on` and `id`.
        on: The columns that make a key.
        first: Least new number.
    """
    joined = keys.join(known.select(*on, "id"), on=on, how="left", maintain_order="left")
    fresh = pl.col("id").is_null()
    return joined.with_columns(
        fresh.alias("is_new"), pl.coalesce("id", pl.lit(first - 1) + fresh.cast(pl.Int64).cum_sum()).alias("id")
    )
