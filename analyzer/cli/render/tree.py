"""A scored thread as a tree: who says what to whom, and what was flagged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc
from rich.text import Text

from analyzer.cli.render.bands import Bands
from analyzer.cli.render.guides import Drawn
from analyzer.cli.render.outline import depth_mark, outline, placed
from analyzer.cli.render.words import STANCE_PARENT, author, excerpt, pack
from analyzer.comment import INFERRED
from analyzer.scored import Scored


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


def tree(scored: Scored, thread: int, page: Page) -> Iterator[Text]:
    """Yield the lines of one thread, by its number in the forest."""
    start, stop = (int(row) for row in scored.forest.thread_starts[thread : thread + 2])
    flagged = scored.comments["flags"].slice(start, stop - start)
    flags = pc.fill_null(pc.list_value_length(flagged), 0).to_numpy().astype(np.int64)

    def lines_of(comment: Mapping[str, Any], drawn: Drawn) -> Iterator[Text]:
        return _comment(comment, drawn, page)

    yield from outline(scored.forest, thread, flags, page.limit, page.width, lines_of, scored.comments)


def _comment(comment: Mapping[str, Any], drawn: Drawn, page: Page) -> Iterator[Text]:
    head = Text.assemble(_mark(comment, drawn), author(comment), _stance(comment), _language(comment, page))
    yield from placed(head, excerpt(comment), drawn, page.width)
    flags = [page.bands.flag(label, comment[label]) for label in comment["flags"] or ()]
    for row in pack(flags, page.width - len(drawn.under)):
        yield Text.assemble((drawn.under, "dim"), row)


def _mark(comment: Mapping[str, Any], drawn: Drawn) -> Text:
    mark = "~ " if comment["parent_source"].startswith(INFERRED) else ""
    return Text(mark + depth_mark(comment, drawn), style="dim")


def _stance(comment: Mapping[str, Any]) -> Text:
    word = STANCE_PARENT.get(comment["stance_parent"] or "")
    return Text(f"  {word}", style="cyan") if word else Text()


def _language(comment: Mapping[str, Any], page: Page) -> Text:
    language = comment["language"]
    strange = language not in (None, "und") and language not in page.bands.languages
    return Text(f"  [{language}]", style="dim") if strange and comment["no_text_reason"] is None else Text()
