"""Comments of the target domain, labelled with all families at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from analyzer.comment import TOXICITY_LABELS
from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import read_jsonl
from training.corpora.splits import split_of
from training.dedup import text_key

_KEPT = (*TOXICITY_LABELS, "conspiracy", "stance_parent")


def read(path: Path) -> pl.DataFrame:
    """Read `comments.jsonl`; 10 % val and 15 % test by what is answered. Ids are `source/sampled_by/id`."""
    rows = read_jsonl(path, ["id", "source", "sampled_by", "title", "parent", "text", *_KEPT])
    return build("house", (_example(row) for row in rows))


def placed(row: dict[str, Any]) -> dict[str, Any]:
    """Return text, context, group and split of a row; 10 % of the groups are val, 15 % test.

    The group is what is answered. A comment without a parent is grouped under its own text, which is the parent of
    those who answer it.
    """
    group = text_key(row["parent"] or row["text"]) or str(row["id"])
    return {
        "group": group,
        "split": split_of(group, test=0.15),
        "text": clean(row["text"]),
        "parent": clean(row["parent"]) or None,
        "target": clean(row["title"]) or None,
    }


def _example(row: dict[str, Any]) -> dict[str, Any]:
    name = f"{row['source']}/{row['sampled_by']}/{row['id']}"
    return {"id": name, **placed(row), **{label: row[label] for label in _KEPT}}


CORPUS = Corpus(
    name="house",
    path="house/comments.jsonl",
    licence="annotations: the project's; texts belong to their writers",
    source="this project",
    families=("toxicity", "conspiracy", "stance_parent"),
    mapping="Labelled by the definitions of this project: columns are taken as they stand, null stays unjudged.",
    traps=(
        "Silver labels, one reading each. Rates are natural only where sampled_by is `random` (second part of the "
        "id). Rows from mtcsd, debagreement and rumoureval2019 are in those corpora as well: drop leaks by text."
    ),
    read=read,
)
