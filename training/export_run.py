"""A finished run → a bundle, without training again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from training.pack import pack
from training.recipe import Recipe
from training.run import facts_of, finished


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
