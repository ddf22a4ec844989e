"""TweetEval offensive: only its test is new, the test of OLID level A."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import one_of
from training.corpora.tweeteval import pairs


def read(path: Path) -> pl.DataFrame:
    """Read the folder's test files as the test split of the corpus `olid`."""
    return build(
        "olid",
        (
            {"id": number, "split": "test", "text": clean(text), "toxicity": one_of({"0": 0.0, "1": 1.0}, label, path)}
            for number, text, label in pairs(path, "test")
        ),
    )


CORPUS = Corpus(
    name="tweeteval_offensive",
    path="toxicity/tweeteval/offensive",
    licence="per task",
    source="github.com/cardiffnlp/tweeteval",
    families=("toxicity",),
    mapping="offensive is toxicity 1, not-offensive is 0. Its rows carry the corpus name `olid`.",
    traps="Its train and val are OLID's training file again and are not read.",
    read=read,
)
