"""Draws the audit: a random sample by severity, unflagged comments included, the same on every machine.

What moderators see otherwise is what the model flagged, from which nobody can tell what it missed. The audit is drawn
from everything with words, so recall can be estimated: each drawn comment stands for `audit_weight` comments of its
stratum (Horvitz and Thompson, 1952). Which comments are drawn depends on their identity alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import polars as pl

SEED = "analyzer-desk-audit-1"
#: Of each severity one comment in ten is drawn, at least one and at most this many.
MOST = 100
ONE_IN = 10
_TEST_SHARE = 0.5
_SCALE = 2**63


def lot(*identity: str) -> int:
    """Return the lot of a comment, uniform over 63 bits, from what identifies it."""
    digest = hashlib.blake2b("\x1f".join((SEED, *identity)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def is_test(drawn_lot: int) -> bool:
    """Tell whether a drawn comment is kept for testing: by bits of its lot that did not decide about drawing."""
    return (drawn_lot * 0x9E3779B97F4A7C15 % 2**64) >> 1 < _TEST_SHARE * _SCALE


def draw(rows: Iterable[int], severity: Iterable[int], lots: Iterable[int]) -> pl.DataFrame:
    """Draw the sample.

    Returns:
        One line per drawn row: `at` (as given in `rows`), `audit_key` (its place in the queue: strata take turns, in
        an order that does not tell them apart), `audit_stratum`, `audit_weight`, `is_test`.
    """
    frame = pl.DataFrame(
        {"at": list(rows), "audit_stratum": list(severity), "lot": list(lots)},
        schema={"at": pl.Int64, "audit_stratum": pl.Int64, "lot": pl.Int64},
    )
    ranked = frame.with_columns(
        pl.col("lot").rank("ordinal").over("audit_stratum").cast(pl.Int64).alias("turn"),
        pl.len().over("audit_stratum").cast(pl.Int64).alias("there"),
    )
    ranked = ranked.with_columns(pl.min_horizontal((pl.col("there") + ONE_IN - 1) // ONE_IN, pl.lit(MOST)).alias("few"))
    drawn = ranked.filter(pl.col("turn") <= pl.col("few")).sort("turn", "lot")
    return drawn.select(
        "at",
        pl.int_range(pl.len(), dtype=pl.Int64).alias("audit_key"),
        "audit_stratum",
        (pl.col("there") / pl.col("few")).alias("audit_weight"),
        pl.Series("is_test", [is_test(value) for value in drawn["lot"]], dtype=pl.Boolean),
    )
