"""Comments of the project's own, by what they do: deny an insult, report one, fight it, or hurt without a bad word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from training.corpora.build import build, toxicity_of
from training.corpora.corpus import Corpus
from training.corpora.files import read_jsonl
from training.corpora.splits import every


def read(path: Path) -> pl.DataFrame:
    """Read `cases.jsonl`: ids `kind/number`; every fifth comment of a kind is test, no val."""
    return build("cases", _examples(read_jsonl(path, ["kind", "text", "labels"]), path))


def _examples(rows: list[dict[str, Any]], path: Path) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for row in rows:
        kind, number = row["kind"], seen[row["kind"]]
        seen[kind] += 1
        yield {
            "id": f"{kind}/{number}",
            "group": f"cases/{kind}/{number}",
            "split": every(number),
            "text": row["text"],
            **toxicity_of(row["labels"], path),
        }


CORPUS = Corpus(
    name="cases",
    path="cases.jsonl",
    licence="Apache-2.0, the project's own text",
    source="this project (synthetic)",
    families=("toxicity",),
    mapping="Each comment lists the toxicity labels that hold; the others are 0. Kinds follow the functions HateCheck "
    "tests (Röttger et al. 2021).",
    traps="Synthetic, written by a language model: clearer than what people write. Measured on held-out comments only.",
    read=read,
    shipped="cases.jsonl",
)
