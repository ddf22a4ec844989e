"""COVID-19-Stance (Glandt et al. 2021): tweets on masks, Fauci, school closures, stay-at-home orders."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import one_of, read_table

STANCES = {"FAVOR": "favor", "AGAINST": "against", "NONE": "none"}


def read(path: Path) -> pl.DataFrame:
    """Read `raw_train_all_onecol.csv` and `raw_val_all_onecol.csv`."""
    return build(
        "covid19_stance",
        (
            {
                "id": f"{split}/{number}",
                "split": split,
                "text": clean(text),
                "target": target,
                "stance_target": one_of(STANCES, stance, path),
            }
            for split in ("train", "val")
            for number, (text, target, stance) in enumerate(
                read_table(path / f"raw_{split}_all_onecol.csv", ["Tweet", "Target 1", "Stance 1"]).iter_rows()
            )
        ),
    )


CORPUS = Corpus(
    name="covid19_stance",
    path="stance/covid19",
    licence="none stated",
    source="github.com/kglandt/stance-detection-in-covid-19-tweets",
    families=("stance_target",),
    mapping="FAVOR, AGAINST, NONE to the tweet's target.",
    traps="Tweet ids were rounded by a spreadsheet and identify nothing.",
    read=read,
)
