"""P-Stance (Li et al. 2021): stance of tweets to three American politicians."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import one_of, read_table

STANCES = {"FAVOR": "favor", "AGAINST": "against"}
PEOPLE = ("bernie", "biden", "trump")


def read(path: Path) -> pl.DataFrame:
    """Read `raw_train_<name>.csv` and `raw_val_<name>.csv` of the three politicians."""
    return build(
        "pstance",
        (
            {
                "id": f"{split}/{name}/{number}",
                "split": split,
                "text": clean(text),
                "target": target,
                "stance_target": one_of(STANCES, stance, path),
            }
            for split in ("train", "val")
            for name in PEOPLE
            for number, (text, target, stance) in enumerate(
                read_table(path / f"raw_{split}_{name}.csv", ["Tweet", "Target", "Stance"]).iter_rows()
            )
        ),
    )


CORPUS = Corpus(
    name="pstance",
    path="stance/pstance",
    licence="none stated",
    source="github.com/chuchun8/PStance",
    families=("stance_target",),
    mapping="FAVOR is favor, AGAINST is against; there is no `none`.",
    traps="Without `none` it teaches that everything takes a side: balance it with corpora that have it.",
    read=read,
)
