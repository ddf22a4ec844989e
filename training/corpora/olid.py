"""OLID 1.0 (OffensEval 2019): tweets, offensive or not, targeted or not, at whom."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import one_of, read_table
from training.corpora.splits import by_text

Labels = dict[str, float]

# By the guidelines a NOT tweet holds neither offence nor profanity: every label is 0.
_NOT: Labels = {"toxicity": 0, "severe_toxicity": 0, "obscene": 0, "threat": 0, "insult": 0, "identity_attack": 0}
_AT_PEOPLE: Labels = {"toxicity": 1, "insult": 1}

#: Levels A/B/C → labels. OTH (an organisation, event or issue) may or may not demean people: insult unjudged.
LABELS: dict[str, Labels] = {
    "NOT/NULL/NULL": _NOT,
    "OFF/UNT/NULL": {"toxicity": 1, "insult": 0},
    "OFF/TIN/IND": _AT_PEOPLE,
    "OFF/TIN/GRP": _AT_PEOPLE,
    "OFF/TIN/OTH": {"toxicity": 1},
}


def read(path: Path) -> pl.DataFrame:
    """Read `olid-training-v1.0.tsv`; 10 % val by text, no test (see `tweeteval_offensive`)."""
    columns = ["id", "tweet", "subtask_a", "subtask_b", "subtask_c"]
    rows = read_table(path, columns, separator="\t", quoted=False).iter_rows()
    return build(
        "olid",
        (
            {
                "id": number,
                **by_text(clean(unquote(tweet)), test=0),
                **one_of(LABELS, f"{a}/{b}/{c}".replace("\r", ""), path),
            }
            for number, tweet, a, b, c in rows
        ),
    )


def unquote(field: str) -> str:
    """Undo the spreadsheet quoting some tweets were saved with."""
    if len(field) > 1 and field[0] == field[-1] == '"':
        field = field[1:-1]
    return field.replace('""', '"')


CORPUS = Corpus(
    name="olid",
    path="toxicity/olid/olid-training-v1.0.tsv",
    licence="none stated in the mirror",
    source="OLID 1.0, OffensEval 2019 (SemEval-2019 task 6)",
    families=("toxicity",),
    mapping=(
        "OFF is toxicity 1, NOT is 0 for all six (guidelines: no offence, no profanity). TIN at an individual or a "
        "group is insult 1, UNT is insult 0; OTH leaves insult unjudged. UNT is noisy: obscene stays unjudged."
    ),
    traps="The same tweets as TweetEval offensive train + val. Groups are mostly parties: no identity attack follows.",
    read=read,
)
