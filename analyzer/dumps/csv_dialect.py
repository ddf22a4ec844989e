"""How a CSV is written: its delimiter, its escapes and whether its first row names the columns."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analyzer.dumps.columns import knows

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 200
_ESCAPED_QUOTE = re.compile(r'[^\\]\\"(?![,;\t|\r\n])')
#: A doubled quote; beside delimiters or line ends on both its sides it is an empty cell.
_DOUBLED_QUOTE = re.compile(r'(?<=[^,;\t|\r\n])""|""(?=[^,;\t|\r\n])')
_DATA_CELL = re.compile(r"[-+]?\d[\d.,:/\-T Z]*|https?://\S+")
_LONGEST_NAME = 60
_MOST_ABOVE = 10


@dataclass(frozen=True)
class Dialect:
    """How one table is written.

    Attributes:
        delimiter: What stands between cells; the comma where there is one column only.
        escape: The escape character of quotes, None where they are doubled.
        header: The first row's cells.
        named: Whether the first row holds names and not data.
        known: Comment fields known by the header's names.
        even: Share of the sample's rows that are as wide as the header.
        rows: Number of rows in the sample, from the header on.
        above: Number of rows above the header that hold anything: `sep=;`, the name of a report.
    """

    delimiter: str
    escape: str | None
    header: tuple[str, ...]
    named: bool
    known: frozenset[str]
    even: float
    rows: int
    above: int = 0


@lru_cache(maxsize=4)
def dialect_of(text: str, *, complete: bool) -> Dialect | None:
    """Find the delimiter under which the text's beginning is the best table; None where it is blank."""
    escape = "\\" if len(_ESCAPED_QUOTE.findall(text)) > len(_DOUBLED_QUOTE.findall(text)) else None
    found = [dialect for d in DELIMITERS if (dialect := _under(text, d, escape, complete)) is not None]
    return max(
        found, key=lambda d: (len(d.known), len(d.header) > 1 and d.even > 0.6, d.even, len(d.header)), default=None
    )


def rows_of(lines: Iterable[str], delimiter: str, escape: str | None) -> Iterator[list[str]]:
    """Return a CSV reader over lines that keep their newline; cells may be of any length."""
    csv.field_size_limit(2**31 - 1)
    return csv.reader(lines, delimiter=delimiter, escapechar=escape, skipinitialspace=False)


def _under(text: str, delimiter: str, escape: str | None, complete: bool) -> Dialect | None:
    rows: list[list[str]] = []
    try:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for row in rows_of((f"{line}\n" for line in lines), delimiter, escape):
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) >= _SAMPLE_ROWS:
                break
    except csv.Error:
        return None
    if len(rows) > 2 and not complete:
        rows.pop()  # cut by the end of the sample
    if not rows:
        return None
    above = _rows_above(rows)
    rows = rows[above:]
    header = tuple(cell.strip() for cell in rows[0])
    known = frozenset(knows(header))
    widths = Counter(len(row) for row in rows[1:])
    even = widths[len(header)] / (len(rows) - 1) if len(rows) > 1 else 1.0
    return Dialect(delimiter, escape, header, bool(known) or _are_names(header), known, even, len(rows), above)


def _rows_above(rows: Sequence[Sequence[str]]) -> int:
    """Return how many rows stand above the header; none where the first names anything or no later one names a text."""
    if knows(rows[0]):
        return 0
    for at, row in enumerate(rows[:_MOST_ABOVE]):
        fields = knows([cell.strip() for cell in row])
        if "text" in fields and len(fields) > 1:
            return at
    return 0


def _are_names(cells: Sequence[str]) -> bool:
    """Tell whether cells can be column names: short, not numbers, dates or addresses, not all blank."""
    return any(cells) and all(len(c) <= _LONGEST_NAME and not _DATA_CELL.fullmatch(c) for c in cells)


def column_names(dialect: Dialect) -> list[str]:
    """Return one distinct name per column: `column_3` for a blank one, `name_2` for a name said twice."""
    names: list[str] = []
    for index, cell in enumerate(dialect.header, 1):
        name = cell if cell and dialect.named else f"column_{index}"
        while name in names:
            name = f"{name}_2"
        names.append(name)
    return names
