"""Turn rows of plain Python values into a table of examples."""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import polars as pl

from analyzer.comment import TOXICITY_LABELS
from training.corpora.files import one_of
from training.examples import EXAMPLE_SCHEMA, as_examples

_LABELS = tuple(EXAMPLE_SCHEMA)[tuple(EXAMPLE_SCHEMA).index("weight") + 1 :]


def clean(text: str | None) -> str:
    """Undo HTML escapes and the line ends of Windows; trim. Word spacing inside is the writer's and stays."""
    return html.unescape(text or "").replace("\r\n", "\n").replace("\xa0", " ").strip()


def toxicity_of(named: Collection[str], where: object) -> dict[str, float]:
    """Return the six toxicity labels, 1 for those that are named and 0 for the others.

    Raises:
        CorpusError: A name is no toxicity label.
    """
    known = dict.fromkeys(TOXICITY_LABELS, 0.0)
    return known | {one_of(dict.fromkeys(known, name), name, where): 1.0 for name in named}


def build(corpus: str, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Complete rows to examples of `corpus`; rows without text, or without any label, are left out."""
    table = {name: EXAMPLE_SCHEMA[name] for name in EXAMPLE_SCHEMA}
    frame = pl.DataFrame([{"corpus": corpus, **row} for row in rows], schema=table, orient="row")
    judged = pl.any_horizontal(pl.col(name).is_not_null() for name in _LABELS)
    return as_examples(frame.filter((pl.col("text") != "") & judged))
