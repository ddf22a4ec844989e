"""Stormfront sentences (de Gibert et al. 2018): a white-supremacist forum, sentence by sentence."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.detokenise import detokenise
from training.corpora.files import one_of, read_table
from training.corpora.splits import split_of

LABELS: dict[str, float | None] = {"hate": 1.0, "noHate": 0.0, "relation": None, "idk/skip": None}


def read(path: Path) -> pl.DataFrame:
    """Read `sentences.csv` (`file_id`, `text`, `label`); split by post, 10 % val and 10 % test."""
    rows = read_table(path, ["file_id", "text", "label"]).iter_rows()
    return build(
        "stormfront",
        (
            {
                "id": number,
                "group": number.rsplit("_", 1)[0],
                "split": split_of(number.rsplit("_", 1)[0]),
                "text": clean(detokenise(text)),
                "identity_attack": one_of(LABELS, label, path),
            }
            for number, text, label in rows
        ),
    )


CORPUS = Corpus(
    name="stormfront",
    path="toxicity/stormfront/sentences.csv",
    licence="CC BY-SA 3.0 ES",
    source="github.com/Vicomtech/hate-speech-dataset",
    families=("toxicity",),
    mapping=(
        "hate is identity_attack 1, noHate 0. `relation` (hateful only with its neighbours) and `idk/skip` are left "
        "out. Toxicity is not judged: noHate sentences may insult."
    ),
    traps="Sentences, not comments; tokenised text; the forum's topic is itself a cue.",
    read=read,
)
