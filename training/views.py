"""From example tables to what each view trains on: prepared text, token ids, label arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from tokenizers import Tokenizer

from analyzer.comment import STANCE_PARENT_LABELS, STANCE_TARGET_LABELS
from analyzer.models.encode import prepare, prepare_context, tokenise
from analyzer.models.views import HEAD_LABELS, VIEWS, View

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

_CONTEXT: dict[View, str | None] = {"comment": None, "parent": "parent", "target": "target"}
_STANCE: dict[View, tuple[str, tuple[str, ...]]] = {
    "parent": ("stance_parent", STANCE_PARENT_LABELS),
    "target": ("stance_target", STANCE_TARGET_LABELS),
}


@dataclass(frozen=True)
class ViewData:
    """All rows a view can train on.

    Attributes:
        view: Which head they train.
        own: n lists of token ids of the comment, cut to the layout.
        context: n lists of token ids of the context, or None for the view `comment`.
        labels: (n, k) probabilities per logit; NaN where not judged. Stances are one-hot.
        weight: (n,) weight of the row.
        corpus: n corpus names.
        lengths: (n,) tokens of comment and context together.
    """

    view: View
    own: list[list[int]]
    context: list[list[int]] | None
    labels: FloatArray
    weight: FloatArray
    corpus: list[str]
    lengths: IntArray


def rows_of(frame: pl.DataFrame, view: View) -> pl.DataFrame:
    """Return the rows of `frame` that carry a label (and the context) this view needs."""
    context = _CONTEXT[view]
    if context is None:
        return frame.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in HEAD_LABELS["comment"]))
    label, _ = _STANCE[view]
    return frame.filter(pl.col(label).is_not_null() & pl.col(context).is_not_null())


def label_array(frame: pl.DataFrame, view: View) -> FloatArray:
    """Return (n, k) label probabilities of a view, NaN where a binary label was not judged."""
    if view == "comment":
        return frame.select(pl.col(HEAD_LABELS["comment"]).cast(pl.Float32).fill_null(np.nan)).to_numpy()
    column, names = _STANCE[view]
    codes = frame.get_column(column).cast(pl.String).to_list()
    return np.eye(len(names), dtype=np.float32)[[names.index(code) for code in codes]]


def view_data(frame: pl.DataFrame, view: View, tokenizer: Tokenizer, own_tokens: int, context_tokens: int) -> ViewData:
    """Tokenise the rows of `frame` for one view."""
    rows = rows_of(frame, view)
    own = [ids[:own_tokens] for ids in tokenise(tokenizer, [prepare(text) for text in rows.get_column("text")])]
    column = _CONTEXT[view]
    context = None
    if column is not None:
        texts: Sequence[str] = [prepare_context(text) for text in rows.get_column(column)]
        context = [ids[:context_tokens] for ids in tokenise(tokenizer, texts)]
    lengths = np.array([len(ids) for ids in own], dtype=np.int64)
    if context is not None:
        lengths = lengths + np.array([len(ids) for ids in context], dtype=np.int64)
    return ViewData(
        view=view,
        own=own,
        context=context,
        labels=label_array(rows, view),
        weight=rows.get_column("weight").to_numpy().astype(np.float32),
        corpus=rows.get_column("corpus").to_list(),
        lengths=lengths,
    )


def all_views(frame: pl.DataFrame, tokenizer: Tokenizer, layouts: dict[View, tuple[int, int]]) -> dict[View, ViewData]:
    """Tokenise `frame` for every view; `layouts` gives (own, context) tokens."""
    return {view: view_data(frame, view, tokenizer, *layouts[view]) for view in VIEWS}
