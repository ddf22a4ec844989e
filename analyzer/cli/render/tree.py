"""A thread as a tree: who says what to whom, and what was flagged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc
from rich.text import Text

from analyzer.cli.render.bands import Bands
from analyzer.cli.render.choose import choose
from analyzer.cli.render.guides import Drawn, draw
from analyzer.cli.render.words import STANCE_PARENT, author, counted, excerpt, pack, shorten
from analyzer.scored import Scored

#: Deepest level drawn; narrow terminals draw fewer. What is deeper has its depth as a number in front.
MAX_LEVELS = 8
_LEVEL_WIDTH = 3
#: Columns a comment's text needs to share a line with its author.
_TEXT_WIDTH = 28
_MISSING = "(a comment this dump does not hold)"


@dataclass(frozen=True)
class Page:
    """How trees are printed.

    Attributes:
        width: Terminal columns.
        limit: Most comments printed per thread.
        bands: Words and symbols for probabilities.
    """

    width: int
    limit: int
    bands: Bands

    @property
    def levels(self) -> int:
        """Deepest level drawn: guides take no more than a third of the width."""
        return max(1, min(MAX_LEVELS, self.width // 3 // _LEVEL_WIDTH))


def tree(scored: Scored, thread: int, page: Page) -> Iterator[Text]:
    """Yield the lines of one thread, by its number in the forest."""
    forest = scored.forest
    start, stop = (int(row) for row in forest.thread_starts[thread : thread + 2])
    table = scored.comments.slice(start, stop - start)
    parents = (np.maximum(forest.parent_row[start:stop], start - 1) - start).tolist()
    flags = pc.fill_null(pc.list_value_length(table["flags"]), 0).to_numpy().astype(np.int64)
    rows = choose(flags, parents, page.limit)
    comments = dict(zip(rows, table.take(rows).to_pylist(), strict=True))
    for drawn in draw(rows, parents, forest.placeholder[start:stop].tolist(), page.levels):
        if drawn.skipped:
            yield _left_out(drawn.skipped, drawn.before)
        if drawn.row is None:
            yield Text(drawn.before + _MISSING, style="dim")
        else:
            yield from _comment(comments[drawn.row], drawn, page)
    if rows and (rest := stop - start - 1 - rows[-1]):
        yield _left_out(rest, "")


def _left_out(count: int, before: str) -> Text:
    return Text(f"{before[:-_LEVEL_WIDTH]}⋮ {counted(count, 'comment')} not shown", style="dim")


def _comment(comment: Mapping[str, Any], drawn: Drawn, page: Page) -> Iterator[Text]:
    head = Text.assemble(_mark(comment, drawn), author(comment), _stance(comment), _language(comment, page))
    line = Text.assemble((drawn.before, "dim"), head)
    said = excerpt(comment)
    room = page.width - line.cell_len - 2
    if room >= min(_TEXT_WIDTH, said.cell_len):
        yield Text.assemble(line, "  ", _cut(said, room))
    else:
        line.truncate(page.width, overflow="ellipsis")
        yield line
        yield Text.assemble((drawn.under, "dim"), _cut(said, page.width - len(drawn.under)))
    flags = [page.bands.flag(label, comment[label]) for label in comment["flags"] or ()]
    for row in pack(flags, page.width - len(drawn.under)):
        yield Text.assemble((drawn.under, "dim"), row)


def _mark(comment: Mapping[str, Any], drawn: Drawn) -> Text:
    mark = "~ " if comment["parent_source"].startswith("inferred") else ""
    depth = f"{comment['depth']:,}: " if comment["depth"] > drawn.level else ""
    return Text(mark + depth, style="dim")


def _stance(comment: Mapping[str, Any]) -> Text:
    word = STANCE_PARENT.get(comment["stance_parent"] or "")
    return Text(f"  {word}", style="cyan") if word else Text()


def _language(comment: Mapping[str, Any], page: Page) -> Text:
    language = comment["language"]
    strange = language not in (None, "und") and language not in page.bands.languages
    return Text(f"  [{language}]", style="dim") if strange and comment["no_text_reason"] is None else Text()


def _cut(said: Text, width: int) -> Text:
    return Text(shorten(said.plain, width), style=said.style)
