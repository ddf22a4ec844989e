"""DEBAGREEMENT (2021): does a Reddit reply agree with its parent?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import CorpusError, one_of, read_header, read_table
from training.corpora.splits import split_of

STANCES = {"0": "deny", "1": "comment", "2": "support"}


def stance_of(label: str, text: str, split: str, where: Path) -> str | None:
    """Map agreement to a stance; outside test, a neutral reply that ends in a question mark is unjudged.

    Such replies are about as often queries and denials as comments, and calling them all comments would unteach
    `query`. A test keeps every row, to be scored with query and comment taken together.
    """
    stance: str = one_of(STANCES, label, where)
    return None if stance == "comment" and split != "test" and text.endswith("?") else stance


def read(path: Path) -> pl.DataFrame:
    """Read the published CSV, or a folder of them (`debagreement.csv`, or its parts); split by submission.

    10 % val and 20 % test; a reply that stands in two files counts once.
    """
    files = [path] if path.is_file() else sorted(path.glob("*.csv"))
    if not files:
        raise CorpusError("no CSV here", where=str(path), hint="Expected debagreement.csv or parts of it")
    frames = [build("debagreement", (_example(row, file) for row in _rows(file))) for file in files]
    return pl.concat(frames).unique("id", keep="first", maintain_order=True)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield rows; the published file names the submission by id and, in some editions, by its text as well."""
    needed = ["label", "body_parent", "body_child", "msg_id_child", "submission_id", "agreement_fraction"]
    header = read_header(path)
    more = ["submission_text"] if "submission_text" in header else []
    for row in read_table(path, [*needed, *more]).iter_rows(named=True):
        yield {"submission_text": None, **row}


def _example(row: dict[str, Any], path: Path) -> dict[str, Any]:
    group, text = row["submission_id"], clean(row["body_child"])
    split = split_of(group, test=0.2)
    return {
        "id": row["msg_id_child"],
        "group": group,
        "split": split,
        "text": text,
        "parent": clean(row["body_parent"]),
        "target": clean(row["submission_text"]) or None,
        "weight": float(row["agreement_fraction"]),
        "stance_parent": stance_of(row["label"], text, split, path),
    }


CORPUS = Corpus(
    name="debagreement",
    path="stance/debagreement",
    licence="none stated in the mirror",
    source="DEBAGREEMENT (Pougué-Biyong et al. 2021), a part",
    families=("stance_parent",),
    mapping=(
        "0 disagree is deny, 1 neutral is comment, 2 agree is support; the submission is the target. Neutral replies "
        "ending in '?' are unjudged outside test (queries are not told apart). Weight: share of annotators agreeing."
    ),
    traps="Split by submission, or replies of one thread part. Two of three annotators agreed on 61 % of the rows.",
    read=read,
)
