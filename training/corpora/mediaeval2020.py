"""MediaEval 2020 FakeNews: tweets on 5G and corona."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import one_of, read_table
from training.corpora.similar import near_identical
from training.corpora.splits import split_of

LABELS = {"1": 1.0, "2": 1.0, "3": 0.0}


def read(path: Path) -> pl.DataFrame:
    """Read `tweets.csv` (`ID`, `Text`, `Label`); split by near-identical text, 10 % val and 10 % test."""
    rows = read_table(path, ["ID", "Text", "Label"]).rows()
    firsts = near_identical([text for _, text, _ in rows])
    return build(
        "mediaeval2020",
        (
            {
                "id": number,
                "group": rows[first][0],
                "split": split_of(rows[first][0]),
                "text": clean(text),
                "conspiracy": one_of(LABELS, label, path),
            }
            for (number, text, label), first in zip(rows, firsts, strict=True)
        ),
    )


CORPUS = Corpus(
    name="mediaeval2020",
    path="conspiracy/mediaeval2020/tweets.csv",
    licence="none stated, research only",
    source="MediaEval 2020 FakeNews",
    families=("conspiracy",),
    mapping="1 (5G and corona conspiracy) and 2 (other conspiracy) are 1; 3 (non-conspiracy) is 0.",
    traps="The topic words (5G, corona) are in every class; near-identical tweets abound: they share a group.",
    read=read,
)
