"""Contrast sets: one topic, a comment that frames it as a plot and two that do not."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import read_jsonl
from training.corpora.splits import split_of

PARTS = {"pos": 1.0, "neg_critical": 0.0, "neg_other": 0.0}


def read(path: Path) -> pl.DataFrame:
    """Read `contrast.jsonl`: three examples a set, ids `set/part`; 15 % val by set, no test (reported by folds)."""
    return read_sets("house_contrast", path, val=0.15)


def read_sets(corpus: str, path: Path, *, val: float) -> pl.DataFrame:
    """Read a file of contrast sets, `val` of them for validation and none for test."""
    return build(
        corpus,
        (
            {
                "id": f"{row['set']}/{part}",
                "group": row["set"],
                "split": split_of(row["set"], val=val, test=0),
                "text": clean(row[part]),
                "parent": clean(row["parent"]) or None,
                "target": row["topic"],
                "conspiracy": label,
            }
            for row in read_jsonl(path, ["set", "parent", "topic", *PARTS])
            for part, label in PARTS.items()
        ),
    )


CORPUS = Corpus(
    name="house_contrast",
    path="house/contrast.jsonl",
    licence="Apache-2.0, the project's own text",
    source="this project (synthetic)",
    families=("conspiracy",),
    mapping="pos is conspiracy 1; neg_critical and neg_other are 0. The topic is the target, the same for all three.",
    traps="Synthetic. Count a set right only when pos scores above both negatives.",
    read=read,
    shipped="contrast.jsonl",
)
