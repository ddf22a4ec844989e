"""Comments an exported graph is watched on while it is rounded: the contrast sets that ship, so no corpus is needed."""

from __future__ import annotations

from tokenizers import Tokenizer

from analyzer.models.encode import Row, SpecialTokens, lay_out
from analyzer.models.views import Layout
from training import corpora
from training.smooth import Feed
from training.views import train_data

#: Comments shown: the ranges of a layer's values hardly move beyond this many.
SHOWN = 200


def sample_feeds(tokenizer: Tokenizer, layout: Layout) -> list[Feed]:
    """Return what a graph is fed for `SHOWN` comments, each a batch of its own.

    Their topic is the target. They answer nobody: the block of the parent is there, and empty.
    """
    comments = corpora.load(corpora.SHIPPED, ("house_contrast",)).head(SHOWN)
    special = SpecialTokens.of(tokenizer)
    rows = train_data(comments, tokenizer, layout, contexts="all").rows
    return [lay_out(special, [Row(row.own, (), row.target)]).feed() for row in rows]
