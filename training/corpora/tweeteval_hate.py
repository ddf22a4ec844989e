"""TweetEval hate (HatEval, SemEval-2019 task 5): hate against women and immigrants."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import one_of
from training.corpora.splits import Split
from training.corpora.tweeteval import pairs

SPLITS: tuple[Split, ...] = ("train", "val", "test")
LABELS: dict[str, dict[str, float]] = {"1": {"identity_attack": 1, "toxicity": 1}, "0": {"identity_attack": 0}}


def read(path: Path) -> pl.DataFrame:
    """Read the folder with its published train, val and test."""
    return build(
        "tweeteval_hate",
        (
            {"id": number, "split": split, "text": clean(text), **one_of(LABELS, label, path)}
            for split in SPLITS
            for number, text, label in pairs(path, split)
        ),
    )


CORPUS = Corpus(
    name="tweeteval_hate",
    path="toxicity/tweeteval/hate",
    licence="per task",
    source="github.com/cardiffnlp/tweeteval",
    families=("toxicity",),
    mapping="Hate is identity_attack 1 and toxicity 1. Not hate is identity_attack 0; it may still be toxic: unjudged.",
    traps="The test is distributed differently from train (more hashtags that look hateful): expect a drop.",
    read=read,
)
