"""Davidson et al. 2017: tweets found by a hate lexicon, each read by three or more crowd workers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import read_table
from training.corpora.splits import by_text

#: How toxic an "offensive" vote is: workers gave it for slang without an attack as well.
OFFENSIVE = 0.7


def read(path: Path) -> pl.DataFrame:
    """Read `labeled_data.csv`; split by text, 10 % val and 10 % test."""
    columns = ["hate_speech", "offensive_language", "neither", "tweet"]
    rows = read_table(path, columns).iter_rows()
    return build("davidson", (_example(number, *row) for number, row in enumerate(rows)))


def _example(number: int, hate: str, offensive: str, neither: str, tweet: str) -> dict[str, Any]:
    h, o, n = int(hate), int(offensive), int(neither)
    votes = h + o + n
    innocent = 0.0 if n == votes else None
    return {
        "id": str(number),
        **by_text(clean(tweet)),
        "weight": max(h, o, n) / votes,
        "toxicity": (h + OFFENSIVE * o) / votes,
        "identity_attack": h / votes,
        "obscene": o / (o + n) if h < max(o, n) else None,
        "insult": innocent,
        "threat": innocent,
        "severe_toxicity": innocent,
    }


CORPUS = Corpus(
    name="davidson",
    path="toxicity/davidson2017/labeled_data.csv",
    licence="MIT",
    source="github.com/t-davidson/hate-speech-and-offensive-language",
    families=("toxicity",),
    mapping=(
        "Vote shares: hate is identity_attack; hate + 0.7 offensive is toxicity; offensive of offensive + neither is "
        "obscene (unjudged where hate leads: hate need not swear). Only where all say neither are the others 0. "
        "Weight: the share of the winning vote."
    ),
    traps="Known dialect bias: African American English is over-marked as offensive. Found by lexicon, never natural.",
    read=read,
)
