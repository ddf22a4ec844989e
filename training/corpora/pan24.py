"""PAN 2024 oppositional thinking: Telegram messages, conspiracy or critical, with role spans."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from training.corpora.build import build
from training.corpora.corpus import Corpus
from training.corpora.detokenise import glue, move
from training.corpora.files import CorpusError, one_of, parse_json, read_text
from training.corpora.similar import near_identical
from training.corpora.splits import split_of

LABELS = {"CONSPIRACY": 1.0, "CRITICAL": 0.0}
#: Roles → the names shared with PsyCoMark; `X` marks "no span here" and is dropped.
ROLES = {
    "AGENT": "actor",
    "FACILITATOR": "facilitator",
    "CAMPAIGNER": "campaigner",
    "VICTIM": "victim",
    "NEGATIVE_EFFECT": "effect",
    "OBJECTIVE": "objective",
}


def read(path: Path) -> pl.DataFrame:
    """Read `dataset_en.json`, detokenised with its spans; 10 % val by near-identical text, no test (folds)."""
    rows = parse_json(read_text(path), str(path))
    if not isinstance(rows, list):
        raise CorpusError("not the published layout: expected a JSON list of messages", where=str(path))
    firsts = near_identical([row["text"] for row in rows])
    return build("pan24", (_example(row, rows[first]["id"], path) for row, first in zip(rows, firsts, strict=True)))


def _example(row: dict[str, Any], group: str, path: Path) -> dict[str, Any]:
    text, dropped = glue(row["text"])
    found = {
        (move(span["start_char"], dropped), move(span["end_char"], dropped), ROLES[span["category"]])
        for span in row["annotations"] or ()
        if span["category"] in ROLES
    }
    return {
        "id": row["id"],
        "group": group,
        "split": split_of(group, test=0),
        "text": text,
        "conspiracy": one_of(LABELS, row["category"], path),
        "spans": [{"start": start, "end": end, "label": label} for start, end, label in sorted(found)],
    }


CORPUS = Corpus(
    name="pan24",
    path="conspiracy/pan24/dataset_en.json",
    licence="CC BY-SA 4.0",
    source="PAN 2024, oppositional thinking analysis",
    families=("conspiracy", "spans"),
    mapping=(
        "CONSPIRACY is 1, CRITICAL is 0. Spans: AGENT is actor, NEGATIVE_EFFECT is effect, the rest keep their names "
        "in lower case, moved to the detokenised text."
    ),
    traps="Tokenised text (did n't, https :// t . me): detokenised here, or a model learns the spacing.",
    read=read,
)
