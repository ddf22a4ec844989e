"""Gab Hate Corpus, majority labels, dev part: hate-based rhetoric and its kinds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import read_jsonl
from training.corpora.splits import by_text

#: Who is degraded, where it is for who they are (`pol` and `idl`, politics and ideology, are not).
IDENTITIES = ("mph", "gen", "rel", "sxo", "rae", "nat")


def read(path: Path) -> pl.DataFrame:
    """Read `dev.jsonl`; split by text, 10 % val and 10 % test."""
    rows = read_jsonl(path, ["text_id", "Text", "hd", "cv", "vo", *IDENTITIES])
    return build("gab", (_example(row) for row in rows))


def _example(row: dict[str, Any]) -> dict[str, Any]:
    hateful = bool(row["hd"] or row["cv"] or row["vo"])
    at_identity = bool(row["hd"] or row["cv"]) and any(row[name] for name in IDENTITIES)
    return {
        "id": str(row["text_id"]),
        **by_text(clean(row["Text"])),
        "toxicity": 1.0 if hateful else None,
        "threat": float(row["cv"]),
        "identity_attack": 1.0 if at_identity else None if hateful else 0.0,
    }


CORPUS = Corpus(
    name="gab",
    path="toxicity/gab_majority/dev.jsonl",
    licence="none stated",
    source="github.com/BrendanKennedy/contextualizing-hate-speech-models-with-explanations",
    families=("toxicity",),
    mapping=(
        "hd (human degradation), cv (call for violence) or vo (vulgar, offensive) is toxicity 1; none of them leaves "
        "it unjudged (swearing occurs there). cv is threat. hd or cv at an identity target is identity_attack 1; "
        "none of the three is 0; the rest is unjudged."
    ),
    traps="vo mixes swearing with offence, so obscene stays unjudged. Twelve calls for violence in 2,581.",
    read=read,
)
