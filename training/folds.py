"""Cross-validation of the finishing stage: corpora too small to hold a test part out of are measured by folds.

The first stage never sees those corpora. For each fold the finishing stage runs on their other folds, from the first
stage's weights, and the fold's rows are scored by the unquantised network; a group never parts across folds. The replay
of other corpora, which keeps other skills, is left out; `BESIDE` is seen in every fold.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import torch

from analyzer.models.encode import Row, SpecialTokens, lay_out, prepare, tokenise
from analyzer.models.lexical import Lexical
from analyzer.models.scorer import windows_of
from analyzer.models.views import HEAD_LABELS
from training import metrics
from training.corpora.splits import place
from training.evaluate import Figure
from training.fit import WEIGHTS, Trainer, load_network, mix_weights
from training.lexical import fit_lexical
from training.metrics import interval
from training.model import Network
from training.recipe import Recipe

FloatArray = npt.NDArray[np.float32]
FOLDS = 5
CORPORA = ("pan24", "psycomark", "house_contrast")
#: Trained on beside them in every fold: it judges framing alone, and nothing is measured on it.
BESIDE = ("framing",)


def fold_of(group: str) -> int:
    """Return the fold of a group, fixed by its hash."""
    return int(place("fold:" + group) * FOLDS)


def cross_validate(
    recipe: Recipe, examples: pl.DataFrame, first: Path, folder: Path, report: Callable[[dict[str, Any]], None]
) -> pl.DataFrame:
    """Return the rows of `CORPORA` with their held-out conspiracy logit in the column `logit`.

    Args:
        recipe: The whole recipe; only its finishing stage is trained here.
        examples: Example table.
        first: Weights of the first stage, trained without `CORPORA`.
        folder: Where each fold's weights and scores go; what is there is not made again.
        report: Told of progress.
    """
    ours = examples.filter(pl.col("corpus").is_in(CORPORA)).with_columns(
        pl.col("group").map_elements(fold_of, return_dtype=pl.Int64).alias("fold")
    )
    share = recipe.finish.share if recipe.finish else 1.0
    finish = recipe.finishing()
    finish = finish.model_copy(update={"passes": _folded(finish.passes)})
    others = examples.filter(~pl.col("corpus").is_in(CORPORA))
    parts = []
    for fold in range(FOLDS):
        scored, weights = folder / f"fold{fold}.parquet", folder / f"fold{fold}" / WEIGHTS
        if not scored.is_file():
            rest = ours.filter(pl.col("fold") != fold).with_columns(pl.lit("train").alias("split")).drop("fold")
            known = pl.concat([others, rest])
            if not weights.is_file():
                trainer = Trainer(finish, known, corpora=recipe.corpora(), init=first)
                trainer.run(weights.parent, report)
            network, tokenizer = load_network(recipe, weights)
            mix_weights(network, first, share)
            lexical = fit_lexical(known, tokenizer, recipe.lexical, recipe.experts)
            held = ours.filter(pl.col("fold") == fold)
            texts = held.get_column("text").to_list()
            logit, shares = conspiracy_logits(network, tokenizer, recipe, texts)
            logit += _of_ngrams(lexical, tokenizer, texts, shares)
            held.with_columns(pl.Series("logit", logit)).write_parquet(scored)
        parts.append(pl.read_parquet(scored))
    return pl.concat(parts)


def _of_ngrams(lexical: Lexical, tokenizer: Any, texts: list[str], shares: FloatArray) -> FloatArray:
    ids = tokenise(tokenizer, [prepare(text) for text in texts])
    return np.asarray(lexical.logits(ids, shares)[:, HEAD_LABELS["comment"].index("conspiracy")])


def _folded(passes: dict[str, float]) -> dict[str, float]:
    return {name: count for name, count in passes.items() if name in (*CORPORA, *BESIDE)}


def conspiracy_logits(
    network: Network, tokenizer: Any, recipe: Recipe, texts: list[str]
) -> tuple[FloatArray, FloatArray]:
    """Return the network's conspiracy logit of each text (n,), the highest of its windows, as in use.

    And how far each judge is believed (n, k), in the mean of the windows.
    """
    network.eval()
    special = SpecialTokens.of(tokenizer)
    corpora = network.shape.corpora
    reference = corpora.index(recipe.reference_corpus) if recipe.reference_corpus in corpora else 0
    ids = tokenise(tokenizer, [prepare(text) for text in texts])
    windows = [windows_of(row, recipe.tokens.own) for row in ids]
    owner = np.repeat(np.arange(len(texts)), [len(parts) for parts in windows])
    rows = [Row(tuple(window)) for parts in windows for window in parts]
    order = np.argsort([row.width for row in rows], kind="stable")
    found = np.full(len(texts), -np.inf, dtype=np.float32)
    shares = np.zeros((len(texts), 1 + len(network.shape.experts)), dtype=np.float32)
    for start in range(0, len(order), recipe.optimiser.batch):
        chosen = order[start : start + recipe.optimiser.batch]
        feed = lay_out(special, [rows[i] for i in chosen]).feed()
        inputs = {name: torch.from_numpy(array) for name, array in feed.items()}
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=recipe.dtype == "bfloat16"):
            said = network(inputs, torch.full((len(chosen),), reference))
        np.maximum.at(found, owner[chosen], said["conspiracy"].float().numpy()[:, 0])
        gate = said.get("gate", torch.zeros(len(chosen), 1))
        np.add.at(shares, owner[chosen], torch.softmax(gate.float(), dim=1).numpy())
    shares /= np.bincount(owner, minlength=len(texts))[:, None]
    return found, shares


def figures(scored: pl.DataFrame) -> list[Figure]:
    """Measure the held-out logits; in each fold the threshold is the one that serves the other folds best."""
    found: list[Figure] = []
    for name in ("pan24", "psycomark"):
        rows = scored.filter(pl.col("corpus") == name, pl.col("conspiracy").is_not_null())
        gold = (rows.get_column("conspiracy").to_numpy() >= 0.5).astype(np.float64)
        score, fold = rows.get_column("logit").to_numpy().astype(np.float64), rows.get_column("fold").to_numpy()
        how = f"{len(np.unique(fold))} folds by group, threshold from the other folds"
        for metric, measure in (("MCC", metrics.matthews), ("macro-F1", metrics.macro_f1)):
            chosen = np.zeros(len(gold))
            for k in np.unique(fold):
                best = metrics.best_threshold(gold[fold != k], score[fold != k], measure)
                chosen[fold == k] = score[fold == k] >= best
            e = interval(measure, gold, chosen)
            found.append(Figure(name, metric, e.value, e.low, e.high, e.n, how))
        e = interval(metrics.auc, gold, score)
        found.append(Figure(name, "AUC", e.value, e.low, e.high, e.n, "held-out folds by group"))
    return [*found, contrast_figure(scored)]


def contrast_figure(scored: pl.DataFrame) -> Figure:
    """Return the share of contrast sets whose `pos` scores above both negatives."""
    rows = scored.filter(pl.col("corpus") == "house_contrast")
    best = rows.group_by("group").agg(
        pl.col("logit").filter(pl.col("conspiracy") >= 0.5).max().alias("plot"),
        pl.col("logit").filter(pl.col("conspiracy") < 0.5).max().alias("other"),
    )
    right = (best.get_column("plot") > best.get_column("other")).to_numpy().astype(np.float64)
    e = interval(lambda gold, _: float(gold.mean()), right, right)
    return Figure("house-contrast", "sets ranked right", e.value, e.low, e.high, e.n, "5 folds by set")
