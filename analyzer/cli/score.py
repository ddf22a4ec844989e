"""`analyzer score`: dumps in, labelled reply trees out, on the terminal and as a run folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli.mapping import parse_mapping
from analyzer.cli.options import (
    ColumnMap,
    DropOrphans,
    FormatName,
    Inputs,
    Json,
    MergeThreads,
    ModelPath,
    Pseudonymise,
    Quiet,
    Salt,
    Target,
    is_given,
    parse_salt,
    parse_target,
)
from analyzer.runs.layout import OutputFormat


def score(
    context: typer.Context,
    dumps: Inputs,
    format_name: FormatName = "auto",
    column_map: ColumnMap = None,
    target: Target = None,
    merge_threads: MergeThreads = False,
    drop_orphans: DropOrphans = False,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder to write the run into.", show_default=False)
    ] = None,
    output_format: Annotated[
        OutputFormat, typer.Option(metavar="FORMAT", help="Files of the run: parquet, jsonl or csv.")
    ] = "parquet",
    raw_csv: Annotated[
        bool, typer.Option("--raw-csv", help="In CSV, leave cells alone that a spreadsheet would run as formulas.")
    ] = False,
    pseudonymise: Pseudonymise = False,
    salt: Salt = None,
    model: ModelPath = None,
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, help="Most comments printed per thread: flagged ones come first.")
    ] = 60,
    all_languages: Annotated[
        bool, typer.Option("--all-languages", help="Count languages the model was not trained on in the rollups too.")
    ] = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Score every comment of a dump for toxicity, stance and conspiracy framing, in its reply tree."""
    _check_output_options(context, out, output_format)
    key = parse_salt(context, pseudonymise=pseudonymise, salt=salt)
    claim = parse_target(target)
    from analyzer.cli.pipeline import Request, run

    request = Request(
        dumps=dumps,
        format_name=format_name,
        mapping=parse_mapping(column_map),
        target=claim,
        merge_threads=merge_threads,
        drop_orphans=drop_orphans,
        out=out,
        output_format=output_format,
        raw_csv=raw_csv,
        salt=key,
        model=model,
        all_languages=all_languages,
        quiet=quiet,
    )
    result = run(request)
    if pseudonymise and salt is None and not quiet:
        sys.stderr.write("pseudonyms were made with a random salt: --salt gives the same ones in every run\n")
    if as_json:
        from analyzer.cli.console import print_json

        print_json(result.as_json())
    elif not quiet:
        from analyzer.cli.console import output
        from analyzer.cli.render.result import print_result

        print_result(output(), result, limit)
    elif out is None:
        sys.stderr.write("nothing was written: --quiet prints no results, and there is no --out DIR\n")


def _check_output_options(context: typer.Context, out: Path | None, output_format: OutputFormat) -> None:
    """Refuse options about files that would change none.

    Raises:
        typer.BadParameter: There is such an option.
    """
    if out is None and is_given(context, "output_format"):
        raise typer.BadParameter("it needs --out DIR: nothing is written without", param_hint="--output-format")
    if is_given(context, "raw_csv") and (out is None or output_format != "csv"):
        raise typer.BadParameter("it needs --out DIR and --output-format csv", param_hint="--raw-csv")
