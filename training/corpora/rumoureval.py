"""RumourEval 2019 (SemEval-2019 task 7): replies to rumours on Twitter and Reddit, SDQC."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import one_of, read_jsonl
from training.corpora.rumoureval_tree import published, read_tree
from training.corpora.splits import split_of

STANCES = {name: name for name in ("support", "deny", "query", "comment")}
_COLUMNS = ("thread_id", "id", "depth", "label", "text", "parent_text", "source_text")


def read(path: Path) -> pl.DataFrame:
    """Read the published folders, or `train.jsonl` and `dev.jsonl` flattened from them.

    Train gives 10 % val by thread; dev is reported on: test. Ids are `thread/post@depth`.
    """
    tree = published(path)
    if tree is not None:
        train, dev = read_tree(tree, "train-key.json"), read_tree(tree, "dev-key.json")
    else:
        train, dev = (read_jsonl(path / f"{name}.jsonl", _COLUMNS) for name in ("train", "dev"))
    parts = ((train, None), (dev, "test"))
    return pl.concat([build("rumoureval", (_example(row, path, split) for row in rows)) for rows, split in parts])


def _example(row: dict[str, Any], path: Path, split: str | None) -> dict[str, Any]:
    source = clean(row["source_text"])
    # A source post answers nobody: its label is about the rumour. Without a parent no view trains on it; it is kept
    # for scoring all rows as the task does.
    parent = (clean(row["parent_text"]) or source) if row["depth"] else None
    return {
        "id": f"{row['thread_id']}/{row['id']}@{row['depth']}",
        "group": row["thread_id"],
        "split": split or split_of(row["thread_id"], test=0),
        "text": clean(row["text"]),
        "parent": parent,
        "target": source if parent is not None and source != parent else None,
        "stance_parent": one_of(STANCES, row["label"], path),
    }


CORPUS = Corpus(
    name="rumoureval",
    path="stance/rumoureval2019",
    licence="CC BY 4.0, texts under Twitter's terms",
    source="RumourEval 2019, figshare 8845580",
    families=("stance_parent",),
    mapping=(
        "SDQC of a reply is its stance to the parent, with the source post as target where that is not the parent. "
        "Source posts have no parent: nothing trains on them, and the suite counts them by a fixed rule."
    ),
    traps=(
        "Replies at depth 2 or more are 80-98 % comment: report per depth (the id ends in @depth) and with parents "
        "shuffled. The published label speaks of the rumour as well as of the parent. RumourEval 2017 lies inside it."
    ),
    read=read,
)
