"""A table of a name and some figures that fits the terminal: figures that do not fit are left out from the right."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from analyzer.cli.render.words import shorten

_GAP = 2
#: Columns the name keeps at least, and takes at most.
_NAME = (16, 44)


def grid(width: int, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return a table whose first column is a name and whose others are figures, the most important first."""
    widths = [max(cell_len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    shown = len(head)
    while shown > 1 and _room(width, widths[1:shown]) < _NAME[0]:
        shown -= 1
    table = Table(box=None, padding=(0, _GAP, 0, 0), header_style="dim", pad_edge=False)
    table.add_column("  " + head[0], no_wrap=True)
    for name in head[1:shown]:
        table.add_column(name, justify="right", no_wrap=True)
    room = min(_NAME[1], max(_NAME[0], _room(width, widths[1:shown])))
    for row in rows:
        table.add_row(Text("  " + shorten(row[0], room)), *row[1:shown])
    return table


def _room(width: int, figures: Sequence[int]) -> int:
    return width - 2 - sum(figure + _GAP for figure in figures) - _GAP
