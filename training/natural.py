"""Comments as they come, unlabelled: they show how often a threshold would flag."""

from __future__ import annotations

import gzip
from pathlib import Path

import orjson

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
