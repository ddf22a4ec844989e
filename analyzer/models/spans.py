"""From probabilities of tokens to marked stretches of the comment as it was written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from analyzer.models.encode import prepare
from analyzer.models.views import SPAN_LABELS
from analyzer.text.align import align

FloatArray = npt.NDArray[np.float32]

#: Marked tokens this many characters apart or less are one stretch: the space between two words.
GAP = 1


class Mark(TypedDict):
    """A marked stretch: characters `start` to `end` (exclusive) of the comment's text."""

    start: int
    end: int
    label: str


def marked(
    text: str, tokenizer: Tokenizer, marks: FloatArray, thresholds: dict[str, float], labels: tuple[str, ...]
) -> list[Mark]:
    """Return the stretches of `text` whose words are past a label's threshold, in order.

    Args:
        text: The comment as written.
        tokenizer: The one its tokens came from.
        marks: (tokens, span labels) probabilities of its tokens.
        thresholds: Per label; a label without one is not marked.
        labels: Labels to mark.
    """
    told = prepare(text)
    places = align(text, told)
    encoding = tokenizer.encode(told, add_special_tokens=False)
    offsets = encoding.offsets[: len(marks)]
    words = by_word(marks[: len(offsets)], encoding.word_ids)
    found: list[Mark] = []
    for label in labels:
        if label not in thresholds:
            continue
        past = words[:, SPAN_LABELS.index(label)] >= thresholds[label]
        ranges = [_range(places[low:high]) for (low, high), there in zip(offsets, past, strict=True) if there]
        found += [Mark(start=low, end=high, label=label) for low, high in _merged([r for r in ranges if r])]
    return sorted(found, key=lambda mark: (mark["start"], mark["end"]))


def by_word(marks: FloatArray, words: Sequence[int | None]) -> FloatArray:
    """Return the marks (tokens, span labels) with every token at the mean of its word: no word is marked in part.

    Args:
        marks: (tokens, span labels) probabilities.
        words: The number of each token's word, as tokenizers tell it; a token of no word stands for itself. May go on
            past the marks.
    """
    if not len(marks):
        return marks
    told = list(words[: len(marks)])
    codes = np.unique([-1 - i if word is None else word for i, word in enumerate(told)], return_inverse=True)[1]
    sums = np.zeros((codes.max() + 1, marks.shape[1]))
    np.add.at(sums, codes, marks)
    return np.asarray((sums / np.bincount(codes)[:, None])[codes], dtype=np.float32)


def _range(places: npt.NDArray[np.int64]) -> tuple[int, int] | None:
    known = places[places >= 0]
    return (int(known.min()), int(known.max()) + 1) if len(known) else None


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + GAP:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged
