"""The dump formats as a table: name, what it is, what it is told by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from analyzer.cli.render.words import counted, folded, one_line

#: Narrower terminals get a list in place of a table.
_TABLE_WIDTH = 90


def listing(entries: Sequence[Mapping[str, Any]], width: int) -> Iterator[RenderableType]:
    """Yield the formats, then what may hold them."""
    if width < _TABLE_WIDTH:
        yield from _list(entries, width)
    else:
        yield _table(entries)
    yield Text()
    closing = (
        f"{counted(len(entries), 'format')}, told by content. Each may come packed (gzip, bzip2, xz, zstd), in a"
        " folder, a ZIP or tar archive, or on standard input."
    )
    yield from folded(closing, width, "")


def _table(entries: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    table.add_column("name", no_wrap=True, style="cyan")
    table.add_column("what it is", ratio=2)
    table.add_column("recognised by", ratio=3)
    for entry in entries:
        table.add_row(one_line(entry["name"]), Text(one_line(_title(entry))), Text(one_line(entry["recognised_by"])))
    return table


def _list(entries: Sequence[Mapping[str, Any]], width: int) -> Iterator[Text]:
    for entry in entries:
        yield Text(one_line(entry["name"]), style="cyan")
        yield from folded(one_line(_title(entry)), width, "  ")
        for line in folded(f"by {one_line(entry['recognised_by'])}", width, "  "):
            line.stylize("dim")
            yield line


def _title(entry: Mapping[str, Any]) -> str:
    return f"{entry['title']} (plug-in)" if entry["plug_in"] else str(entry["title"])
