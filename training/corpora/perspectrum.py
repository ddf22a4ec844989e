"""Perspectrum (Chen et al. 2019): sentences that support or undermine a claim."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import one_of, read_table

STANCES = {"SUPPORT": "favor", "UNDERMINE": "against"}
SPLITS = {"train": "train", "dev": "val", "test": "test"}


def read(path: Path) -> pl.DataFrame:
    """Read `pairs.csv` (`split`, `claim`, `text`, `label`) with its published splits; the group is the claim."""
    rows = read_table(path, ["split", "claim", "text", "label"]).iter_rows()
    return build(
        "perspectrum",
        (
            {
                "id": str(number),
                "group": clean(claim),
                "split": one_of(SPLITS, split, path),
                "text": clean(text),
                "target": clean(claim),
                "stance_target": one_of(STANCES, label, path),
            }
            for number, (split, claim, text, label) in enumerate(rows)
        ),
    )


CORPUS = Corpus(
    name="perspectrum",
    path="stance/perspectrum/pairs.csv",
    licence="CC BY-SA 4.0",
    source="github.com/CogComp/perspectrum",
    families=("stance_target",),
    mapping="A sentence that supports the claim is favor, one that undermines it is against; the claim is the target.",
    traps="Clean debate prose with paraphrases of each sentence, unlike comments; there is no `none`.",
    read=read,
)
