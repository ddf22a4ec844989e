"""Gathers comments that say the same, so that they are decided once and never part between training and test."""

from __future__ import annotations

import polars as pl

from analyzer.text.normalise import normalise


def cluster(ids: pl.Series, texts: pl.Series, flagged: pl.Series) -> pl.Series:
    """Return a cluster number per comment, null for one that is alone.

    Comments equal in the normal form are together; among the flagged ones near-duplicates too.

    Args:
        ids: Comment ids (n), whole numbers; a cluster is numbered by its lowest.
        texts: The comments (n).
        flagged: Which of them near-duplicates are looked for (n).
    """
    frame = pl.DataFrame({"id": ids, "same": [normalise(text).casefold() for text in texts], "flagged": flagged})
    groups = frame.group_by("same", maintain_order=True).agg(pl.col("id").min().alias("first"), pl.col("flagged").any())
    groups = groups.with_columns(_near(groups).alias("near"))
    joined = frame.join(groups.select("same", "near"), on="same", how="left", maintain_order="left")
    counted = joined.with_columns(pl.len().over("near").alias("size"), pl.col("id").min().over("near").alias("lowest"))
    return counted.select(pl.when(pl.col("size") > 1).then("lowest").alias("cluster"))["cluster"]


def _near(groups: pl.DataFrame) -> pl.Series:
    """Return a key per distinct text: its own first id, or the one it shares with near-duplicates."""
    near = groups["first"].to_list()
    rows = groups["flagged"].arg_true().to_list()
    found = near_duplicates([groups["same"][row] for row in rows])
    lowest: dict[int, int] = {}
    for row, number in zip(rows, found, strict=True):
        near[row] = lowest.setdefault(number, near[row])
    return pl.Series(near, dtype=pl.Int64)


def near_duplicates(texts: list[str]) -> list[int]:
    """Return one number per text; equal numbers are near-duplicates."""
    from analyzer.desk.duplicates import near_duplicates as find

    return find(texts)
