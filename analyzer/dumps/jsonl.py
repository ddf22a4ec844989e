"""JSON Lines: one comment per line, under any usual column names; also one thread per line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pyarrow as pa

from analyzer.dumps.columns import knows
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.json_values import BrokenJsonError, parse
from analyzer.dumps.nesting import flatten
from analyzer.dumps.rows import Placed, read_records
from analyzer.dumps.source import Source
from analyzer.dumps.values import ignore_repair
from analyzer.errors import DumpError

_SNIFFED = 200


def sniff(head: Head) -> Detection | None:
    """Recognise lines of JSON objects."""
    if head.layout != "lines":
        return None
    fields = fields_of(head.records)
    if not fields:
        return Detection(0.2, "every line is a JSON object")
    shown = ", ".join(sorted(fields))
    return Detection(0.6 if "text" in fields else 0.3, f"every line is a JSON object, with {shown}")


def fields_of(records: tuple[Any, ...]) -> set[str]:
    """Return the comment fields known by name in JSON records, those of nested comments too."""
    pairs = (("", record) for record in records if isinstance(record, dict))
    flat = islice(flatten(pairs, ignore_repair), _SNIFFED)
    return knows(list(dict.fromkeys(name for _, record in flat for name in record)))


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments of a JSON Lines input.

    Raises:
        DumpError: No line is a JSON object, or no column holds the text.
    """
    records = flatten(objects(source, reading), reading.report.repair)
    yield from read_records(records, reading, where=source.where, thread_id=source.stem)


def objects(source: Source, reading: Reading) -> Iterator[Placed]:
    """Yield (`line N`, object) of each line; broken lines are skipped and counted.

    Raises:
        DumpError: No line is a JSON object.
    """
    report = reading.report
    found, first_failure = False, ""
    pending: tuple[str, str, bytes] | None = None  # a broken line, until it is known whether it is the last
    for number, line in source.lines():
        if not line or line.isspace():
            continue
        if pending is not None:
            report.skip(pending[0], pending[1])
            pending = None
        place = f"line {number}"
        try:
            value = parse(line, source.decode, report.repair)
        except BrokenJsonError as error:
            first_failure = first_failure or f"{place}: {error}"
            pending = (place, f"invalid JSON: {error}", line)
            continue
        if isinstance(value, dict):
            found = True
            yield place, value
        else:
            first_failure = first_failure or f"{place}: not an object but {type(value).__name__}"
            report.skip(place, f"not a JSON object but {type(value).__name__}")
    if pending is not None:
        report.skip(pending[0], pending[1])
        if not pending[2].rstrip().endswith(b"}"):
            report.repair("partial_last_line")
    if not found:
        raise DumpError(
            f"no line is a JSON object; {first_failure}",
            where=source.where,
            hint="If it is another format, name it with --format",
        )


FORMAT = Format(
    "jsonl", "JSON Lines, one comment per line", sniff, read, signs="lines of JSON objects, columns known by name"
)
