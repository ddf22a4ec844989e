"""Comments an exported graph is watched on while it is rounded: sentences that ship, so no corpus is needed."""

from __future__ import annotations

import polars as pl
from tokenizers import Tokenizer

from analyzer.models.encode import Row, SpecialTokens, lay_out
from analyzer.models.views import Layout
from training import corpora
from training.smooth import Feed
from training.views import train_data

#: Comments shown of each corpus: the ranges of a layer's values hardly move beyond this many in all.
SHOWN = {"house_contrast": 150, "functions": 50}


def sample_feeds(tokenizer: Tokenizer, layout: Layout) -> list[Feed]:
    """Return what a graph is fed for `SHOWN` comments, each a batch of its own.

    Of the contrast sets those that answer somebody, with the parent and their topic as the target; of the functions
    sentences evenly over all kinds, which answer nobody: the block of the parent is there, and empty.
    """
    loaded = corpora.load(corpora.SHIPPED, tuple(SHOWN))
    answers = loaded.filter(corpus="house_contrast").filter(pl.col("parent").is_not_null())
    sentences = loaded.filter(corpus="functions")
    comments = pl.concat([_evenly(answers, SHOWN["house_contrast"]), _evenly(sentences, SHOWN["functions"])])
    special = SpecialTokens.of(tokenizer)
    rows = train_data(comments, tokenizer, layout, contexts="all").rows
    return [lay_out(special, [Row(row.own, row.parent or (), row.target)]).feed() for row in rows]


def _evenly(rows: pl.DataFrame, most: int) -> pl.DataFrame:
    return rows.gather_every(max(1, rows.height // most)).head(most)
