"""How a network in training does on a bounded sample of validation rows: loss and one metric per label family.

What is watched changes nothing of the run: no random number is drawn, no weight moved, no test row read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import polars as pl
import torch
from torch import Tensor

from analyzer.models.encode import Row
from analyzer.models.views import HEAD_LABELS, STANCES
from training import metrics
from training.corpora.splits import lowest, with_places
from training.history import Point
from training.metrics import Array, IntArray
from training.model import HEADS
from training.recipe import Recipe
from training.views import TrainData, rows_of, train_data

#: Outputs of the network that are measured: what experts and gate say goes into `conspiracy`.
FAMILIES = (*HEADS, "spans")

#: Rows and the numbers of their corpora → logits of every head.
Forward = Callable[[list[Row], IntArray], dict[str, Tensor]]


def sample(examples: pl.DataFrame, recipe: Recipe) -> pl.DataFrame:
    """Return the validation rows to watch: per family at most `watch.rows`, evenly over the recipe's corpora."""
    val = examples.filter(pl.col("split") == "val", pl.col("corpus").is_in(recipe.corpora()))
    keyed = with_places(val)
    families = (
        rows_of(keyed, "comment").filter(pl.col("conspiracy").is_not_null()),
        rows_of(keyed, "comment").filter(pl.col(HEAD_LABELS["comment"][0]).is_not_null()),
        *(rows_of(keyed, view) for view in STANCES),
        keyed.filter(pl.col("spans").is_not_null()),
    )
    return pl.concat([_evenly(rows, recipe.watch.rows) for rows in families]).unique(
        ["corpus", "id"], keep="first", maintain_order=True
    )


def _evenly(rows: pl.DataFrame, most: int) -> pl.DataFrame:
    each = -(-most // max(1, rows.get_column("corpus").n_unique()))
    return lowest(rows, each, "corpus")


class Watcher:
    """Measures a network on the same validation rows each time."""

    def __init__(self, rows: pl.DataFrame, recipe: Recipe, tokenizer: Any, corpora: tuple[str, ...]) -> None:
        """Tokenise the rows.

        Args:
            rows: What `sample` returned; one row or more.
            recipe: The stage's recipe.
            tokenizer: The encoder's tokenizer.
            corpora: Corpora that have an offset in the network.
        """
        self._data = train_data(rows, tokenizer, recipe.tokens.layout())
        known = {name: number for number, name in enumerate(corpora)}
        self._corpus = np.array([known.get(name, 0) for name in self._data.corpus], dtype=np.int64)
        self._batch = recipe.optimiser.batch

    def points(self, forward: Forward, step: int, steps: int) -> Iterator[Point]:
        """Yield losses and metrics: of each family on all rows that judge it, and on those of each corpus."""
        found = self._logits(forward)
        names = np.array(self._data.corpus)
        for family, logits in found.items():
            for corpus in ("all", *sorted(set(self._data.corpus))):
                rows = np.flatnonzero(names == corpus) if corpus != "all" else np.arange(len(names))
                for metric, value, n in _measured(family, [logits[i] for i in rows], _golds(self._data, family, rows)):
                    yield Point(step, steps, "val", corpus, family, metric, round(value, 5), n)

    def _logits(self, forward: Forward) -> dict[str, list[Array]]:
        """Return per head the logits of every row: (k,), or (tokens of the comment, k) for spans."""
        order = np.argsort(self._data.lengths, kind="stable")
        found: dict[str, list[Array]] = {}
        for start in range(0, len(order), self._batch):
            chosen = order[start : start + self._batch]
            with torch.no_grad():
                told = forward([self._data.rows[i] for i in chosen], self._corpus[chosen])
            for name in FAMILIES:
                logits = told[name]
                kept = found.setdefault(name, [np.empty(0)] * len(order))
                for place_, row in zip(chosen, logits.numpy().astype(np.float64), strict=True):
                    width = len(self._data.rows[place_].own)
                    kept[place_] = row[1 : 1 + width] if name == "spans" else row  # behind [CLS]
        return found


def _golds(data: TrainData, family: str, rows: IntArray) -> list[Array | None]:
    """Return what is true of each row in a family, None where it judges nothing there."""
    if family == "spans":
        return [None if (marks := data.marks[i]) is None else marks.astype(np.float64) for i in rows]
    if family in ("toxicity", "conspiracy"):
        columns = slice(None, -1) if family == "toxicity" else slice(-1, None)
        labels = data.labels["comment"][rows][:, columns]
    else:
        labels = data.labels["parent" if family == "parent" else "target"][rows]
    return [None if np.isnan(row).all() else row.astype(np.float64) for row in labels]


def _measured(family: str, logits: list[Array], golds: list[Array | None]) -> Iterator[tuple[str, float, int]]:
    """Yield (metric, value, rows): the plain loss, and ROC AUC (binary labels) or macro-F1 (stances)."""
    pairs = [(said, gold) for said, gold in zip(logits, golds, strict=True) if gold is not None]
    if not pairs:
        return
    said = np.concatenate([np.atleast_2d(a) for a, _ in pairs])
    gold = np.concatenate([np.atleast_2d(b) for _, b in pairs])
    if family in STANCES:
        high = said.max(axis=1, keepdims=True)
        spread = said - high - np.log(np.exp(said - high).sum(axis=1, keepdims=True))
        yield "loss", float(-(gold * spread).sum(axis=1).mean()), len(pairs)
        truth, decided = gold.argmax(axis=1).astype(np.float64), said.argmax(axis=1).astype(np.float64)
        yield "macro-F1", metrics.macro_f1(truth, decided), len(pairs)
        return
    judged = ~np.isnan(gold)
    yield "loss", float((np.logaddexp(0, said) - np.nan_to_num(gold) * said)[judged].mean()), len(pairs)
    areas = [metrics.auc((gold[rows, k] >= 0.5) * 1.0, said[rows, k]) for k, rows in enumerate(judged.T) if rows.any()]
    known = [area for area in areas if not np.isnan(area)]
    if known:
        yield "ROC AUC", float(np.mean(known)), len(pairs)
