"""Text to token arrays: each distinct text is tokenised once, then laid out beside its parent and its target.

Layout of one row, in blocks; blocks that are not there take no room (a sentence pair as in Devlin et al. 2019, with a
block-wise attention mask, as in Dong et al. 2019, "Unified language model pre-training"):

    block       comment                parent                target
    tokens      [CLS] comment [SEP]    [CLS] parent [SEP]    [MASK] target [SEP]
    types       0                      1                     1
    positions   0 … n + 1              n + 2 …               n + 2 …
    sees        comment                comment, parent       comment, target

A comment's own vectors are therefore the same whatever stands beside it, and one pass answers every label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from analyzer.models.views import POOLED
from analyzer.text.emoji import spell_emoji
from analyzer.text.normalise import normalise
from analyzer.text.quotes import own_words

IntArray = npt.NDArray[np.int64]
#: Parents and articles are cut to this many characters before tokenising; more never reaches the model.
CONTEXT_CHARACTERS = 1_000


@dataclass(frozen=True)
class SpecialTokens:
    """Ids of the tokens that frame an input, read from the tokenizer itself; `mask` opens the block of the target."""

    cls: int
    sep: int
    pad: int
    mask: int

    @classmethod
    def of(cls, tokenizer: Tokenizer) -> SpecialTokens:
        """Read the ids by the names BERT and RoBERTa vocabularies use; a tokenizer without a mask opens with CLS."""

        def first(*names: str) -> int | None:
            return next((i for i in (tokenizer.token_to_id(name) for name in names) if i is not None), None)

        start = first("[CLS]", "<s>") or 0
        mask = first("[MASK]", "<mask>")
        return cls(start, first("[SEP]", "</s>") or 0, first("[PAD]", "<pad>") or 0, start if mask is None else mask)


class Row(NamedTuple):
    """What the encoder reads of one comment: token ids cut to the layout; None where there is no such context."""

    own: tuple[int, ...]
    parent: tuple[int, ...] | None = None
    target: tuple[int, ...] | None = None

    @property
    def width(self) -> int:
        """Tokens of the whole row, special tokens included."""
        return sum(len(block) + 2 for block in self if block is not None)


def prepare(text: str) -> str:
    """Return what the model reads of a comment: its own words, normalised, emoji spelled out."""
    own = own_words(text) or text  # all quote: dumps that lost their line breaks run quote and answer together
    return " ".join(spell_emoji(normalise(own)).split())


def prepare_context(text: str | None) -> str:
    """Return what the model reads of a parent, title or article; empty where there is none."""
    return prepare(text[: 2 * CONTEXT_CHARACTERS])[:CONTEXT_CHARACTERS] if text else ""


def tokenise(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """Return the token ids of each text, without special tokens, uncut."""
    return [encoding.ids for encoding in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]


@dataclass(frozen=True)
class Batch:
    """Padded rows, as the encoder takes them.

    Attributes:
        input_ids: (rows, width) token ids.
        position_ids: (rows, width) positions; the blocks of parent and target both follow on the comment.
        token_type_ids: (rows, width) 0 in the comment and in padding, 1 in its contexts.
        visible: (rows, width, width) 1 where a token (second axis) may attend to another (third axis).
        pool: (rows, 6, width) weights that average a block or pick its first token; zero where a block is missing.
    """

    input_ids: IntArray
    position_ids: IntArray
    token_type_ids: IntArray
    visible: npt.NDArray[np.int32]
    pool: npt.NDArray[np.float32]

    def feed(self) -> dict[str, npt.NDArray[Any]]:
        """Return the arrays by their graph input names."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def lay_out(special: SpecialTokens, rows: Sequence[Row]) -> Batch:
    """Pad rows (already cut to their layout) into one batch."""
    shape = (len(rows), max((row.width for row in rows), default=2))
    ids = np.full(shape, special.pad, dtype=np.int64)
    positions = np.zeros(shape, dtype=np.int64)
    block = np.full(shape, -1, dtype=np.int64)
    pool = np.zeros((len(rows), POOLED, shape[1]), dtype=np.float32)
    starts = (special.cls, special.cls, special.mask)
    for i, row in enumerate(rows):
        begin, after = 0, len(row.own) + 2
        for kind, tokens in enumerate(row):
            if tokens is None:
                continue
            end = begin + len(tokens) + 2
            ids[i, begin:end] = (starts[kind], *tokens, special.sep)
            first = 0 if kind == 0 else after
            positions[i, begin:end] = np.arange(first, first + end - begin)
            block[i, begin:end] = kind
            pool[i, 2 * kind, begin:end] = 1.0 / (end - begin)
            pool[i, 2 * kind + 1, begin] = 1.0
            begin = end
    own = block == 0
    same = (block[:, :, None] == block[:, None, :]) & (block >= 0)[:, None, :]
    visible = (own[:, None, :] | same).astype(np.int32)
    return Batch(ids, positions, (block > 0).astype(np.int64), visible, pool)
