"""From an altair specification to the SVG a page holds, and what stands beside it for who cannot see it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import vl_convert

from analyzer.desk.charts.theme import CONFIG, FONT, VARIABLES

if TYPE_CHECKING:
    from analyzer.desk.charts.layers import Drawable

#: Widths drawn, in pixels: the style sheet shows the one that fits, so that text is never scaled below its size.
WIDE: Final = 440
NARROW: Final = 240

Cell = str | int | float | None
#: Makes the specification for a width.
Plot = Callable[[int], "Drawable"]

# Roles and names inside the drawing: the figure around it carries one name and the numbers as a table.
_SEMANTICS: Final = re.compile(r' (?:role|aria-[a-z]+|class|xmlns:xlink|pointer-events)="[^"]*"')
_EMPTY: Final = re.compile(r'<path(?: d="[^"]*")? display="none"/>')


@dataclass(frozen=True)
class Chart:
    """A drawn chart.

    Attributes:
        wide: SVG for roomy columns.
        narrow: SVG for narrow ones.
        summary: What there is to see, in a sentence or two.
        columns: Names of the numbers' columns.
        rows: The numbers.
    """

    wide: str
    narrow: str
    summary: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def draw(plot: Plot, *, summary: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Chart:
    """Draw a plot in both widths."""
    wide, narrow = (_svg(_specification(plot(width))) for width in (WIDE, NARROW))
    return Chart(wide, narrow, summary, tuple(columns), tuple(tuple(row) for row in rows))


def warm_up() -> None:
    """Start the drawing engine, which takes a second the first time."""
    _svg(json.dumps({"data": {"values": [{"x": 0}]}, "mark": "point", "encoding": {"x": {"field": "x"}}}))


def _specification(plot: Drawable) -> str:
    found: dict[str, Any] = plot.to_dict(validate=False)
    return json.dumps(found | {"config": CONFIG}, sort_keys=True)


@lru_cache(maxsize=512)
def _svg(specification: str) -> str:
    drawn = vl_convert.vegalite_to_svg(specification)
    drawn = _EMPTY.sub("", _SEMANTICS.sub("", drawn)).replace(f' font-family="{FONT}"', "")
    for ink, variable in VARIABLES.items():
        drawn = drawn.replace(f'"{ink.value}"', f'"var({variable})"')
    return drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
