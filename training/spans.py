"""Thresholds of the span labels, chosen on validation rows, and how well the marked tokens fit there and on test."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from analyzer.models.encode import prepare
from analyzer.models.scorer import Scorer
from analyzer.models.spans import by_word
from analyzer.models.views import SPAN_LABELS
from training.evaluate import Figure
from training.marks import token_marks
from training.metrics import f1, interval

FloatArray = npt.NDArray[np.float32]

#: Which corpus judges which span labels.
JUDGES: dict[str, tuple[str, ...]] = {"toxic_spans": SPAN_LABELS[:1], "psycomark": SPAN_LABELS[1:]}
#: A label whose tokens are found worse than this (F1 on validation) is not marked: it would mislead.
WORTH = 0.3


def span_points(scorer: Scorer, examples: pl.DataFrame) -> tuple[dict[str, float], list[Figure]]:
    """Return a threshold per span label worth marking, and token-level F1 on rows held out of training.

    The figures are on the test part where the corpus has one, else on the validation rows the threshold was chosen on,
    and say which.
    """
    thresholds: dict[str, float] = {}
    found: list[Figure] = []
    for corpus, labels in JUDGES.items():
        parts = {split: _tokens(scorer, examples, corpus, split) for split in ("val", "test")}
        for label in labels:
            at = SPAN_LABELS.index(label)
            gold, scores = (array[:, at] for array in parts["val"])
            if not np.nansum(gold):
                continue
            threshold, best = _best(gold, scores)
            if best >= WORTH:
                thresholds[label] = round(threshold, 4)
            split = "test" if len(parts["test"][0]) else "val"
            told, said = (array[:, at].astype(np.float64) for array in parts[split])
            e = interval(f1, told, (said >= threshold).astype(np.float64), rounds=100)
            how = f"tokens of marked comments, {split} part" + ("" if best >= WORTH else "; not marked")
            found.append(Figure(f"spans-{corpus}", f"F1 {label}", e.value, e.low, e.high, e.n, how))
    return thresholds, found


def _tokens(scorer: Scorer, examples: pl.DataFrame, corpus: str, split: str) -> tuple[FloatArray, FloatArray]:
    """Return gold marks and probabilities (tokens, span labels) of all marked comments of one part."""
    frame = examples.filter(pl.col("corpus") == corpus, pl.col("split") == split, pl.col("spans").is_not_null())
    empty = np.empty((0, len(SPAN_LABELS)), dtype=np.float32)
    if frame.is_empty():
        return empty, empty
    width = scorer.bundle.layout.own
    gold = [marks for marks in token_marks(frame, scorer.bundle.tokenizer, width) if marks is not None]
    texts = frame.get_column("text").to_list()
    read = scorer.bundle.tokenizer.encode_batch([prepare(text) for text in texts], add_special_tokens=False)
    scores = scorer.judge([encoding.ids for encoding in read]).marks
    pairs = [(a, by_word(b, encoding.word_ids)[: len(a)]) for a, b, encoding in zip(gold, scores, read, strict=True)]
    return np.concatenate([a for a, _ in pairs]), np.concatenate([b for _, b in pairs])


def _best(gold: FloatArray, scores: FloatArray) -> tuple[float, float]:
    """Return the threshold with the highest F1, and that F1."""
    grid = np.linspace(0.05, 0.95, 37)
    values = [2 * (gold * (scores >= t)).sum() / max(1.0, gold.sum() + (scores >= t).sum()) for t in grid]
    place = int(np.argmax(values))
    return float(grid[place]), float(values[place])
