"""Arguments and options that more than one command takes, and how their values are checked."""

from __future__ import annotations

import secrets
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
DropOrphans = Annotated[
    bool,
    typer.Option(
        "--drop-orphans", help="Leave out replies to comments that are not in the dump, and all replies below them."
    ),
]
MergeThreads = Annotated[
    bool,
    typer.Option(
        "--merge-threads",
        help="Make threads one that have the same address but for http or https, www and a last slash.",
    ),
]
Pseudonymise = Annotated[
    bool,
    typer.Option("--pseudonymise", help="Put pseudonyms in place of names, author ids and mentions, before all else."),
]
Salt = Annotated[
    str | None,
    typer.Option(
        "--salt",
        metavar="TEXT",
        envvar="ANALYZER_SALT",
        help="Key of the pseudonyms: the same salt gives the same ones. Keep it secret.",
        show_default=False,
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only, no tables and no progress.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def is_given(context: typer.Context, name: str) -> bool:
    """Tell whether a parameter was named on the command line, not by default or in the environment."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def parse_target(target: str | None) -> str | None:
    """Return the claim stance is read towards.

    Raises:
        typer.BadParameter: It is blank.
    """
    if target is not None and not target.strip():
        raise typer.BadParameter(
            "a blank claim is none; leave it out to read stance towards titles", param_hint="--target"
        )
    return target


def parse_salt(context: typer.Context, *, pseudonymise: bool, salt: str | None) -> str | None:
    """Return the key of the pseudonyms, a random one where none is given, None where there are to be none.

    Raises:
        typer.BadParameter: The salt is blank, or given without `--pseudonymise`: real names would be written.
    """
    if not pseudonymise:
        if is_given(context, "salt"):
            raise typer.BadParameter("without --pseudonymise it would hide nobody", param_hint="--salt")
        return None
    if salt is not None and not salt.strip():
        raise typer.BadParameter("a blank salt hides nobody", param_hint="--salt")
    return salt or secrets.token_hex(16)
