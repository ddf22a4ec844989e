"""More contrast sets, written for training alone: the cross-validated figures are of `house_contrast`."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from training.corpora.corpus import Corpus
from training.corpora.house_contrast import read_sets


def read(path: Path) -> pl.DataFrame:
    """Read `framing.jsonl`: three examples a set, as in `house_contrast`; all of them train."""
    return read_sets("framing", path, val=0)


CORPUS = Corpus(
    name="framing",
    path="framing.jsonl",
    licence="Apache-2.0, the project's own text",
    source="this project (synthetic)",
    families=("conspiracy",),
    mapping="As house_contrast: pos is conspiracy 1, neg_critical and neg_other are 0.",
    traps="Synthetic, written by a language model that saw none of the sets that measure. Nothing is measured on it.",
    read=read,
    shipped="framing.jsonl",
)
