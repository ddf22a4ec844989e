"""Text to token arrays: each distinct text is tokenised once, then laid out alone or beside its context.

Layout, one row a comment (Devlin et al. 2019, sentence-pair input):

    alone        [CLS] comment [SEP]                   token types 0
    in context   [CLS] comment [SEP] context [SEP]     token types 0 … 0 1 … 1
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from analyzer.text.emoji import spell_emoji
from analyzer.text.normalise import normalise
from analyzer.text.quotes import own_words

IntArray = npt.NDArray[np.int64]
#: Parents and articles are cut to this many characters before tokenising; more never reaches the model.
CONTEXT_CHARACTERS = 1_000


@dataclass(frozen=True)
class SpecialTokens:
    """Ids of the tokens that frame an input, read from the tokenizer itself."""

    cls: int
    sep: int
    pad: int

    @classmethod
    def of(cls, tokenizer: Tokenizer) -> SpecialTokens:
        """Read the ids by the names BERT and RoBERTa vocabularies use."""

        def first(*names: str) -> int:
            return next((i for i in (tokenizer.token_to_id(name) for name in names) if i is not None), 0)

        return cls(first("[CLS]", "<s>"), first("[SEP]", "</s>"), first("[PAD]", "<pad>"))


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
    """One padded batch: three (rows, width) arrays, as the encoder takes them."""

    input_ids: IntArray
    attention_mask: IntArray
    token_type_ids: IntArray

    def feed(self) -> dict[str, IntArray]:
        """Return the arrays by their graph input names."""
        return {
            "input_ids": self.input_ids,
            "attention_mask": self.attention_mask,
            "token_type_ids": self.token_type_ids,
        }


def width(own: Sequence[int], context: Sequence[int] | None) -> int:
    """Return how many tokens a row takes with its special tokens."""
    return len(own) + 2 + (len(context) + 1 if context is not None else 0)


def lay_out(
    special: SpecialTokens, own: Sequence[Sequence[int]], context: Sequence[Sequence[int]] | None = None
) -> Batch:
    """Pad rows of tokens (already cut to their layout) into one batch; a missing context is an empty segment."""
    widths = [width(row, context[i] if context is not None else None) for i, row in enumerate(own)]
    shape = (len(own), max(widths, default=2))
    ids = np.full(shape, special.pad, dtype=np.int64)
    mask = np.zeros(shape, dtype=np.int64)
    types = np.zeros(shape, dtype=np.int64)
    for i, row in enumerate(own):
        end = len(row) + 2
        ids[i, 0] = special.cls
        ids[i, 1 : end - 1] = row
        ids[i, end - 1] = special.sep
        if context is not None:
            ids[i, end : widths[i] - 1] = context[i]
            ids[i, widths[i] - 1] = special.sep
            types[i, end : widths[i]] = 1
        mask[i, : widths[i]] = 1
    return Batch(ids, mask, types)
