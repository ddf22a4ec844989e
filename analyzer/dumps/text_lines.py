"""A text scrape as lines: where each stands, how far it is indented, and how many blank lines come before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

#: White space a line may be padded with; zero-width characters count as padding too.
PADDING = " \t\u00a0\u2007\u202f\u200b\u2060\ufeff\x0b\x0c\r"
_ODD_SPACES = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u202f": " "})
_RUNS = re.compile(r"\s+")
DEFAULT_TAB = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank.

    Attributes:
        number: Its place in the file, from 1.
        column: Width of its indentation, tabs expanded.
        text: What it says, without padding, no-break spaces as spaces.
        gap: Number of blank lines right before it.
    """

    number: int
    column: int
    text: str
    gap: int

    @property
    def key(self) -> str:
        """The text as tables of phrases know it: case folded, runs of white space as one space."""
        return key_of(self.text)


def phrases(table: str) -> frozenset[str]:
    """Return the phrases of a table, apart by `|` or, where it has none, by white space."""
    return frozenset(part.strip() for part in table.split("|")) if "|" in table else frozenset(table.split())


def key_of(text: str) -> str:
    """Return `text` case folded, with runs of white space as one space and no padding."""
    return _RUNS.sub(" ", text).strip().casefold()


def one_spaced(text: str) -> str:
    """Return `text` with every run of white space as one space: patterns with gaps in them are safe on no other."""
    return _RUNS.sub(" ", text)


def lines_of(text: str, tab: int = DEFAULT_TAB) -> list[Line]:
    r"""Split a text into its non-blank lines; only `\n` and `\r\n` end a line.

    Args:
        text: The whole text.
        tab: Columns from one tab stop to the next.
    """
    lines: list[Line] = []
    gap = 0
    for number, raw in enumerate(text.split("\n"), 1):
        bare = raw.strip(PADDING)
        if not bare:
            gap += 1
            continue
        lines.append(Line(number, _column(raw, tab), bare.translate(_ODD_SPACES), gap))
        gap = 0
    return lines


def join_lines(lines: Sequence[Line]) -> str:
    r"""Join lines into a body: a blank line in the scrape separates paragraphs (`\n\n`), else `\n`."""
    parts: list[str] = []
    for line in lines:
        if parts:
            parts.append("\n\n" if line.gap else "\n")
        parts.append(line.text)
    return "".join(parts)


def _column(raw: str, tab: int) -> int:
    column = 0
    for character in raw:
        if character == "\t":
            column += tab - column % tab
        elif character in " \u00a0\u2007\u202f":
            column += 1
        elif character not in PADDING:
            break
    return column
