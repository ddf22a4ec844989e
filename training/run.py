"""One training run from a recipe to a bundle: corpora, first stage, finishing stage, cross-validation, bundle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from training import corpora
from training.dedup import drop_leaks
from training.fit import WEIGHTS, Trainer, load_network, mix_weights
from training.folds import CORPORA as FOLDED
from training.folds import cross_validate, figures
from training.pack import pack
from training.recipe import Recipe

Report = Callable[[dict[str, Any]], None]

#: Version that a bundle gets.
VERSION = "1.0.0"
#: Corpora read for their test part alone.
TEST_ONLY = ("tweeteval_offensive",)


def prepare_examples(recipe: Recipe, root: Path, extra: Sequence[pl.DataFrame] = ()) -> tuple[pl.DataFrame, Any]:
    """Read the recipe's corpora under `root`, join `extra`, and take out leaks and duplicates.

    Returns:
        The examples, and the `LeakReport` of what was taken out.
    """
    wanted = {*recipe.corpora(), *TEST_ONLY}
    names = [corpus.name for corpus in corpora.CORPORA if corpus.name in wanted]
    return drop_leaks(pl.concat([corpora.load(root, names), *extra]))


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

    `folder` gets `first/`, `finish/` (weights and checkpoints), `folds/`, `log.jsonl` and `bundle/`. With `resume`
    whatever of it is complete is kept, and a stage under way goes on from its last checkpoint.
    """
    folder.mkdir(parents=True, exist_ok=True)
    first = recipe.model_copy(update={"finish": None})
    weights = _stage(first, recipe, examples, folder / "first", report, resume=resume, init=None)
    if recipe.finish is not None:
        finish = recipe.finishing()
        final = _stage(finish, recipe, examples, folder / "finish", report, resume=resume, init=weights)
    else:
        final = weights
    found: list[dict[str, Any]] = []
    if folds and recipe.finish is not None and examples.get_column("corpus").is_in(FOLDED).any():
        found = [f.as_json() for f in figures(cross_validate(recipe, examples, weights, folder / "folds", report))]
    network, tokenizer = load_network(recipe, final)
    if recipe.finish is not None:
        mix_weights(network, weights, recipe.finish.share)
    bundle = folder / "bundle"
    pack(
        network,
        tokenizer,
        recipe,
        examples,
        bundle,
        version=VERSION,
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
        Trainer(stage, examples, corpora=recipe.corpora(), init=init).run(folder, report, resume=resume)
    return done


def facts_of(recipe: Recipe, examples: pl.DataFrame) -> dict[str, Any]:
    """Return what a bundle's manifest keeps of its training: enough to do it again and to see that it was the same."""
    train = examples.filter(pl.col("split") == "train", pl.col("corpus").is_in(recipe.corpora()))
    return {
        "recipe": json.loads(recipe.model_dump_json()),
        "seed": recipe.seed,
        "rows": train.height,
        "examples_sha256": data_hash(examples),
    }
