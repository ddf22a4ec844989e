"""`analyzer-train transfer`: what one corpus teaches about another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from training.cli.options import AsJson, is_there, tell


def transfer(
    root: Annotated[
        Path,
        typer.Option("--corpora", metavar="FOLDER", help="Folder that holds the public corpora.", callback=is_there),
    ],
    label: Annotated[
        list[str] | None, typer.Option("--label", metavar="LABEL", help="toxicity or conspiracy; both where left out.")
    ] = None,
    bundle: Annotated[
        Path | None, typer.Option("--bundle", metavar="BUNDLE", help="Use a bundle's frozen embeddings beside TF-IDF.")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            "--finetune", metavar="CONFIG", help="Also fine-tune by this recipe with each corpus left out (slow)."
        ),
    ] = None,
    rows: Annotated[
        int, typer.Option("--rows", metavar="NUMBER", min=20, help="Most training rows of one corpus.")
    ] = 2000,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="File for the matrix as JSON; tables beside it, .md.")
    ] = None,
    work: Annotated[
        Path | None, typer.Option("--work", metavar="FOLDER", help="Folder for the runs of --finetune.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Train on every corpus alone, and on all but one, and test on every other: the whole matrix, ROC AUC."""
    from training.cli.show import console, draw
    from training.transfer import LABELS, matrix, tables, write_matrix

    found = matrix(root, tuple(label or LABELS), bundle=bundle, recipe=config, work=work, most=rows, tell=tell)
    if out is not None:
        write_matrix(found, out)
    if as_json:
        print(json.dumps(found))
        return
    for title, table in tables(found):
        console().print(draw(table, title))
        console().print()
