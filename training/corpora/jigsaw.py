"""Jigsaw Toxic Comment Classification (2018): Wikipedia talk pages, six labels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import CorpusError, one_of, read_table
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
    """Read `train.csv` (any size), and `test.csv` with `test_labels.csv` where they are.

    Train is split by text: 10 % val, and 20 % test unless the published test is there to be the test.
    """
    if path.is_file():
        return _labelled(path, test=0.2)
    test, labels = path / "test.csv", path / "test_labels.csv"
    if not (test.is_file() and labels.is_file()):
        return _labelled(path / "train.csv", test=0.2)
    return pl.concat([_labelled(path / "train.csv", test=0.0), _published_test(test, labels)])


def _labelled(path: Path, *, test: float) -> pl.DataFrame:
    rows = read_table(path, ["id", "comment_text", *COLUMNS]).iter_rows(named=True)
    return build("jigsaw", ({**_example(row, path), **by_text(clean(row["comment_text"]), test=test)} for row in rows))


def _published_test(path: Path, labels: Path) -> pl.DataFrame:
    texts = read_table(path, ["id", "comment_text"])
    joined = texts.join(read_table(labels, ["id", *COLUMNS]), on="id", how="inner")
    if joined.height < texts.height:
        hint = f"{texts.height - joined.height} of {texts.height} comments have no labels; fetch both files again"
        raise CorpusError("the test and its labels do not belong together", where=str(labels), hint=hint)
    rows = joined.iter_rows(named=True)
    return build(
        "jigsaw", ({**_example(row, labels), **by_text(clean(row["comment_text"])), "split": "test"} for row in rows)
    )


def _example(row: dict[str, str], path: Path) -> dict[str, Any]:
    return {"id": row["id"]} | {ours: one_of(VALUES, row[theirs], path) for theirs, ours in COLUMNS.items()}


CORPUS = Corpus(
    name="jigsaw",
    path="toxicity/jigsaw",
    licence="CC0",
    source="Kaggle: Jigsaw Toxic Comment Classification Challenge",
    families=("toxicity",),
    mapping="The six columns are the six labels; `toxic` is toxicity, `identity_hate` is identity_attack.",
    traps="Wikipedia editors' talk, 2018: swearing dominates; severe, threat and identity attack are rare.",
    read=read,
)
