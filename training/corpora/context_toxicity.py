"""Context Toxicity, the part judged without context (`gn.csv`): Wikipedia talk at its natural rate."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import one_of, read_table
from training.corpora.splits import split_of

LABELS: dict[str, dict[str, float]] = {
    "1": {"toxicity": 1},
    "0": {"toxicity": 0, "severe_toxicity": 0, "threat": 0, "insult": 0, "identity_attack": 0},
}


def read(path: Path) -> pl.DataFrame:
    """Read `gn.csv`; split by page revision, 10 % val and 20 % test."""
    rows = read_table(path, ["id", "text", "label"]).iter_rows()
    return build(
        "context_toxicity",
        (
            {
                "id": number,
                "group": number.split(".")[0],
                "split": split_of(number.split(".")[0], test=0.2),
                "text": clean(text),
                **one_of(LABELS, label, path),
            }
            for number, text, label in rows
        ),
    )


CORPUS = Corpus(
    name="context_toxicity",
    path="toxicity/context_toxicity/gn.csv",
    licence="Apache-2.0",
    source="github.com/ipavlopoulos/context_toxicity",
    families=("toxicity",),
    mapping=(
        "label is toxicity. What is not toxic is no threat, insult, identity attack or severe toxicity either (each "
        "implies toxicity); obscene stays unjudged, since mild swearing alone is not toxic."
    ),
    traps="59 of 10,000 are toxic and some of those look mislabelled: use it for natural rates, not for ranking.",
    read=read,
)
