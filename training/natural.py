"""Comments as they come: unlabelled ones that show how often a threshold would flag, and how rare each label is."""

from __future__ import annotations

import gzip
from pathlib import Path

import orjson
import polars as pl

from analyzer.models.views import HEAD_LABELS
from training.corpora.splits import place

#: Unlabelled comments of the target domain, and the share of them that is read.
UNLABELLED = "house/unlabelled.jsonl.gz"
SHARE = 0.25
#: Sources gathered for being toxic: not comments as they come.
NOT_NATURAL = ("civil_comments",)


def natural_comments(root: Path) -> list[str]:
    """Return a fixed quarter of the unlabelled comments under a corpora folder; empty where it has none."""
    path = root / UNLABELLED
    if not path.is_file():
        return []
    with gzip.open(path) as lines:
        rows = [orjson.loads(line) for line in lines]
    return [row["text"] for row in rows if row["source"] not in NOT_NATURAL and place(row["id"]) < SHARE]


def natural_shares(examples: pl.DataFrame) -> dict[str, float]:
    """Return the share of each label among rows drawn at random from natural sources; all splits count.

    Where the examples have no such rows the share is that of all judged validation rows.
    """
    random = examples.filter(
        pl.col("id").str.contains("/random/"), ~pl.col("id").str.contains("|".join(NOT_NATURAL), literal=False)
    )
    rows = random if random.height else examples.filter(pl.col("split") == "val")
    shares = {label: rows.get_column(label).drop_nulls() for label in HEAD_LABELS["comment"]}
    return {label: int((judged >= 0.5).sum()) / len(judged) for label, judged in shares.items() if len(judged)}
