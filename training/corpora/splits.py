"""Splits where a corpus publishes none: decided by a hash of the group, so that they never change."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, Literal

import polars as pl

from training.dedup import text_key

Split = Literal["train", "val", "test"]


def place(group: str) -> float:
    """Return the group's fixed place in [0, 1), the same on every machine."""
    return int.from_bytes(blake2b(group.encode(), digest_size=8).digest(), "big") / 2**64


def split_of(group: str, *, val: float = 0.1, test: float = 0.1) -> Split:
    """Give a group its split: the lowest `test` share of places is test, the next `val` share is validation."""
    where = place(group)
    if where < test:
        return "test"
    return "val" if where < test + val else "train"


def every(number: int, nth: int = 5) -> Split:
    """Give a numbered row its split where every `nth` is held out: it is test, the others train."""
    return "test" if number % nth == nth - 1 else "train"


def with_places(examples: pl.DataFrame) -> pl.DataFrame:
    """Return an example table with each row's place in the column `_place`, for `lowest`."""
    key = pl.format("{}/{}", "corpus", "id")
    return examples.with_columns(_place=key.map_elements(place, pl.Float64))


def lowest(placed: pl.DataFrame, most: int, *parts: str) -> pl.DataFrame:
    """Keep at most `most` rows of each part, those with the lowest places: the same rows each time.

    Args:
        placed: What `with_places` returned.
        most: Rows of a part.
        parts: Columns that tell the parts apart.
    """
    return placed.filter(pl.col("_place").rank("ordinal").over(parts) <= most).drop("_place")


def by_text(text: str, *, val: float = 0.1, test: float = 0.1) -> dict[str, Any]:
    """Return `text`, `group` and `split` of an example that stands alone.

    The group is the folded text, in every corpus the same: a text published twice lands in the same part twice.
    """
    group = text_key(text)
    return {"text": text, "group": group, "split": split_of(group, val=val, test=test)}
