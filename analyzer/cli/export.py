"""`analyzer export`: the reply trees of a run in the formats of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from analyzer.cli.options import Quiet

#: The keys of `analyzer.exports.EXPORTS`, which is not imported before the command runs.
ExportName = Literal["nested-jsonl", "graphml", "gexf", "convokit"]


def export(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.", show_default=False)],
    name: Annotated[
        ExportName,
        typer.Option("--as", metavar="FORMAT", help="nested-jsonl, graphml, gexf or convokit.", show_default=False),
    ],
    out: Annotated[
        Path,
        typer.Option(
            metavar="PATH", help="File to write; with convokit a folder. It must not exist.", show_default=False
        ),
    ],
    quiet: Quiet = False,
) -> None:
    """Write a run's reply trees, or who replies to whom, for other tools. Loads no model."""
    from analyzer.exports import EXPORTS, export_run

    export_run(run, name, out)
    if not quiet:
        from analyzer.cli.console import output

        output().print(f"{out}: {EXPORTS[name].title}")
