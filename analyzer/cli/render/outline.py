"""A thread drawn as a tree, whatever is said beside each comment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from rich.text import Text

from analyzer.cli.render.choose import choose
from analyzer.cli.render.guides import Drawn, draw
from analyzer.cli.render.words import counted, shorten
from analyzer.threads.forest import Forest, IntArray

#: Deepest level drawn; narrow terminals draw fewer. What is deeper has its depth as a number in front.
MAX_LEVELS = 8
_LEVEL_WIDTH = 3
#: Columns a comment's text needs to share a line with its author.
_TEXT_WIDTH = 28
_MISSING = "(a comment this dump does not hold)"


def levels_of(width: int) -> int:
    """Return the deepest level drawn on a terminal of so many columns: guides take no more than a third of them."""
    return max(1, min(MAX_LEVELS, width // 3 // _LEVEL_WIDTH))


def outline(
    forest: Forest,
    thread: int,
    weights: IntArray,
    limit: int,
    width: int,
    lines_of: Callable[[Mapping[str, Any], Drawn], Iterator[Text]],
    comments: pa.Table | None = None,
) -> Iterator[Text]:
    """Yield the lines of one thread.

    Args:
        forest: The trees.
        thread: The thread's number in it.
        weights: (n,) how much each of the thread's comments should be shown where not all can be.
        limit: Most comments shown.
        width: Terminal columns.
        lines_of: Writes one comment with its guides.
        comments: The forest's comments with further columns, in place of its own.
    """
    start, stop = (int(row) for row in forest.thread_starts[thread : thread + 2])
    table = (forest.comments if comments is None else comments).slice(start, stop - start)
    parents = (np.maximum(forest.parent_row[start:stop], start - 1) - start).tolist()
    rows = choose(weights, parents, limit)
    shown = dict(zip(rows, table.take(rows).to_pylist(), strict=True))
    for drawn in draw(rows, parents, forest.placeholder[start:stop].tolist(), levels_of(width)):
        if drawn.skipped:
            yield _left_out(drawn.skipped, drawn.before)
        if drawn.row is None:
            yield Text(drawn.before + _MISSING, style="dim")
        else:
            yield from lines_of(shown[drawn.row], drawn)
    if rows and (rest := stop - start - 1 - rows[-1]):
        yield _left_out(rest, "")


def depth_mark(comment: Mapping[str, Any], drawn: Drawn) -> str:
    """Return the depth of a comment that is drawn at another, as a number to put in front."""
    return f"{comment['depth']:,}: " if comment["depth"] > drawn.level else ""


def placed(head: Text, said: Text, drawn: Drawn, width: int) -> Iterator[Text]:
    """Yield a comment's head and what it says, on one line where there is room, else below each other."""
    line = Text.assemble((drawn.before, "dim"), head)
    room = width - line.cell_len - 2
    if room >= min(_TEXT_WIDTH, said.cell_len):
        yield Text.assemble(line, "  ", _cut(said, room))
    else:
        line.truncate(width, overflow="ellipsis")
        yield line
        yield Text.assemble((drawn.under, "dim"), _cut(said, width - len(drawn.under)))


def _left_out(count: int, before: str) -> Text:
    return Text(f"{before[:-_LEVEL_WIDTH]}⋮ {counted(count, 'comment')} not shown", style="dim")


def _cut(said: Text, width: int) -> Text:
    return Text(shorten(said.plain, width), style=said.style)
