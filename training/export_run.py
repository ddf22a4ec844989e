"""A finished run → a bundle, without training again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from training.evaluate import EvaluationError
from training.fit import WEIGHTS, load_network, mix_weights
from training.model import Network
from training.pack import pack
from training.recipe import Recipe
from training.run import facts_of


def export_run(
    recipe: Recipe,
    examples: pl.DataFrame,
    run: Path,
    out: Path,
    *,
    version: str,
    pool: Sequence[str] = (),
    report: Callable[[dict[str, Any]], None] = lambda _: None,
) -> Path:
    """Pack the weights in `run` into the bundle folder `out` and return it.

    Args:
        recipe: The recipe the run was trained by.
        examples: Example table with validation and test rows.
        run: Folder that holds `first/` and, where the recipe has a finishing stage, `finish/`.
        out: Folder for the bundle.
        version: The bundle's version.
        pool: Unlabelled comments as they come, for the operating points.
        report: Told of progress.

    Raises:
        EvaluationError: The run lacks the weights of a stage.
    """
    network, tokenizer = finished(recipe, run)
    pack(
        network,
        tokenizer,
        recipe,
        examples,
        out,
        version=version,
        training=facts_of(recipe, examples),
        pool=pool,
        report=lambda told: report({"doing": told}),
    )
    return out


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
