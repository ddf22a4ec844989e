"""SubReddit agreement (covid vaccine): does a reply agree with the post it quotes?"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.debagreement import stance_of
from training.corpora.files import read_table
from training.corpora.splits import split_of


def read(path: Path) -> pl.DataFrame:
    """Read the CSV (Windows-1252); split by quoted post, 10 % val and 10 % test."""
    rows = read_table(path, ["quote_text", "response_text", "relation"], encoding="cp1252").iter_rows()
    return build(
        "subreddit_agreement",
        (
            {
                "id": str(number),
                "group": clean(quote),
                "split": split_of(clean(quote)),
                "text": clean(reply),
                "parent": clean(quote),
                "stance_parent": stance_of(relation, clean(reply), split_of(clean(quote)), path),
            }
            for number, (quote, reply, relation) in enumerate(rows)
        ),
    )


CORPUS = Corpus(
    name="subreddit_agreement",
    path="stance/subreddit_agreement/SubReddit-CovidVaccine.csv",
    licence="to be referred to and cited",
    source="github.com/YuanyuanLei69/SubReddit_agreement_dataset",
    families=("stance_parent",),
    mapping="As DEBAGREEMENT: 0 disagree is deny, 1 neutral is comment, 2 agree is support; neutral with ? unjudged.",
    traps="Windows-1252. One topic and one subreddit.",
    read=read,
)
