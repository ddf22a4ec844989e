"""Replies to rumours of the project's own, SDQC as in RumourEval, written for training alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import one_of, read_jsonl
from training.corpora.rumoureval import STANCES


def read(path: Path) -> pl.DataFrame:
    """Read `rumours.jsonl`: ids `rumours/line`, grouped by the source post; all of them train."""
    return build("rumours", _examples(read_jsonl(path, ["source", "parent", "text", "stance"]), path))


def _examples(rows: list[dict[str, Any]], path: Path) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(rows):
        source, parent = clean(row["source"]), clean(row["parent"])
        yield {
            "id": f"rumours/{number}",
            "group": f"rumours/{source}",
            "split": "train",
            "text": clean(row["text"]),
            "parent": parent or source,
            "target": source if parent else None,
            "stance_parent": one_of(STANCES, row["stance"], path),
        }


CORPUS = Corpus(
    name="rumours",
    path="rumours.jsonl",
    licence="Apache-2.0, the project's own text",
    source="this project (synthetic)",
    families=("stance_parent",),
    mapping="As rumoureval: SDQC is the stance to the parent; the source post is the target where that differs.",
    traps=(
        "Synthetic, written by a language model that had read training rows of RumourEval for how stances are told "
        "apart, and none that measure. Nothing is measured on it."
    ),
    read=read,
    shipped="rumours.jsonl",
)
