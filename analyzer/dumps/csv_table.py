"""CSV and its kin: one comment per row, comma, semicolon, tab or bar between cells."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pyarrow as pa

from analyzer.dumps.column_choice import Record, own_table
from analyzer.dumps.columns import knows
from analyzer.dumps.csv_dialect import Dialect, column_names, dialect_of
from analyzer.dumps.csv_quotes import TableRows
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.rows import Placed, read_records
from analyzer.dumps.source import Source
from analyzer.errors import DumpError
from analyzer.text.safe import FORMULA_STARTS

_DELIMITER_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SUFFIXES = (".csv", ".tsv", ".tab")


def sniff(head: Head) -> Detection | None:
    """Recognise a table by its header's names, else by rows of even width."""
    if head.layout is not None or head.text.lstrip().startswith("<"):
        return None
    dialect = dialect_of(head.text, complete=head.complete)
    if dialect is None:
        return None
    by_suffix = head.name.lower().endswith(_SUFFIXES)
    if len(dialect.header) == 1:
        quoted = dialect.rows > 1 and '\n"' in head.text
        fits = "text" in dialect.known and (by_suffix or quoted)
        return Detection(0.6 if by_suffix else 0.45, f"one column, {dialect.header[0]!r}") if fits else None
    between = _DELIMITER_NAMES[dialect.delimiter]
    if "text" in dialect.known:
        shown = ", ".join(sorted(dialect.known))
        return Detection(
            0.85 if len(dialect.known) > 1 else 0.6, f"a header row, {between} between cells, with {shown}"
        )
    if by_suffix or len(dialect.known) > 1:
        return Detection(0.6, f"a table with {between} between {len(dialect.header)} cells")
    even = dialect.even >= 0.9 and dialect.rows >= 4 and dialect.named
    return Detection(0.4, f"rows of {len(dialect.header)} cells with {between} between") if even else None


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments of a CSV input.

    Raises:
        DumpError: There is no header to speak of, or no column holds the text.
    """
    dialect = _dialect(source)
    yield from read_records(records(source, reading), reading, where=source.where, thread_id=source.stem)
    _title_from_header(dialect, source, reading)


def records(source: Source, reading: Reading) -> Iterator[Placed]:
    """Yield (`line N`, row) of each row, its cells under the columns' names.

    Raises:
        DumpError: No rows can be read.
    """
    dialect = _dialect(source)
    names = column_names(dialect)
    if not dialect.named:
        reading.report.note(f"the first row is data, so columns are called {names[0]} to {names[-1]}; --map names them")
    if dialect.above:
        reading.report.note(f"the header is not the first row: {dialect.above} above it left out")
    yield from _records(source, reading, dialect, names)


def _dialect(source: Source) -> Dialect:
    head, complete = source.head
    dialect = dialect_of(head.decode("utf-8", "replace"), complete=complete)
    if dialect is None:
        raise DumpError("no rows can be read as CSV", where=source.where)
    return dialect


def _title_from_header(dialect: Dialect, source: Source, reading: Reading) -> None:
    """Take the name of a text column for the topic where it is not one of the usual names for text."""
    column = reading.report.mapping.get("text", "")
    info = reading.threads.get(source.stem)
    if (
        dialect.named
        and info is not None
        and info.title is None
        and "text" not in reading.mapping
        and not knows([column])
    ):
        info.title = column


def _records(source: Source, reading: Reading, dialect: Dialect, names: list[str]) -> Iterator[Placed]:
    rows = TableRows(lines_of(source), dialect, names, reading.report)
    skipped = dialect.above + dialect.named
    last: list[str] = []
    mend = _unmarked if own_table(names) else list
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            reading.report.skip(f"line {rows.number}", f"not readable as CSV: {error}")
            continue
        if row is None:
            break
        if not any(cell.strip() for cell in row):
            continue
        if skipped:
            skipped -= 1
            continue
        last = row
        yield f"line {rows.number}", _record(mend(row), names, dialect, reading)
    if last and last[-1].endswith("\n"):
        reading.report.repair("unclosed_quote")
        reading.report.notes.append("a quote is never closed: the last row holds everything after it")


def _record(row: list[str], names: list[str], dialect: Dialect, reading: Reading) -> Record:
    """Name a row's cells; where the text comes last, delimiters that were not quoted are put back into it."""
    extra = row[len(names) :]
    if any(extra) or len(row) < len(names):
        reading.report.repair("ragged_rows")
    if any(extra) and _text_last(names):
        row = [*row[: len(names) - 1], dialect.delimiter.join(row[len(names) - 1 :])]
    return dict(zip(names, row, strict=False))


def _unmarked(row: list[str]) -> list[str]:
    """Take the `'` off again that a run folder's CSV puts before cells a spreadsheet would run as formulas."""
    return [cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS) else cell for cell in row]


def _text_last(names: list[str]) -> bool:
    return "text" in knows(names[-1:])


def lines_of(source: Source) -> Iterator[str]:
    r"""Yield decoded lines with their newline, also of files that end lines with `\r` alone."""
    for _, line in source.lines():
        text = source.decode(line)
        if "\r" in text:
            text = text.removesuffix("\r")
            if "\r" in text:  # inside quotes too: there it is a line break of the cell all the same
                yield from (f"{part}\n" for part in text.split("\r"))
                continue
        yield f"{text}\n"


FORMAT = Format(
    "csv",
    "CSV, TSV and other delimited tables with a header row",
    sniff,
    read,
    signs="a header with known names, else rows of even width",
)
