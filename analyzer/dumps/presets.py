"""Tables that a tool always writes with the same header: its columns are known, nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import pyarrow as pa

from analyzer.dumps import csv_table
from analyzer.dumps.csv_dialect import dialect_of
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.rows import Placed, read_records
from analyzer.dumps.source import Source

Prepare = Callable[[Iterable[Placed], Reading], Iterable[Placed]]


def table_format(
    name: str,
    title: str,
    needed: frozenset[str],
    mapping: Mapping[str, str],
    prepare: Prepare | None = None,
) -> Format:
    """Return the format of a tool's tables.

    Args:
        name: What `--format` takes.
        title: What it is, in a few words.
        needed: The columns a header is recognised by.
        mapping: Field → column; columns that a table lacks are left to be guessed.
        prepare: Changes the rows before they are read.
    """
    shown = ", ".join(sorted(needed))

    def sniff(head: Head) -> Detection | None:
        if head.layout is not None:
            return None
        dialect = dialect_of(head.text, complete=head.complete)
        if dialect is None or not needed <= frozenset(dialect.header):
            return None
        return Detection(0.95, f"{title}: a header with {shown}")

    def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
        rows: Iterable[Placed] = csv_table.records(source, reading)
        if prepare is not None:
            rows = prepare(rows, reading)
        yield from read_preset(rows, reading, mapping, source)

    return Format(name, title, sniff, read, signs=f"a header with {shown}")


def read_preset(
    rows: Iterable[Placed], reading: Reading, mapping: Mapping[str, str], source: Source
) -> Iterator[pa.RecordBatch]:
    """Yield the comments of rows whose columns are known; the user's own mapping goes first."""
    pairs = iter(rows)
    first = next(pairs, None)
    if first is None:
        return
    known = {field: column for field, column in mapping.items() if column in first[1]}
    reading = replace(reading, mapping={**known, **reading.mapping})

    def all_rows() -> Iterator[Placed]:
        yield first
        yield from pairs

    yield from read_records(all_rows(), reading, where=source.where, thread_id=source.stem)
