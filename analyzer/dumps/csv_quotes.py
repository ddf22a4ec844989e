"""Quotes in a table that are text: one that opens a cell by accident would swallow every row up to the next quote."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from analyzer.dumps.columns import knows
from analyzer.dumps.csv_dialect import Dialect, rows_of
from analyzer.dumps.record import InputReport

#: After so many lines that look like rows a cell is not read on: were each of them read again from its own quote to
#: the end of the table, a hostile one would never be done.
_MOST_LINES = 20
#: So many of the lines in a cell must look like rows; the others may have a cell too many or too few.
_ROW_SHARE = 0.9
_WORD = re.compile(r"[^\W_]+")
#: What rows are known by, the best first.
_KEYS = ("id", "created_at")


class _SwallowedRowsError(Exception):
    """A cell has gone on over `_MOST_LINES` lines that are rows of the table."""


class TableRows:
    """The rows of a table, those put right that a quote had swallowed.

    A cell over several lines is broken up where its lines are as wide as the table and each begins a row of its own,
    with an id of the same form; ordinary text over several lines stays whole.

    Args:
        lines: Lines with their newline.
        dialect: How the table is written.
        names: Its columns.
        report: Receives the count of quotes that were text, `quotes_as_text`.

    Attributes:
        number: The number of the line last read.
    """

    def __init__(self, lines: Iterable[str], dialect: Dialect, names: Sequence[str], report: InputReport) -> None:
        self.number = 0
        self._lines = iter(lines)
        self._returned: deque[str] = deque()
        self._taken: list[str] = []
        self._dialect = dialect
        self._width = len(names)
        self._key = _key_of(names)
        self._report = report
        self._mended = False
        self._rows = self._reader()

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        """Return the next row.

        Raises:
            csv.Error: The row cannot be read; the next one may.
        """
        self._taken = []
        try:
            row = next(self._rows)
        except _SwallowedRowsError:
            return self._first_alone()
        if len(self._taken) > 1 and self._are_rows() and not (self._may_be_text() and self._is_closed()):
            return self._first_alone()
        return self._split(self._taken[0]) if self._mended and self._is_quoted_line() else row

    def _is_quoted_line(self) -> bool:
        return len(self._taken) == 1 and '"' in self._taken[0]

    def _reader(self) -> Iterator[list[str]]:
        return rows_of(self._fed(), self._dialect.delimiter, self._dialect.escape)

    def _fed(self) -> Iterator[str]:
        while True:
            if len(self._taken) == _MOST_LINES and self._are_rows():
                raise _SwallowedRowsError
            line = self._returned.popleft() if self._returned else next(self._lines, None)
            if line is None:
                return
            self.number += 1
            self._taken.append(line)
            yield line

    def _are_rows(self) -> bool:
        """Tell whether the lines taken are a row each, by their width and their keys."""
        if self._key is None or self._width < 2:
            return False
        following = self._following()
        if not following or following[0].count(self._dialect.delimiter) < self._width - 1:
            return False  # as with ordinary text, told without a closer look
        shape = _shape(self._split(self._taken[0]), self._key)
        if not shape or not self._is_row(following[0], shape):
            return False
        return sum(self._is_row(line, shape) for line in following) >= _ROW_SHARE * len(following)

    def _is_row(self, line: str, shape: str) -> bool:
        cells = self._split(line)
        return (
            len(cells) == self._width
            and _shape(cells, self._key or 0) == shape
            and not any(cell.startswith(" ") for cell in cells[:-1])
        )

    def _may_be_text(self) -> bool:
        """Tell whether so little looks like rows that it may as well be a list somebody wrote."""
        return self._width < 3 or len(self._following()) < 2

    def _is_closed(self) -> bool:
        """Tell whether the quotes stand where quotes of cells belong: beside delimiters and line ends."""
        try:
            next(self._strict(self._taken), None)
        except csv.Error:
            return False
        return True

    def _following(self) -> list[str]:
        return [line for line in self._taken[1:] if line.strip()]

    def _first_alone(self) -> list[str]:
        """Return the first line taken as a row of its own, and give back the others."""
        first, *rest = self._taken
        self._returned.extendleft(reversed(rest))
        self.number -= len(rest)
        self._rows = self._reader()  # the one before may have met the end, or an error
        self._mended = True
        self._report.repair("quotes_as_text")
        return self._split(first)

    def _split(self, line: str) -> list[str]:
        """Return one line as a row; quotes that do not stand where those of cells belong are text."""
        if '"' not in line:
            return line.rstrip("\r\n").split(self._dialect.delimiter)
        try:
            return next(self._strict([line]), [])
        except csv.Error:
            pass
        opened = next(rows_of([line], self._dialect.delimiter, self._dialect.escape), [])
        if len(opened) == self._width and opened[-1].endswith("\n"):
            return [*opened[:-1], '"' + opened[-1].removesuffix("\n")]
        return line.rstrip("\r\n").split(self._dialect.delimiter)

    def _strict(self, lines: Sequence[str]) -> Iterator[list[str]]:
        return csv.reader(lines, delimiter=self._dialect.delimiter, escapechar=self._dialect.escape, strict=True)


def _key_of(names: Sequence[str]) -> int | None:
    """Return the place of the column that tells rows apart, None where there is none."""
    for field in _KEYS:
        for place, name in enumerate(names):
            if field in knows([name]):
                return place
    return None


def _shape(cells: Sequence[str], place: int) -> str:
    """Return the form of a key, such as `0` for 17 and `0-0-0` for 2020-01-31; nothing where it has no digit."""
    key = cells[place].strip() if place < len(cells) else ""
    lettered = any(char.isalpha() for char in key)
    if not any(char.isdecimal() for char in key) or (lettered and " " in key):
        return ""
    return _WORD.sub("x" if lettered else "0", key)
