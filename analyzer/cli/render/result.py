"""What `analyzer score` prints: threads as trees, what was flagged, rollups, repairs, where the files are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow.compute as pc
from rich.console import Console, RenderableType
from rich.text import Text

from analyzer.cli.console import print_lines
from analyzer.cli.pipeline import Result
from analyzer.cli.render.account import account, readings
from analyzer.cli.render.heading import heading
from analyzer.cli.render.reasons import reasons
from analyzer.cli.render.shape import no_comments
from analyzer.cli.render.thread_rollup import thread_rollup
from analyzer.cli.render.tree import Page, tree
from analyzer.cli.render.user_rollup import user_rollup
from analyzer.cli.render.words import counted
from analyzer.runs.layout import TABLES

#: Threads printed as trees; the tables count all.
TREES = 5


def print_result(console: Console, result: Result, limit: int) -> None:
    """Print a run.

    Args:
        console: Where to.
        result: The run.
        limit: Most comments printed per thread.
    """
    scored = result.scored
    print_lines(console, _empty(result) if not scored.comments.num_rows else _full(result, console.width, limit))
    print_lines(console, _files(result))


def _empty(result: Result) -> Iterator[RenderableType]:
    entries = result.as_json()["inputs"]
    yield from readings(entries)
    yield Text()
    yield Text(no_comments(entries))
    yield Text()


def _full(result: Result, width: int, limit: int) -> Iterator[RenderableType]:
    scored, rollups = result.scored, result.rollups
    page = Page(width, limit, result.bands)
    for thread in _threads_to_show(result):
        yield from heading(scored, thread, rollups)
        yield Text()
        yield from tree(scored, thread, page)
        yield Text()
    yield from _more_threads(result)
    yield from _legend(result)
    parts = (
        reasons(scored.comments, scored.flag_labels, result.bands, width),
        thread_rollup(rollups, scored.flag_labels, width),
        user_rollup(rollups, width),
        account(scored.forest.report.as_json()),
    )
    for part in parts:
        yield Text()
        yield from part
    yield Text()


def _threads_to_show(result: Result) -> list[int]:
    """Return the threads with the most flagged comments, in the dump's order; those without comments are left out."""
    starts = result.scored.forest.thread_starts
    flagged = pc.greater(pc.list_value_length(result.scored.comments["flags"]), 0).to_numpy().astype(np.int64)
    before = np.concatenate([[0], np.cumsum(flagged)])
    per_thread = before[starts[1:]] - before[starts[:-1]]
    order = np.lexsort((-np.diff(starts), -per_thread))
    return sorted(int(thread) for thread in order[:TREES] if starts[thread + 1] > starts[thread])


def _more_threads(result: Result) -> Iterator[Text]:
    hidden = len(result.scored.forest.thread_ids) - len(_threads_to_show(result))
    if hidden:
        yield Text(f"{counted(hidden, 'more thread')}, with fewer flags or none, not shown as a tree", style="dim")


def _legend(result: Result) -> Iterator[Text]:
    parts = [
        "!! sure",
        "! likely",
        "agrees, disputes, asks: towards the comment above, at top level the article",
    ]
    if result.scored.forest.report.inferred:
        parts.append("~ reply inferred, not said by the dump")
    yield Text(" · ".join(parts), style="dim")


def _files(result: Result) -> Iterator[Text]:
    folder, ending = result.request.out, result.request.output_format
    if folder is None:
        yield Text("Nothing was written; --out DIR keeps this run as files.", style="dim")
        return
    yield Text(f"Written to {folder}", style="bold")
    yield Text("  " + ", ".join(["run.json", *(f"{table}.{ending}" for table in TABLES)]))
