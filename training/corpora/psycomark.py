"""PsyCoMark (SemEval-2026 task 10): Reddit posts, conspiracy votes and role spans."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl

from training.corpora.build import build
from training.corpora.corpus import Corpus
from training.corpora.files import read_jsonl
from training.corpora.similar import near_identical
from training.corpora.splits import split_of

ROLES = {"Actor": "actor", "Action": "action", "Victim": "victim", "Effect": "effect", "Evidence": "evidence"}
#: What one vote alone is worth: annotators agree poorly (alpha .32).
ONE_VOTE = 0.6


def read(path: Path) -> pl.DataFrame:
    """Read `train.jsonl`; 10 % val by group of near-identical texts, no test (reported by grouped folds)."""
    rows = read_jsonl(path, ["id", "text", "votes", "markers"])
    firsts = near_identical([row["text"] for row in rows])
    return build("psycomark", (_example(row, rows[first]["id"]) for row, first in zip(rows, firsts, strict=True)))


def _example(row: dict[str, Any], group: str) -> dict[str, Any]:
    soft, weight = opinion(row["votes"])
    return {
        "id": row["id"],
        "group": group,
        "split": split_of(group, test=0),
        "text": row["text"],  # untouched: spans count its characters
        "conspiracy": soft,
        "weight": weight,
        "spans": _spans(row["markers"]),
    }


def opinion(votes: list[str]) -> tuple[float | None, float]:
    """Return the soft label and its weight; "Can't tell" counts half, and gives no label where nobody could tell.

    Example:
        Yes, Yes, No → 0.667 at weight 0.667; Yes alone → 1 at weight 0.6; Can't tell alone → null.
    """
    count = Counter(votes)
    if not count["Yes"] + count["No"]:
        return None, 1.0
    soft = (count["Yes"] + 0.5 * count["Can't tell"]) / len(votes)
    return soft, ONE_VOTE if len(votes) == 1 else max(soft, 1 - soft)


def _spans(readings: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the distinct spans of all annotators, in text order."""
    found = {(span["startIndex"], span["endIndex"], ROLES[span["type"]]) for spans in readings for span in spans}
    return [{"start": start, "end": end, "label": label} for start, end, label in sorted(found)]


CORPUS = Corpus(
    name="psycomark",
    path="conspiracy/psycomark/train.jsonl",
    licence="labels CC BY; texts belong to their writers",
    source="SemEval-2026 task 10",
    families=("conspiracy", "spans"),
    mapping=(
        "conspiracy: share of Yes with Can't tell as half; weight: agreement (0.6 for a single vote); nobody could "
        "tell: unjudged, spans kept. Spans: union over annotators, types in lower case."
    ),
    traps="Near-identical texts sent to several subreddits, with differing votes: they share a group. Alpha .32.",
    read=read,
)
