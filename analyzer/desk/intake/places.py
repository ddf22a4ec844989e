"""Where each comment stands in the queues, computed once for a whole run.

Severity is the surest band of the gravest label:

| severity | means |
| 4 | threat, severe toxicity or identity attack, sure |
| 3 | one of these likely, or any other label sure |
| 2 | any other label likely: flagged, like all above |
| 1 | past the wide point only |
| 0 | nothing |
"""

from __future__ import annotations

import polars as pl

from analyzer.desk.intake.thresholds import Points, threshold
from analyzer.labels.operating import PointName
from analyzer.labels.registry import FLAG_LABELS

GRAVE = ("threat", "severe_toxicity", "identity_attack")
#: Bands in ascending rank; the rank of "nothing" is 0.
BAND_RANKS: dict[int, str] = {1: "possible", 2: "likely", 3: "sure"}
_POINTS: dict[PointName, int] = {"wide": 1, "default": 2, "sure": 3}
#: Room for `since` below the severity in one whole number: milliseconds reach it in the year 5138.
STEP = 10**14
FLAGGED = 2
#: Least uncertainty to be in the queue Uncertain: odds within a factor of two of the threshold's.
UNCERTAIN = 0.5


def place(comments: pl.DataFrame, points: Points) -> pl.DataFrame:
    """Return the queue columns of `comments`, row for row.

    Args:
        comments: Rows with the probability columns, `flags` and `since` (whole, from 0).
        points: Operating points per label; a label without any takes its band from `flags`.
    """
    ranks = comments.select(_rank(label, points).alias(label) for label in FLAG_LABELS)
    nearness = comments.select(_nearness(label, points).alias(label) for label in FLAG_LABELS)
    severity = _severity(ranks)
    since = comments["since"]
    uncertainty = nearness.max_horizontal().fill_null(0.0)
    return pl.DataFrame(
        {
            "severity": severity,
            "strongest": ranks.max_horizontal(),
            "top_label": _first_reaching(ranks, severity),
            "bands": _bands(ranks),
            "uncertainty": uncertainty.round(6),
            "uncertain_label": _arg_max(nearness),
            "urgent_key": _key(severity, 4, FLAGGED, since),
            "uncertain_key": ((1 - uncertainty) * 1e9).round().cast(pl.Int64).set(uncertainty < UNCERTAIN, None),
            **{f"key_{label}": _key(ranks[label], 3, 1, since) for label in FLAG_LABELS},
        }
    )


def _rank(label: str, points: Points) -> pl.Expr:
    if not points.get(label):
        return pl.when(pl.col("flags").list.contains(label)).then(2).otherwise(0).cast(pl.Int64)
    reached = pl.lit(0, pl.Int64)
    for name, rank in _POINTS.items():
        least = threshold(points, label, name)
        if least is not None:
            reached = pl.when(pl.col(label).cast(pl.Float64) >= least).then(rank).otherwise(reached)
    return reached.cast(pl.Int64)


def _nearness(label: str, points: Points) -> pl.Expr:
    """Return exp(-|logit(p) - logit(threshold)|): 1 at the threshold, 1/2 where the odds differ twofold."""
    least = threshold(points, label, "default")
    if least is None:
        return pl.lit(None, pl.Float64)
    probability = pl.col(label).cast(pl.Float64).clip(1e-6, 1 - 1e-6)
    odds = probability / (1 - probability)
    border = min(max(least, 1e-6), 1 - 1e-6)
    return (-(odds.log() - pl.lit(border / (1 - border)).log()).abs()).exp()


def _severity(ranks: pl.DataFrame) -> pl.Series:
    grave = ranks.select(pl.max_horizontal(*GRAVE).alias("rank"))["rank"]
    other = ranks.max_horizontal()
    levels = pl.DataFrame({"grave": grave, "other": other}).select(
        pl.max_horizontal(pl.when(pl.col("grave") >= FLAGGED).then(pl.col("grave") + 1).otherwise(0), "other").alias(
            "severity"
        )
    )
    return levels["severity"].cast(pl.Int64)


def _first_reaching(ranks: pl.DataFrame, severity: pl.Series) -> pl.Series:
    """Return the label that gives each row its severity, grave ones first."""
    order = (*GRAVE, *(label for label in FLAG_LABELS if label not in GRAVE))
    frame = ranks.with_columns(severity.alias("severity"))
    choices = [
        pl.when((pl.col("severity") > 0) & (_level(label) == pl.col("severity"))).then(pl.lit(label)) for label in order
    ]
    return frame.select(pl.coalesce(*choices).alias("top"))["top"]


def _level(label: str) -> pl.Expr:
    rank = pl.col(label)
    return pl.when(rank >= FLAGGED).then(rank + 1).otherwise(rank) if label in GRAVE else rank


def _key(rank: pl.Series, most: int, least: int, since: pl.Series) -> pl.Series:
    return ((most - rank) * STEP + since).set(rank < least, None)


def _arg_max(nearness: pl.DataFrame) -> pl.Series:
    best = nearness.max_horizontal()
    frame = nearness.with_columns(best.alias("best"))
    choices = (pl.when(pl.col(label) == pl.col("best")).then(pl.lit(label)) for label in FLAG_LABELS)
    return frame.select(pl.coalesce(*choices).alias("label"))["label"]


def _bands(ranks: pl.DataFrame) -> pl.Series:
    """Return per row {label: band} of the labels past any point."""
    bands: list[dict[str, str]] = [{} for _ in range(ranks.height)]
    for label in FLAG_LABELS:
        column = ranks[label].to_list()
        for row in ranks[label].gt(0).arg_true():
            bands[row][label] = BAND_RANKS[column[row]]
    return pl.Series(bands, dtype=pl.Object)
