"""Comments an exported graph is watched on while it is rounded: the contrast sets that ship, so no corpus is needed."""

from __future__ import annotations

from tokenizers import Tokenizer

from analyzer.models.encode import Row, SpecialTokens, lay_out, prepare, prepare_context, tokenise
from analyzer.models.views import Layout
from training import corpora
from training.smooth import Feed

#: Comments shown: the ranges of a layer's values hardly move beyond this many.
SHOWN = 200


def sample_feeds(tokenizer: Tokenizer, layout: Layout) -> list[Feed]:
    """Return what a graph is fed for `SHOWN` comments, each a batch of its own with its parent and target."""
    rows = corpora.load(corpora.SHIPPED, ("house_contrast",)).head(SHOWN)
    own = tokenise(tokenizer, [prepare(text) for text in rows["text"]])
    parent = tokenise(tokenizer, [prepare_context(text) for text in rows["parent"]])
    target = tokenise(tokenizer, [prepare_context(text) for text in rows["target"]])
    special = SpecialTokens.of(tokenizer)
    cut = (
        Row(tuple(a[: layout.own]), tuple(b[: layout.parent]), tuple(c[: layout.target]))
        for a, b, c in zip(own, parent, target, strict=True)
    )
    return [lay_out(special, [row]).feed() for row in cut]
