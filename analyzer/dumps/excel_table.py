"""Excel workbooks: one comment per row, in every sheet that has a column of comments."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, BinaryIO

import pyarrow as pa

from analyzer.dumps.columns import knows
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.rows import Placed, read_records
from analyzer.dumps.source import Source
from analyzer.errors import DumpError

Row = tuple[Any, ...]

_MAGIC = "PK\x03\x04"
#: A workbook that unpacks to more than this, or to this many times its size, is no table of comments.
_MOST_BYTES, _MOST_RATIO = 4 * 2**30, 500
#: The header is looked for in so many rows, below the name of a report and the like.
_MOST_ABOVE = 10
_HINT = "Save the sheet as CSV, or the workbook anew as .xlsx"


def sniff(head: Head) -> Detection | None:
    """Recognise an office document by its magic bytes; `read` looks whether it is a workbook."""
    return Detection(0.9, "a workbook: an office document") if head.text.startswith(_MAGIC) else None


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments of every sheet with a column for text, else of the first sheet.

    Raises:
        DumpError: It is no workbook, it is damaged, or no column holds the text.
    """
    with source.open_seekable() as stream:
        _check(stream, source.where)
        sheets = _sheets(stream, source.where)
        chosen = [name for name, names in sheets.items() if "text" in knows(names)] or list(sheets)[:1]
        left = [name for name in sheets if name not in chosen]
        if left:
            reading.report.note(f"sheets without a column for text are left out: {', '.join(left)}")
        for name in chosen:
            thread_id = source.stem if len(chosen) == 1 else f"{source.stem}/{name}"
            yield from read_records(
                _records(stream, name, source.where), reading, where=source.where, thread_id=thread_id
            )


def _check(stream: BinaryIO, where: str) -> None:
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise DumpError(f"damaged workbook: {error}", where=where, hint=_HINT) from None
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise DumpError("this office document is no workbook", where=where, hint="Save it as plain text")
    size, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if size > _MOST_BYTES or size > max(packed, 2**20) * _MOST_RATIO:
        raise DumpError("the workbook unpacks to far more than its size", where=where, value=size, hint=_HINT)


def _sheets(stream: BinaryIO, where: str) -> dict[str, list[str]]:
    """Return each sheet's column names."""
    return {title: _header(_rows(stream, title, where))[0] for title in _titles(stream, where)}


def _header(rows: Iterator[Row]) -> tuple[list[str], list[Row]]:
    """Return the column names, and the rows taken that come after them: the header names a text, or it is the first."""
    taken = list(islice(rows, _MOST_ABOVE))
    every = [_names(row) for row in taken]
    at = next((at for at, names in enumerate(every) if "text" in knows(names)), 0)
    return (every[at], taken[at + 1 :]) if every else ([], [])


def _open(stream: BinaryIO, where: str) -> Any:
    from openpyxl import load_workbook

    stream.seek(0)
    try:
        return load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # whatever a hostile workbook makes the library raise
        raise DumpError(f"damaged workbook: {error}", where=where, hint=_HINT) from None


def _titles(stream: BinaryIO, where: str) -> list[str]:
    return [sheet.title for sheet in _open(stream, where).worksheets]


def _rows(stream: BinaryIO, sheet: str, where: str) -> Iterator[Row]:
    """Yield the rows of a sheet that hold anything."""
    rows = _open(stream, where)[sheet].iter_rows(values_only=True)
    while True:
        try:
            row = next(rows, None)
        except Exception as error:
            raise DumpError(f"damaged workbook: {error}", where=f"{where}, sheet {sheet}", hint=_HINT) from None
        if row is None:
            return
        if any(cell is not None and cell != "" for cell in row):
            yield row


def _names(row: Row) -> list[str]:
    names: list[str] = []
    for index, cell in enumerate(row, 1):
        name = str(cell).strip() if cell is not None else f"column_{index}"
        while name in names:
            name = f"{name}_2"
        names.append(name)
    return names


def _records(stream: BinaryIO, sheet: str, where: str) -> Iterator[Placed]:
    rows = _rows(stream, sheet, where)
    names, taken = _header(rows)
    for number, row in enumerate(chain(taken, rows), 1):
        yield f"{sheet}, comment {number}", dict(zip(names, row, strict=False))


FORMAT = Format(
    "excel",
    "Excel workbook (.xlsx), one comment per row",
    sniff,
    read,
    signs="an office document with a workbook in it",
    binary=True,
)
