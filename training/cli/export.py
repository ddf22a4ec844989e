"""`analyzer-train export`: pack the weights of a run into a bundle again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.cli.options import Data, Root, tell


def export(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder that `analyzer-train fit --out` wrote.")],
    config: Annotated[Path, typer.Option("--config", metavar="CONFIG", help="The recipe of the run.")],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Folder for the bundle.")],
    root: Root = None,
    data: Data = None,
    version: Annotated[
        str | None, typer.Option("--version", metavar="VERSION", help="Version of the bundle, if not the recipe's.")
    ] = None,
) -> None:
    """Export a run's weights as a bundle: quantised, calibrated, measured and with its card.

    Takes the corpora and files of the run again, since thresholds are chosen on their validation rows.
    """
    from training.export_run import export_run
    from training.gather import with_own
    from training.natural import natural_comments
    from training.readers import read_all
    from training.recipe import load_recipe
    from training.run import prepare_examples

    frames, _ = read_all(data or [])
    recipe = with_own(load_recipe(config), frames)
    examples, _ = prepare_examples(recipe, root, frames)
    pool = natural_comments(root) if root else []
    print(export_run(recipe, examples, run, out, version=version or recipe.version, pool=pool, report=tell))
