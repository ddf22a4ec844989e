"""Votes of a review desk → one row per item: shares for binary labels, the majority for stances.

Votes given blind (the score was shown only afterwards) count alone where an item has any: a reviewer who saw the score
first tends to agree with it. All votes stay in the export; this is only how training reads them.
"""

from __future__ import annotations

import polars as pl

from training.readers.fields import FIELDS

ITEM = ("text", "parent", "target")
_STANCES = ("stance_parent", "stance_target")
_BINARY = tuple(name for name, field in FIELDS.items() if field.label and name not in _STANCES)


def gather(votes: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Return one row per item, and how many stances were tied and are left unjudged.

    Binary labels become the weighted share of votes; a stance is the one with most weight, and the row then weighs the
    share that agree on it. An item is test when any of its votes is marked test.

    Example:
        toxicity 1, 1, 0 → 0.667; deny, deny, query → deny at weight 0.667; deny, query → unjudged.
    """
    weighed = votes.with_columns(pl.col("weight").fill_null(1.0)).filter(_counts())
    rows = weighed.group_by(ITEM, maintain_order=True).agg(
        *(_share(name) for name in _BINARY),
        pl.col("weight").mean(),
        pl.when((pl.col("split") == "test").any())
        .then(pl.lit("test"))
        .otherwise(pl.col("split").drop_nulls().first())
        .alias("split"),
        *(pl.col(name).drop_nulls().first() for name in ("group", "id", "_place")),
    )
    ties = 0
    for name in _STANCES:
        chosen = majority(weighed, name)
        rows = rows.join(chosen, on=ITEM, how="left", nulls_equal=True, maintain_order="left")
        ties += int(rows.get_column("_tied").fill_null(value=False).sum())
        rows = rows.with_columns(pl.col("weight") * pl.col("_agree").fill_null(1.0)).drop("_agree", "_tied")
    return rows, ties


def _counts() -> pl.Expr:
    """Blind votes alone where the item has any; all of them otherwise."""
    blind = (pl.col("mode") == "blind").fill_null(value=False)
    return blind | ~blind.any().over(ITEM)


def _share(name: str) -> pl.Expr:
    judged = pl.col(name).is_not_null()
    total = pl.col("weight").filter(judged).sum()
    return pl.when(judged.any()).then((pl.col(name) * pl.col("weight")).filter(judged).sum() / total).alias(name)


def majority(votes: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return per item that judges stance `name`: the stance (null where tied), `_agree` (its share), `_tied`."""
    counts = (
        votes.filter(pl.col(name).is_not_null()).group_by(*ITEM, name, maintain_order=True).agg(pl.col("weight").sum())
    )
    most = pl.col("weight").max()
    first = pl.col(name).filter(pl.col("weight") == most)
    return (
        counts.group_by(ITEM, maintain_order=True)
        .agg(
            pl.when(first.len() == 1).then(first.first()).alias(name),
            pl.when(first.len() == 1).then(most / pl.col("weight").sum()).otherwise(1.0).alias("_agree"),
            (first.len() > 1).alias("_tied"),
        )
        .select(*ITEM, name, "_agree", "_tied")
    )
