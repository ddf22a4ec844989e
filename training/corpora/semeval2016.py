"""SemEval-2016 task 6 in TweetEval's layout: stance of tweets to five targets."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import one_of
from training.corpora.splits import Split
from training.corpora.tweeteval import pairs

STANCES = {"0": "none", "1": "against", "2": "favor"}
SPLITS: tuple[Split, ...] = ("train", "val", "test")
TARGETS = {
    "abortion": "legalization of abortion",
    "atheism": "atheism",
    "climate": "climate change is a real concern",
    "feminist": "feminist movement",
    "hillary": "Hillary Clinton",
}


def read(path: Path) -> pl.DataFrame:
    """Read the five folders with their published train, val and test."""
    return build(
        "semeval2016",
        (
            {
                "id": f"{folder}/{number}",
                "split": split,
                "text": clean(text),
                "target": target,
                "stance_target": one_of(STANCES, label, path / folder),
            }
            for folder, target in TARGETS.items()
            for split in SPLITS
            for number, text, label in pairs(path / folder, split)
        ),
    )


CORPUS = Corpus(
    name="semeval2016",
    path="stance/tweeteval",
    licence="per task",
    source="github.com/cardiffnlp/tweeteval",
    families=("stance_target",),
    mapping="none, against, favor to the folder's target, named as in the task.",
    traps="Targets are never named in many tweets; the metric Favg leaves `none` out but its errors count.",
    read=read,
)
