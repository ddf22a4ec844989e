"""`analyzer threads`: what a dump is and what its reply trees look like, before any model loads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from analyzer.cli.console import output, print_json, print_lines
from analyzer.cli.mapping import parse_mapping
from analyzer.cli.options import ColumnMap, DropOrphans, FormatName, Inputs, Json, MergeThreads, Quiet

if TYPE_CHECKING:
    from analyzer.dumps.record import Dump
    from analyzer.threads.forest import Forest


def threads(
    dumps: Inputs,
    format_name: FormatName = "auto",
    column_map: ColumnMap = None,
    merge_threads: MergeThreads = False,
    drop_orphans: DropOrphans = False,
    tree: Annotated[
        bool,
        typer.Option(
            "--tree",
            help="Draw the reply trees, each inferred reply with how probable it is and what it rests on; with --json "
            "list the inferred replies as `links`.",
        ),
    ] = False,
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, help="Most comments drawn per thread: inferred replies come first.")
    ] = 60,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show what a dump is read as and why, its reply trees, coverage and repairs. Loads no model."""
    mapping = parse_mapping(column_map)
    from analyzer.cli.progress import ByteCounter, Stages
    from analyzer.dumps import read
    from analyzer.dumps.merging import merge_threads as merged
    from analyzer.threads import build_threads

    stages = Stages(quiet=quiet)
    with stages.stage("read"):
        dump = read(dumps, format=format_name, mapping=mapping, progress=ByteCounter(stages, "reading", dumps))
        if merge_threads:
            dump = merged(dump)
    with stages.stage("threads"):
        forest = build_threads(dump, keep_orphans=not drop_orphans)
    summary = summarise(dump, forest)
    if as_json:
        print_json(summary | (_links(forest) if tree else {}))
    elif not quiet:
        _print(summary, forest, limit if tree else None)


def _print(summary: dict[str, Any], forest: Forest, limit: int | None) -> None:
    """Print the shape of the trees, and where there is a limit to how much, the trees."""
    from analyzer.cli.render.links import links
    from analyzer.cli.render.shape import shape

    console = output()
    print_lines(console, shape(summary))
    if limit is not None:
        console.print()
        print_lines(console, links(forest, limit, console.width))
    elif forest.report.inferred:
        console.print("  --tree shows each, how probable it is and what it rests on", style="dim")


def _links(forest: Forest) -> dict[str, Any]:
    from analyzer.cli.render.links import listed

    return {"links": list(listed(forest))}


def summarise(dump: Dump, forest: Forest) -> dict[str, Any]:
    """Return the facts of a forest as one JSON object."""
    import pyarrow.compute as pc

    from analyzer.dumps.container import CONTAINERS
    from analyzer.runs.describe import inputs_of

    inputs = [record.model_dump() for record in inputs_of(dump)]
    formats = list(dict.fromkeys(record["format"] for record in inputs if record["format"] not in CONTAINERS))
    return {
        "format": ", ".join(formats),
        "comments": forest.comments.num_rows,
        "threads": len(forest.thread_ids),
        "roots": forest.roots,
        "orphans": forest.orphans,
        "max_depth": pc.max(forest.comments["depth"]).as_py(),
        "tree_report": forest.report.as_json(),
        "inputs": inputs,
    }
