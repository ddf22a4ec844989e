"""`analyzer-train data`: what there is to train on, checked before anything is spent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from analyzer.errors import ExitCode
from training.cli.options import AsJson, Data, Root


def data(
    root: Root = None,
    data: Data = None,
    config: Annotated[
        Path | None, typer.Option("--config", metavar="CONFIG", help="Look only at the corpora of this recipe.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List corpora and your own files: counts, label distributions, duplicates and leaks, and what is wrong in them.

    Exits with 3 where a file is broken; corpora that are not there are only listed.
    """
    from training.cli.show import show_overview
    from training.gather import TEST_OF
    from training.overview import overview
    from training.recipe import load_recipe

    names = load_recipe(config).corpora() if config is not None else ()
    tests = [test for test, of in TEST_OF.items() if of in names]
    found = overview(root, data or [], [*names, *tests])
    if as_json:
        print(json.dumps(found.as_json()))
    else:
        show_overview(found)
    if found.errors:
        raise typer.Exit(ExitCode.BAD_INPUT)
