"""Where commands print: standard output for results, standard error for everything else."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


def output() -> Console:
    """Return the console for results. It takes no markup or emoji codes: comments hold brackets and colons."""
    from rich.console import Console

    return Console(markup=False, emoji=False, highlight=False)


def errors() -> Console:
    """Return the console for progress."""
    from rich.console import Console

    return Console(stderr=True, markup=False, emoji=False, highlight=False)


def print_lines(console: Console, lines: Iterable[RenderableType]) -> None:
    """Print lines; a line of text that is too long goes on below its own beginning."""
    from rich.text import Text

    for line in lines:
        if not isinstance(line, Text) or line.cell_len <= console.width:
            console.print(line)
            continue
        indent = " " * (len(line.plain) - len(line.plain.lstrip()))
        for part in line[len(indent) :].wrap(console, max(10, console.width - len(indent))):
            console.print(Text.assemble(indent, part))


def print_json(value: Any) -> None:
    """Print one JSON object, times in ISO 8601."""
    import orjson

    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z | orjson.OPT_SERIALIZE_NUMPY
    sys.stdout.write(orjson.dumps(value, option=options).decode())
