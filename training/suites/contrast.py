"""Conspiracy contrast sets: does the comment that frames a topic as a plot score above the two that do not?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from training.suites.suite import Array, Bench, Reading


def share(gold: Array, _: Array) -> float:
    """Return the share of sets that are right."""
    return float(gold.mean())


def sets_right(frame: pl.DataFrame, score: Array) -> Array:
    """Return per set (column `group`) 1 where `pos` scores above both negatives, 0 where not."""
    best = (
        frame.select("group", "conspiracy")
        .with_columns(score=pl.Series(score))
        .group_by("group", maintain_order=True)
        .agg(
            pl.col("score").filter(pl.col("conspiracy") >= 0.5).min().alias("plot"),
            pl.col("score").filter(pl.col("conspiracy") < 0.5).max().alias("other"),
        )
    )
    return (best.get_column("plot") > best.get_column("other")).to_numpy().astype(np.float64)


def measure(bench: Bench) -> Iterator[Reading]:
    """The sets that training keeps for validation: only thresholds were chosen on rows of their kind."""
    part = bench.part("house_contrast", "comment", "val")
    if part.empty:
        return
    _, score = part.column("conspiracy")
    right = sets_right(part.frame, score)
    how = "sets that training leaves out for validation"
    yield Reading("sets ranked right", share, right, right, how, headline=True)
