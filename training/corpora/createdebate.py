"""CreateDebate gun-control debates (Internet Argument Corpus 2): how writers mark their own replies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import one_of, read_jsonl
from training.corpora.splits import split_of

STANCES = {"disputed": "deny", "supported": "support", "clarified": "comment"}
SIDES = {"prefers strict gun control": "favor", "opposes strict gun control": "against"}
TARGET = "strict gun control"
_COLUMNS = ("id", "author", "text", "parent_text", "response_type", "topic_stance")


def read(path: Path) -> pl.DataFrame:
    """Read `posts.jsonl`; split by author, 10 % val and 10 % test."""
    return build("createdebate", (_example(row, path) for row in read_jsonl(path, _COLUMNS)))


def _example(row: dict[str, Any], path: Path) -> dict[str, Any]:
    text, parent, side = clean(row["text"]), clean(row["parent_text"]) or None, row["topic_stance"]
    group = row["author"] or row["id"]
    return {
        "id": row["id"],
        "group": group,
        "split": split_of(group),
        "text": text,
        "parent": parent,
        "target": TARGET,
        "stance_parent": _stance(row["response_type"], text, path) if parent else None,
        "stance_target": one_of(SIDES, side, path) if side else None,
    }


def _stance(kind: str | None, text: str, path: Path) -> str | None:
    if kind is None or (kind == "clarified" and text.endswith("?")):
        return None
    stance: str = one_of(STANCES, kind, path)
    return stance


CORPUS = Corpus(
    name="createdebate",
    path="stance/createdebate/posts.jsonl",
    licence="none stated",
    source="Internet Argument Corpus 2 (CreateDebate)",
    families=("stance_parent", "stance_target"),
    mapping=(
        "disputed is deny, supported is support. clarified adds, jokes or asks without taking a side: comment, and "
        "unjudged where it ends in '?'. The author's side is the stance to 'strict gun control'."
    ),
    traps="Sides belong to authors: split by author. A short reply need not show its author's side. One topic.",
    read=read,
)
