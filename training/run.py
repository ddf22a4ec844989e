"""One training run from a recipe to a bundle: corpora, first stage, finishing stage, cross-validation, bundle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from training import corpora
from training.curves import draw_curves
from training.dedup import LeakReport, drop_leaks
from training.evaluate import EvaluationError
from training.fit import WEIGHTS, Trainer, load_network, mix_weights
from training.folds import CORPORA as FOLDED
from training.folds import cross_validate, figures
from training.gather import corpora_of
from training.model import Network
from training.pack import pack
from training.recipe import Recipe, RecipeError

Report = Callable[[dict[str, Any]], None]


def prepare_examples(
    recipe: Recipe, root: Path | None, extra: Sequence[pl.DataFrame] = ()
) -> tuple[pl.DataFrame, LeakReport]:
    """Read the recipe's corpora under `root`, join `extra`, and take out leaks and duplicates.

    Returns:
        The examples, and what was taken out.

    Raises:
        RecipeError: The recipe names a corpus nobody knows, or needs corpora and no folder was named.
        CorpusError: A corpus is missing or not in its published layout.
    """
    names = corpora_of(recipe, extra)
    needed = [name for name in names if corpora.by_name(name).shipped is None]
    if root is None and needed:
        hint = "Name the folder that holds the corpora with --corpora."
        raise RecipeError("the recipe trains on public corpora", where=recipe.name, value=needed[0], hint=hint)
    return drop_leaks(pl.concat([corpora.load(root or corpora.SHIPPED, names), *extra] if names else extra))


def data_hash(examples: pl.DataFrame) -> str:
    """Return a SHA-256 of the examples: equal tables in equal order have equal hashes."""
    return hashlib.sha256(examples.drop("spans").write_csv().encode()).hexdigest()


def fit(
    recipe: Recipe,
    examples: pl.DataFrame,
    folder: Path,
    report: Report,
    *,
    pool: Sequence[str] = (),
    resume: bool = False,
    folds: bool = True,
) -> Path:
    """Train by `recipe` and write a bundle; return its folder.

    `folder` gets `first/`, `finish/` (weights, checkpoints, `metrics.jsonl`), `folds/`, `log.jsonl`, `bundle/`, and the
    losses and validation metrics of the stages as `metrics.csv` and `curves.html`. With `resume` whatever of it is
    complete is kept, and a stage under way goes on from its last checkpoint.
    """
    folder.mkdir(parents=True, exist_ok=True)
    weights = _stage(recipe.first(), recipe, examples, folder / "first", report, resume=resume, init=None)
    if recipe.finish is not None:
        finish = recipe.finishing()
        _stage(finish, recipe, examples, folder / "finish", report, resume=resume, init=weights)
    found: list[dict[str, Any]] = []
    if folds and recipe.finish is not None and examples.get_column("corpus").is_in(FOLDED).any():
        found = [f.as_json() for f in figures(cross_validate(recipe, examples, weights, folder / "folds", report))]
    network, tokenizer = finished(recipe, folder)
    bundle = folder / "bundle"
    pack(
        network,
        tokenizer,
        recipe,
        examples,
        bundle,
        version=recipe.version,
        training=facts_of(recipe, examples),
        pool=pool,
        figures=found,
        report=lambda text: report({"doing": text}),
    )
    return bundle


def _stage(
    stage: Recipe,
    recipe: Recipe,
    examples: pl.DataFrame,
    folder: Path,
    report: Report,
    *,
    resume: bool,
    init: Path | None,
) -> Path:
    done = folder / WEIGHTS
    if not (resume and done.is_file()):
        trainer = Trainer(stage, examples, corpora=recipe.corpora(), init=init)
        trainer.run(folder, report, resume=resume, watched=examples)
    draw_curves(folder.parent)
    return done


def finished(recipe: Recipe, run: Path) -> tuple[Network, Any]:
    """Return the network a finished run ends with, drawn back by the recipe's share, and its tokenizer.

    Raises:
        EvaluationError: The run lacks the weights of a stage.
    """
    first, last = run / "first" / WEIGHTS, run / ("first" if recipe.finish is None else "finish") / WEIGHTS
    for weights in (first, last):
        if not weights.is_file():
            hint = "Name the folder of a finished run, or finish it with analyzer-train fit --resume."
            raise EvaluationError("the run has no such weights", where=str(weights), hint=hint)
    network, tokenizer = load_network(recipe, last)
    if recipe.finish is not None:
        mix_weights(network, first, recipe.finish.share)
    return network, tokenizer


def facts_of(recipe: Recipe, examples: pl.DataFrame) -> dict[str, Any]:
    """Return what a bundle's manifest keeps of its training: enough to do it again and to see that it was the same."""
    train = examples.filter(pl.col("split") == "train", pl.col("corpus").is_in(recipe.corpora()))
    return {
        "recipe": json.loads(recipe.model_dump_json()),
        "seed": recipe.seed,
        "rows": train.height,
        "examples_sha256": data_hash(examples),
    }
