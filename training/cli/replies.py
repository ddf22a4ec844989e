"""`analyzer-train replies`: train the model that links replies in flat threads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from training.cli.options import tell


def replies(
    threads: Annotated[
        list[Path],
        typer.Option("--threads", metavar="FILE", help="Threads with known parents, JSON Lines, .gz too; repeatable."),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Folder for the weights and their figures.")],
    model: Annotated[
        Path | None, typer.Option("--model", metavar="FOLDER", help="Measure this model instead of training one.")
    ] = None,
) -> None:
    """Train the model that links replies in flat threads; print its figures as one JSON object."""
    from training.replies.run import train

    print(json.dumps(train(threads, out, tell, model=model)))
