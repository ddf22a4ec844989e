"""Arguments and options that more than one command takes, and how their values are checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="DUMP...",
        help="Files, folders, ZIP or tar archives, or quoted patterns; - is standard input.",
        show_default=False,
    ),
]
FormatName = Annotated[str, typer.Option("--format", metavar="NAME", help="Dump format; auto tells by the content.")]
ColumnMap = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN|FILE",
        help="For tables: the column a field is read from, as in text=Body, or a YAML or JSON file of such pairs. "
        "May be repeated.",
        show_default=False,
    ),
]
Target = Annotated[
    str | None,
    typer.Option(
        "--target",
        metavar="TEXT",
        help="Claim that stance is read towards, in place of the thread's title.",
        show_default=False,
    ),
]
ModelPath = Annotated[
    Path | None,
    typer.Option(
        "--model", metavar="PATH", help="Folder of a model bundle, in place of the shipped one.", show_default=False
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only, no tables and no progress.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
