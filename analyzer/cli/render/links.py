"""Reply trees before any scoring: who answers whom, how that is known, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow.compute as pc
from rich.text import Text

from analyzer.cli.render.guides import Drawn
from analyzer.cli.render.outline import depth_mark, outline, placed
from analyzer.cli.render.words import author, counted, one_line, percent, phrase
from analyzer.comment import INFERRED
from analyzer.text.quotes import own_words
from analyzer.threads.forest import Forest, IntArray

#: Threads drawn; of more, those with the most inferred links, then the largest.
TREES = 5
#: What an inferred link rests on, beside the comment.
REASONS: dict[str, str] = {
    "reply_to": "says whom it answers",
    "quote": "repeats its words",
    "name": "calls the name",
    "alternation": "turns taken",
    "question": "question, answer, address",
    "affinity": "shared words",
    "position": "its place",
}


def links(forest: Forest, limit: int, width: int) -> Iterator[Text]:
    """Yield the trees of the threads with the most inferred links.

    Args:
        forest: The trees.
        limit: Most comments drawn per thread; inferred replies come first.
        width: Terminal columns.
    """
    flags = inferred_rows(forest)
    chosen = _to_draw(forest, flags)

    def lines_of(comment: Mapping[str, Any], drawn: Drawn) -> Iterator[Text]:
        head = Text.assemble((depth_mark(comment, drawn), "dim"), author(comment), _because(comment))
        return placed(head, _said(comment), drawn, width)

    for thread in chosen:
        start, stop = (int(row) for row in forest.thread_starts[thread : thread + 2])
        thread_id = forest.thread_ids[thread]
        yield Text(one_line(forest.threads[thread_id].title or f"Thread {thread_id}"), style="bold underline")
        yield from outline(forest, thread, flags[start:stop], limit, width, lines_of)
        yield Text()
    if hidden := int(np.count_nonzero(np.diff(forest.thread_starts))) - len(chosen):
        yield Text(f"{counted(hidden, 'more thread')} not drawn", style="dim")
    if flags.any():
        yield Text("~ reply inferred, not said by the dump: how probable it is, and what it rests on", style="dim")


def inferred_rows(forest: Forest) -> IntArray:
    """Return (n,) ones where a comment's parent was inferred, else zeros."""
    rows: IntArray = pc.starts_with(forest.comments["parent_source"], INFERRED).to_numpy().astype(np.int64)
    return rows


def listed(forest: Forest) -> Iterator[dict[str, Any]]:
    """Yield every inferred link as JSON values: thread, comment, parent, what it rests on and how probable it is."""
    names = ["thread_id", "comment_id", "parent_id", "parent_source", "parent_probability"]
    found = forest.comments.select(names).filter(pc.starts_with(forest.comments["parent_source"], INFERRED))
    for batch in found.to_batches():
        for link in batch.to_pylist():
            link["rests_on"] = link.pop("parent_source").removeprefix(INFERRED)
            yield link


def _to_draw(forest: Forest, flags: IntArray) -> list[int]:
    """Return the numbers of the threads to draw, in the dump's order."""
    sizes = np.diff(forest.thread_starts)
    before = np.concatenate([[0], np.cumsum(flags)])
    inferred = before[forest.thread_starts[1:]] - before[forest.thread_starts[:-1]]
    order = np.lexsort((-sizes, -inferred))[:TREES]
    return sorted(int(thread) for thread in order if sizes[thread])


def _because(comment: Mapping[str, Any]) -> Text:
    source = comment["parent_source"]
    if not source.startswith(INFERRED):
        return Text()
    how = source.removeprefix(INFERRED)
    probability = comment["parent_probability"]
    sure = "" if probability is None else f"{percent(probability)}, "
    return Text(f"  ~ {sure}{REASONS.get(how, phrase(how))}", style="cyan")


def _said(comment: Mapping[str, Any]) -> Text:
    text = one_line(own_words(comment["text"]) or comment["text"])
    return Text(text) if text else Text("(no text)", style="dim")
