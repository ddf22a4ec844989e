"""What a corpus file says about its corpus: where it lies, under which licence, what maps to which label, its traps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl


@dataclass(frozen=True)
class Corpus:
    """One public data set and the function that turns its published files into examples."""

    name: str  # also the value of the `corpus` column, unless `mapping` says otherwise
    path: str  # file or folder, relative to the data root the user names
    licence: str  # as stated by the publisher
    source: str
    families: tuple[str, ...]  # toxicity | conspiracy | stance_parent | stance_target | spans
    mapping: str  # what maps to which label, and why
    traps: str  # what a user of the corpus gets wrong
    read: Callable[[Path], pl.DataFrame]  # the file or folder → examples (`training.examples.EXAMPLE_SCHEMA`)
    shipped: str | None = None  # a file in `training/data` that stands in where the root has none
