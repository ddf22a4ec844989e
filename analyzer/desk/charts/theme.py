"""Colours and type of charts. A colour is a stand-in that the drawing swaps for a variable of the page."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final


class Ink(StrEnum):
    """What a colour is for; the value is the stand-in altair draws with."""

    TEXT = "#010203"
    FAINT = "#010204"
    GRID = "#010205"
    ACCENT = "#010206"
    HOT = "#010207"
    WARM = "#010208"
    QUIET = "#010209"
    SECOND = "#01020a"
    THIRD = "#01020b"
    GROUND = "#01020c"


#: The variable of `tokens.css` each stand-in becomes.
VARIABLES: Final[dict[Ink, str]] = {
    Ink.TEXT: "--ink-soft",
    Ink.FAINT: "--ink-faint",
    Ink.GRID: "--line-soft",
    Ink.ACCENT: "--series-1",
    Ink.HOT: "--heat-3",
    Ink.WARM: "--series-2",
    Ink.QUIET: "--series-4",
    Ink.SECOND: "--series-2",
    Ink.THIRD: "--series-3",
    Ink.GROUND: "--surface",
}

#: Font the text is measured with; the page's own takes its place.
FONT: Final = "sans-serif"

_AXIS: Final = {
    "domainColor": Ink.GRID.value,
    "gridColor": Ink.GRID.value,
    "tickColor": Ink.GRID.value,
    "labelColor": Ink.TEXT.value,
    "titleColor": Ink.FAINT.value,
    "labelFontSize": 12,
    "titleFontSize": 12,
    "titleFontWeight": "normal",
    "labelOverlap": True,
}

CONFIG: Final[dict[str, Any]] = {
    "background": "transparent",
    "font": FONT,
    "padding": {"left": 14, "right": 12, "top": 4, "bottom": 4},  # the page's font may be wider than the measured one
    "view": {"stroke": None},
    "axis": _AXIS,
    "axisX": {"grid": False},
    "legend": {
        "labelColor": Ink.TEXT.value,
        "titleColor": Ink.FAINT.value,
        "labelFontSize": 12,
        "orient": "top",
        "direction": "horizontal",
        "title": None,
        "symbolType": "square",
        "columnPadding": 22,
    },
    "text": {"color": Ink.TEXT.value, "fontSize": 12},
}
