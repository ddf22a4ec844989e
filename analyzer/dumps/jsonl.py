"""JSON Lines: one comment per line, under any usual column names; also one thread per line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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

#: So many records are looked at to tell their fields.
SNIFFED = 200


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
    flat = islice(flatten(pairs, ignore_repair), SNIFFED)
    return knows(list(dict.fromkeys(name for _, record in flat for name in record)))


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments of a JSON Lines input.

    Raises:
        DumpError: No line is a JSON object, or no column holds the text.
    """
    records = flatten(objects(source, reading), reading.report.repair, reading.report.note)
    yield from read_records(records, reading, where=source.where, thread_id=source.stem)


def objects(source: Source, reading: Reading) -> Iterator[Placed]:
    """Yield (`line N`, object) of each line; broken lines are skipped and counted.

    Raises:
        DumpError: No line is a JSON object.
    """
    lines = ObjectLines(source, reading)
    yield from lines.of(source.lines())
    lines.finish()


class ObjectLines:
    """Lines as JSON objects; a broken line is held back until it is known whether it is the last, cut short."""

    def __init__(self, source: Source, reading: Reading) -> None:
        self._found = False
        self._source = source
        self._report = reading.report
        self._first_failure = ""
        self._pending: tuple[str, str, bytes] | None = None

    def of(self, lines: Iterable[tuple[int, bytes]]) -> Iterator[Placed]:
        """Yield (`line N`, object) of numbered lines; what is none is skipped and counted."""
        for number, line in lines:
            if not line or line.isspace():
                continue
            self._settle()
            place = f"line {number}"
            try:
                value = parse(line, self._source.decode, self._report.repair)
            except BrokenJsonError as error:
                self._first_failure = self._first_failure or f"{place}: {error}"
                self._pending = (place, f"invalid JSON: {error}", line)
                continue
            if isinstance(value, dict):
                self._found = True
                yield place, value
            else:
                self._first_failure = self._first_failure or f"{place}: not an object but {type(value).__name__}"
                self._report.skip(place, f"not a JSON object but {type(value).__name__}")

    def passed(self) -> None:
        """Note that lines followed which were objects all of them and were read by other means."""
        self._settle()
        self._found = True

    def finish(self) -> None:
        """Settle the last line.

        Raises:
            DumpError: No line was a JSON object.
        """
        last = self._pending
        self._settle()
        if last is not None and not last[2].rstrip().endswith(b"}"):
            self._report.repair("partial_last_line")
        if not self._found:
            raise DumpError(
                f"no line is a JSON object; {self._first_failure}",
                where=self._source.where,
                hint="If it is another format, name it with --format",
            )

    def _settle(self) -> None:
        """Skip the broken line before, now that it is told to the end."""
        if self._pending is not None:
            self._report.skip(self._pending[0], self._pending[1])
            self._pending = None


FORMAT = Format(
    "jsonl", "JSON Lines, one comment per line", sniff, read, signs="lines of JSON objects, columns known by name"
)
