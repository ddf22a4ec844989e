"""The floor: TF-IDF and logistic regression, fitted on a suite's own training rows. A model has to beat it.

Words and word pairs beside character n-grams, sublinear counts, balanced classes: the strongest of the simple
(Wang and Manning 2012; the baselines of the tasks are of this kind). A context is a second block of columns.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from analyzer.models.encode import prepare, prepare_context
from analyzer.models.views import HEAD_LABELS, View
from training.metrics import best_threshold, f1
from training.predict import CONTEXT, FloatArray
from training.views import label_array, rows_of

IntArray = npt.NDArray[np.int64]

#: Raised when anything that changes what a floor says changes, so that no stale cache is read.
EDITION = 1
#: A binary label with fewer training positives is not fitted: it gets the same score everywhere.
MIN_POSITIVES = 5


def _texts(frame: pl.DataFrame, view: View, context: list[str | None] | None) -> tuple[list[str], list[str] | None]:
    own = [prepare(text) for text in frame.get_column("text")]
    if view == "comment":
        return own, None
    beside = context if context is not None else frame.get_column(CONTEXT[view]).to_list()
    return own, [prepare_context(text) for text in beside]


def _vectoriser() -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union

    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, max_features=100_000)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True, max_features=150_000)
    return make_union(words, letters)


class Features:
    """TF-IDF of the comment, and of its context where there is one, side by side."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.blocks = [_vectoriser() for _ in range(1 if view == "comment" else 2)]

    def fit(self, frame: pl.DataFrame) -> Any:
        """Learn the vocabulary of training rows; return their sparse features (n, columns)."""
        texts = [block for block in _texts(frame, self.view, None) if block is not None]
        return self._stack([v.fit_transform(t) for v, t in zip(self.blocks, texts, strict=True)])

    def of(self, frame: pl.DataFrame, context: list[str | None] | None = None) -> Any:
        """Return sparse features (n, columns) of any rows."""
        texts = [block for block in _texts(frame, self.view, context) if block is not None]
        return self._stack([v.transform(t) for v, t in zip(self.blocks, texts, strict=True)])

    def _stack(self, blocks: list[Any]) -> Any:
        from scipy.sparse import hstack

        return hstack(blocks, format="csr")


def logistic() -> Any:
    """Return the classifier all simple models here use: L2-regularised logistic regression on balanced classes."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=2.0, class_weight="balanced", max_iter=300, solver="liblinear")


def fit_binary(features: Any, gold: FloatArray) -> Any | None:
    """Fit one binary label on the rows that judge it; None where it has too few positives or negatives."""
    rows = np.flatnonzero(~np.isnan(gold))
    told = (gold[rows] >= 0.5).astype(np.int64)
    if min(told.sum(), len(told) - told.sum()) < MIN_POSITIVES:
        return None
    return logistic().fit(features[rows], told)


@dataclass
class FloorJudge:
    """A TF-IDF floor of one corpus and one view, fitted when first asked.

    Attributes:
        train: Its training rows.
        val: Validation rows, for the thresholds.
        view: The view it judges.
        cache: Folder that keeps what it said; nothing is kept where None.
    """

    train: pl.DataFrame
    val: pl.DataFrame
    view: View
    cache: Path | None = None
    name: str = "TF-IDF floor"
    _models: list[Any] = field(default_factory=list)
    _features: Features | None = None

    def probabilities(self, frame: pl.DataFrame, view: View, context: list[str | None] | None = None) -> FloatArray:
        """See `Judge.probabilities`; a label it could not be fitted on scores 0 everywhere."""
        kept = self._kept(frame, context)
        if kept is not None and kept.is_file():
            with np.load(kept, allow_pickle=False) as arrays:
                return np.asarray(arrays["scores"], dtype=np.float32)
        scores = self._score(frame, context)
        if kept is not None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            part = kept.with_suffix(".part.npz")
            np.savez_compressed(part, scores=scores)
            part.replace(kept)
        return scores

    def decide(self, view: View, probabilities: FloatArray) -> IntArray:
        """See `Judge.decide`: the likeliest, as classes were balanced in training."""
        return np.asarray(probabilities.argmax(axis=1), dtype=np.int64)

    def threshold(self, label: str) -> float | None:
        """See `Judge.threshold`: the best F1 on validation rows."""
        rows = rows_of(self.val, self.view)
        if self.view != "comment" or rows.is_empty():
            return None
        place = HEAD_LABELS["comment"].index(label)
        gold = label_array(rows, "comment")[:, place]
        judged = ~np.isnan(gold)
        told = (gold[judged] >= 0.5).astype(np.float64)
        score = self.probabilities(rows, "comment")[judged, place].astype(np.float64)
        return best_threshold(told, score, f1) if told.any() else None

    def _score(self, frame: pl.DataFrame, context: list[str | None] | None) -> FloatArray:
        if self._features is None:
            self._fit()
        assert self._features is not None  # noqa: S101 - set by _fit
        columns = self._features.of(frame, context)
        if self.view == "comment":
            told = [np.zeros(columns.shape[0]) if m is None else m.predict_proba(columns)[:, 1] for m in self._models]
            return np.column_stack(told).astype(np.float32)
        scores = np.zeros((columns.shape[0], len(HEAD_LABELS[self.view])), dtype=np.float32)
        scores[:, self._models[0].classes_] = self._models[0].predict_proba(columns)
        return scores

    def _fit(self) -> None:
        rows = rows_of(self.train, self.view)
        self._features = Features(self.view)
        columns, gold = self._features.fit(rows), label_array(rows, self.view)
        if self.view == "comment":
            self._models = [fit_binary(columns, gold[:, i]) for i in range(gold.shape[1])]
        else:
            from sklearn.multiclass import OneVsRestClassifier

            self._models = [OneVsRestClassifier(logistic()).fit(columns, gold.argmax(axis=1))]

    def _kept(self, frame: pl.DataFrame, context: list[str | None] | None) -> Path | None:
        if self.cache is None:
            return None
        beside = context if context is not None else [*frame.get_column("parent"), *frame.get_column("target")]
        parts = [EDITION, self.view, self._trained_on, frame.get_column("text").to_list(), beside]
        return self.cache / f"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}.npz"

    @cached_property
    def _trained_on(self) -> str:
        rows = rows_of(self.train, self.view)
        told = [*rows.select("text", "parent", "target").rows(), label_array(rows, self.view).tobytes()]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def floor_of(examples: pl.DataFrame, corpus: str, view: View, cache: Path | None = None) -> FloorJudge | None:
    """Return the floor of one corpus and view; None where the corpus has no rows to fit it on."""
    rows = examples.filter(pl.col("corpus") == corpus)
    train, val = (rows.filter(pl.col("split") == split) for split in ("train", "val"))
    fitting = rows_of(train, view)
    if fitting.is_empty():
        return None
    if view != "comment" and len(np.unique(label_array(fitting, view).argmax(axis=1))) < 2:
        return None
    return FloorJudge(train, val, view, cache)
