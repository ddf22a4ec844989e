"""MT-CSD (2024): stance to a named target in Reddit conversations, up to depth 8."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import one_of, read_jsonl

STANCES = {name: name for name in ("favor", "against", "none")}
FILES = {"train": "train.jsonl", "val": "valid.jsonl"}


def read(path: Path) -> pl.DataFrame:
    """Read the folder with its published train and val; the group is the conversation."""
    return build(
        "mtcsd",
        (
            {
                "id": f"{split}/{row['id']}",
                "group": row["id"].split("-")[0],
                "split": split,
                "text": clean(row["text"]),
                "parent": clean(row["parent_text"]) or None,
                "target": row["target"],
                "stance_target": one_of(STANCES, row["label"], path / name),
            }
            for split, name in FILES.items()
            for row in read_jsonl(path / name, ["id", "text", "parent_text", "target", "label"])
        ),
    )


CORPUS = Corpus(
    name="mtcsd",
    path="stance/mtcsd",
    licence="none stated",
    source="github.com/nfq729/MT-CSD",
    families=("stance_target",),
    mapping="favor, against, none to the target; the parent is the last post of the chain before this one.",
    traps="The stance often shows only with the parent. Comments of one conversation repeat among its chains.",
    read=read,
)
