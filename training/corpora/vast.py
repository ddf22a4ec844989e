"""VAST (Allaway and McKeown 2020): news comments and thousands of targets, many never seen in training."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import one_of, read_table
from training.corpora.splits import split_of

TRAIN_LABELS = {"0": "against", "1": "favor", "2": "none"}
DEV_LABELS = {"AGAINST": "against", "FAVOR": "favor", "NONE": "none"}


def read(path: Path) -> pl.DataFrame:
    """Read `vast_train.csv[.gz]` (10 % val by post) and `vast_dev.csv` (test; ids tell seen from unseen)."""
    packed = path / "vast_train.csv.gz"
    train = packed if packed.exists() else path / "vast_train.csv"
    return pl.concat([_train(train), _dev(path / "vast_dev.csv")])


def _train(path: Path) -> pl.DataFrame:
    rows = read_table(path, ["new_id", "ori_id", "post", "topic_str", "label"]).iter_rows(named=True)
    return build(
        "vast",
        (
            {
                "id": f"train/{number}",
                "group": clean(row["post"]),
                "split": split_of(clean(row["post"]), test=0),
                "text": clean(row["post"]),
                "target": row["topic_str"],
                "stance_target": one_of(TRAIN_LABELS, row["label"], path),
            }
            for number, row in enumerate(rows)
        ),
    )


def _dev(path: Path) -> pl.DataFrame:
    rows = read_table(path, ["Tweet", "Target 1", "Stance 1", "seen?"]).iter_rows()
    return build(
        "vast",
        (
            {
                "id": f"dev/{'seen' if seen == '1' else 'unseen'}/{number}",
                "group": clean(text),
                "split": "test",
                "text": clean(text),
                "target": target,
                "stance_target": one_of(DEV_LABELS, label, path),
            }
            for number, (text, target, label, seen) in enumerate(rows)
        ),
    )


CORPUS = Corpus(
    name="vast",
    path="stance/vast",
    licence="none stated",
    source="github.com/emilyallaway/zero-shot-stance",
    families=("stance_target",),
    mapping="con is against, pro is favor, neutral is none; the target is `topic_str` (in the dev layout `Target 1`).",
    traps="Neutral rows are mostly synthetic: a post with a random topic. The same post recurs with many topics.",
    read=read,
)
