"""The head of a thread: its title, size and how much of it is here."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow.compute as pc
from rich.text import Text

from analyzer.cli.render.words import counted, one_line, percent
from analyzer.rollups import Rollups
from analyzer.scored import Scored


def heading(scored: Scored, thread: int, rollups: Rollups) -> Iterator[Text]:
    """Yield the head of one thread, by its number in the forest and in the threads table."""
    forest = scored.forest
    start, stop = (int(row) for row in forest.thread_starts[thread : thread + 2])
    table = scored.comments.slice(start, stop - start)
    info = forest.threads[forest.thread_ids[thread]]
    yield Text(one_line(info.title or f"Thread {forest.thread_ids[thread]}"), style="bold underline")
    if info.target and info.target != info.title:
        yield Text(f"stance is read towards: {one_line(info.target)}", style="dim")
    flagged = pc.sum(pc.greater(pc.list_value_length(table["flags"]), 0)).as_py() or 0
    facts = rollups.threads.slice(thread, 1).to_pylist()[0]
    parts = [
        counted(stop - start, "comment"),
        counted(facts["participants"], "participant"),
        f"{flagged:,} flagged ({percent(flagged / max(1, stop - start))})",
        f"replies down to depth {facts['max_depth'] or 0:,}",
    ]
    if info.declared is not None:
        parts.append(_coverage(stop - start, info.declared))
    if info.stubs:
        parts.append(f"{info.stubs:,} behind “load more”")
    yield Text(" · ".join(parts))


def _coverage(seen: int, declared: int) -> str:
    if seen == declared:
        return "complete"
    return f"{declared:,} declared"
