"""Options that several commands share."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer


def is_there(root: Path | None) -> Path | None:
    """Return the corpora's folder.

    Raises:
        EvaluationError: It is not there: a slip in its name would otherwise look like corpora that are missing.
    """
    from training.evaluate import EvaluationError

    if root is not None and not root.is_dir():
        raise EvaluationError("no such folder", where=str(root), hint="--corpora names the folder of the corpora.")
    return root


Root = Annotated[
    Path | None,
    typer.Option(
        "--corpora",
        metavar="FOLDER",
        help="Folder that holds the public corpora in their published layouts.",
        callback=is_there,
    ),
]
Data = Annotated[
    list[str] | None,
    typer.Option(
        "--data",
        metavar="FILE",
        help="Your labelled rows: .jsonl, .csv, .tsv, .parquet, a column map (.yaml), datasets:NAME?…; repeatable.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")]


def tell(entry: dict[str, Any]) -> None:
    """Say on standard error what is being done, one JSON object a line."""
    print(json.dumps(entry), file=sys.stderr, flush=True)


def cache_folder() -> Path:
    """Return where floors are kept between runs: under XDG_CACHE_HOME, or ~/.cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "analyzer" / "floors"
