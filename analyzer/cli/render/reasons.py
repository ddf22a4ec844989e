"""What was flagged and why: label by label, what it means, from where on it flags, and the comments it flagged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from rich.text import Text

from analyzer.cli.render.bands import Bands, style_of
from analyzer.cli.render.words import author, counted, excerpt, folded, percent, phrase, shorten
from analyzer.labels.operating import Band
from analyzer.labels.registry import meaning_of
from analyzer.threads.forest import IntArray

#: Comments shown per label, the most probable first.
SHOWN = 5


def reasons(comments: pa.Table, labels: tuple[str, ...], bands: Bands, width: int) -> Iterator[Text]:
    """Yield the flagged comments per label, or that nothing was flagged.

    Args:
        comments: Table of `COMMENT_SCHEMA`.
        labels: Labels that flag, in order.
        bands: Words for probabilities.
        width: Terminal columns.
    """
    yield Text("Flagged, and why", style="bold")
    lists = comments["flags"].combine_chunks()
    owner, names = pc.list_parent_indices(lists), pc.list_flatten(lists)
    if not len(names):
        yield Text("  nothing: no comment passed an operating point")
    for label in labels:
        rows = owner.filter(pc.equal(names, label)).to_numpy()
        if len(rows):
            yield from _label(comments, label, rows, bands, width)


def _label(comments: pa.Table, label: str, rows: IntArray, bands: Bands, width: int) -> Iterator[Text]:
    yield Text.assemble(("  " + phrase(label), "bold"), f"  {counted(len(rows), 'comment')}")
    yield from folded(meaning_of(label), width, "    ")
    point = bands.default(label)
    if point is not None:
        yield from folded(f"Flagged from {percent(point.threshold)} on; {point.meaning}.", width, "    ")
    found = comments.take(rows)
    order = pc.sort_indices(found[label], sort_keys=[("", "descending")])[:SHOWN]
    for comment in found.take(order).to_pylist():
        yield from _comment(comment, bands.band(label, comment[label]), comment[label], width)
    if len(rows) > SHOWN:
        yield Text(f"    and {len(rows) - SHOWN:,} more", style="dim")


def _comment(comment: Mapping[str, Any], band: Band, probability: float, width: int) -> Iterator[Text]:
    told = f"{band.symbol} {percent(probability):>5} {band.words}"
    head = Text.assemble("    ", (told, style_of(band)), "  ", author(comment))
    said = excerpt(comment).plain
    room = width - head.cell_len - 2
    if room >= 20:
        yield Text.assemble(head, "  ", shorten(said, room))
    else:
        head.truncate(width, overflow="ellipsis")
        yield head
        yield Text(" " * 7 + shorten(said, width - 7))
