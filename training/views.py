"""From example tables to what the network trains on: prepared text, token ids, label arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl
from tokenizers import Tokenizer

from analyzer.comment import STANCE_PARENT_LABELS, STANCE_TARGET_LABELS
from analyzer.models.encode import Row, prepare, prepare_context, tokenise
from analyzer.models.views import HEAD_LABELS, VIEWS, Layout, View
from training.marks import token_marks

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

_CONTEXT: dict[View, str | None] = {"comment": None, "parent": "parent", "target": "target"}
_STANCE: dict[View, tuple[str, tuple[str, ...]]] = {
    "parent": ("stance_parent", STANCE_PARENT_LABELS),
    "target": ("stance_target", STANCE_TARGET_LABELS),
}


@dataclass(frozen=True)
class TrainData:
    """All rows the network can train on.

    Attributes:
        rows: n rows of token ids; a context is there only where its stance is judged.
        labels: (n, k) probabilities per view; NaN where not judged. Stances are one-hot.
        marks: n arrays (tokens of the comment, span labels), NaN where not judged, or None.
        weight: (n,) weight of the row.
        corpus: n corpus names.
        lengths: (n,) tokens of the whole row.
    """

    rows: list[Row]
    labels: dict[View, FloatArray]
    marks: list[FloatArray | None]
    weight: FloatArray
    corpus: list[str]
    lengths: IntArray


def rows_of(frame: pl.DataFrame, view: View) -> pl.DataFrame:
    """Return the rows of `frame` that carry a label (and the context) this view needs."""
    return frame.filter(_judged(view))


def _judged(view: View) -> pl.Expr:
    context = _CONTEXT[view]
    if context is None:
        return pl.any_horizontal(pl.col(name).is_not_null() for name in HEAD_LABELS["comment"])
    label, _ = _STANCE[view]
    return pl.col(label).is_not_null() & pl.col(context).is_not_null()


def label_array(frame: pl.DataFrame, view: View) -> FloatArray:
    """Return (n, k) label probabilities of a view, NaN where not judged."""
    if view == "comment":
        return frame.select(pl.col(HEAD_LABELS["comment"]).cast(pl.Float32).fill_null(np.nan)).to_numpy()
    column, names = _STANCE[view]
    codes = frame.get_column(column).cast(pl.String).to_list()
    table = np.vstack([np.eye(len(names), dtype=np.float32), np.full((1, len(names)), np.nan, dtype=np.float32)])
    return table[[names.index(code) if code is not None else len(names) for code in codes]]


def train_data(
    frame: pl.DataFrame, tokenizer: Tokenizer, layout: Layout, contexts: Literal["judged", "all"] = "judged"
) -> TrainData:
    """Tokenise every row of `frame` that has a label, beside the contexts whose stance is judged, or all there are."""
    marked = pl.col("spans").is_not_null()
    frame = frame.filter(pl.any_horizontal([marked, *(_judged(view) for view in VIEWS)]))
    own = [ids[: layout.own] for ids in tokenise(tokenizer, [prepare(text) for text in frame.get_column("text")])]
    parent = _contexts(frame, "parent", tokenizer, layout.parent, contexts)
    target = _contexts(frame, "target", tokenizer, layout.target, contexts)
    rows = [Row(tuple(a), b, c) for a, b, c in zip(own, parent, target, strict=True)]
    labels = {view: label_array(frame, view) for view in VIEWS}
    labels["parent"][[ids is None for ids in parent]] = np.nan
    labels["target"][[ids is None for ids in target]] = np.nan
    return TrainData(
        rows=rows,
        labels=labels,
        marks=token_marks(frame, tokenizer, layout.own),
        weight=frame.get_column("weight").to_numpy().astype(np.float32),
        corpus=frame.get_column("corpus").to_list(),
        lengths=np.array([row.width for row in rows], dtype=np.int64),
    )


def _contexts(
    frame: pl.DataFrame, view: View, tokenizer: Tokenizer, width: int, wanted: Literal["judged", "all"]
) -> list[tuple[int, ...] | None]:
    """Return the context's tokens where they are wanted, None elsewhere."""
    there = pl.col(view).is_not_null() if wanted == "all" else _judged(view).fill_null(False)
    judged = frame.select(there).to_series().to_list()
    texts = [text if there else None for text, there in zip(frame.get_column(view), judged, strict=True)]
    distinct = list({text for text in texts if text is not None})
    tokens = tokenise(tokenizer, [prepare_context(text) for text in distinct])
    known = {text: tuple(ids[:width]) for text, ids in zip(distinct, tokens, strict=True)}
    return [None if text is None else known[text] for text in texts]
