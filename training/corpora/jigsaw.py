"""Jigsaw Toxic Comment Classification (2018): Wikipedia talk pages, six labels."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import one_of, read_table
from training.corpora.splits import by_text

COLUMNS = {
    "toxic": "toxicity",
    "severe_toxic": "severe_toxicity",
    "obscene": "obscene",
    "threat": "threat",
    "insult": "insult",
    "identity_hate": "identity_attack",
}
#: -1 marks the rows of the published test that were left out of its scoring.
VALUES = {"0": 0.0, "1": 1.0, "-1": None}


def read(path: Path) -> pl.DataFrame:
    """Read `train.csv` (published columns, any size); split by text, 10 % val and 20 % test."""
    rows = read_table(path, ["id", "comment_text", *COLUMNS]).iter_rows(named=True)
    return build(
        "jigsaw",
        (
            {
                "id": row["id"],
                **by_text(clean(row["comment_text"]), test=0.2),
                **{ours: one_of(VALUES, row[theirs], path) for theirs, ours in COLUMNS.items()},
            }
            for row in rows
        ),
    )


CORPUS = Corpus(
    name="jigsaw",
    path="toxicity/jigsaw/train.csv",
    licence="CC0",
    source="Kaggle: Jigsaw Toxic Comment Classification Challenge",
    families=("toxicity",),
    mapping="The six columns are the six labels; `toxic` is toxicity, `identity_hate` is identity_attack.",
    traps="Wikipedia editors' talk, 2018: swearing dominates; severe, threat and identity attack are rare.",
    read=read,
)
