"""Spans as labels of tokens: which tokens of a comment a corpus marks as toxic or as a role of a narrative."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from tokenizers import Tokenizer

from analyzer.models.encode import prepare
from analyzer.models.views import SPAN_LABELS
from analyzer.text.align import align

FloatArray = npt.NDArray[np.float32]


def token_marks(frame: pl.DataFrame, tokenizer: Tokenizer, width: int) -> list[FloatArray | None]:
    """Return per row an array (tokens, span labels) of 0 and 1, or None where nobody marked spans.

    A corpus judges the labels that occur in its spans; the others are NaN. A token is marked where most of its
    characters are.
    """
    spans = frame.get_column("spans").to_list()
    corpora = frame.get_column("corpus").to_list()
    judged: dict[str, set[str]] = {}
    for name, row in zip(corpora, spans, strict=True):
        judged.setdefault(name, set()).update(span["label"] for span in row or ())
    marks: list[FloatArray | None] = []
    for text, name, row in zip(frame.get_column("text"), corpora, spans, strict=True):
        marks.append(None if row is None else _marks(text, row, judged[name], tokenizer, width))
    return marks


def _marks(text: str, spans: list[dict[str, Any]], judged: set[str], tokenizer: Tokenizer, width: int) -> FloatArray:
    told = prepare(text)
    places = align(text, told)
    offsets = tokenizer.encode(told, add_special_tokens=False).offsets[:width]
    found = np.full((len(offsets), len(SPAN_LABELS)), np.nan, dtype=np.float32)
    for at, label in enumerate(SPAN_LABELS):
        if label not in judged:
            continue
        marked = np.zeros(len(text) + 1, dtype=np.float32)
        for span in spans:
            if span["label"] == label:
                marked[max(0, span["start"]) : span["end"]] = 1
        chosen = np.where(places >= 0, marked[places], 0.0)
        found[:, at] = [float(chosen[low:high].mean() > 0.5) if high > low else 0.0 for low, high in offsets]
    return found
