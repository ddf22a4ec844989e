"""A JSON document: read whole where it is small, in parts where it is a giant, as far as it goes where it is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from analyzer.dumps import jsonl
from analyzer.dumps.format import Reading
from analyzer.dumps.json_values import BrokenJsonError, every_value, parse, unfolded
from analyzer.dumps.rows import Placed, as_placed
from analyzer.dumps.source import Source
from analyzer.dumps.values import ignore_repair
from analyzer.errors import DumpError

#: Documents up to this many bytes are parsed at once.
WHOLE_BYTES = 48 * 2**20


def whole_or_parts(
    source: Source,
    reading: Reading,
    parts: Callable[[bytes], Iterator[Any]],
    rest: Callable[[bytes, BrokenJsonError], Iterator[Any]],
) -> Iterator[Placed]:
    """Yield (place, object) of the document's array, or the one object it is; documents may also follow each other.

    Args:
        source: The input.
        reading: Receives repairs and skipped values.
        parts: Yields the values of a giant; given its first `WHOLE_BYTES`.
        rest: Yields what is left of a document that breaks off; given all of it, and the error.

    Raises:
        DumpError: It is no JSON and nothing of it can be saved.
    """
    with source.open_bytes() as stream:
        data = stream.read(WHOLE_BYTES + 1)
    if len(data) > WHOLE_BYTES:
        yield from as_placed(parts(data), reading)
        return
    try:
        value = parse(data, source.decode, reading.report.repair)
    except BrokenJsonError as error:
        yield from _broken(source, reading, data, error, rest)
        return
    yield from as_placed(unfolded(value) if isinstance(value, list) else [value], reading)


def until_break(found: Iterator[Any], reading: Reading) -> Iterator[Any]:
    """Yield JSON values up to where their text is broken, which is counted and noted."""
    try:
        yield from found
    except BrokenJsonError as error:
        note_break(error, reading)


def note_break(error: BrokenJsonError, reading: Reading) -> None:
    """Count and note that a document breaks off."""
    reading.report.repair("json_cut_short")
    reading.report.note(f"the JSON breaks off, what came before is read: {error}")


def _broken(
    source: Source,
    reading: Reading,
    data: bytes,
    error: BrokenJsonError,
    rest: Callable[[bytes, BrokenJsonError], Iterator[Any]],
) -> Iterator[Placed]:
    """Read documents that follow each other, or what there is of one that breaks off."""
    if str(error).startswith("Extra data"):
        yield from _in_a_row(source, reading, data)
        return
    found = False
    for pair in as_placed(rest(data, error), reading):
        found = True
        yield pair
    if not found:
        raise DumpError(f"invalid JSON: {error}", where=source.where, hint="Check whether the file is complete")


def _in_a_row(source: Source, reading: Reading, data: bytes) -> Iterator[Placed]:
    """Read documents that follow each other: one object per line, or whatever else, arrays as their members."""
    first_line = data.lstrip().partition(b"\n")[0]
    try:
        lines = isinstance(parse(first_line, source.decode, ignore_repair), dict)
    except BrokenJsonError:
        lines = False
    yield from jsonl.objects(source, reading) if lines else as_placed(one_after_another(source, reading), reading)


def one_after_another(source: Source, reading: Reading) -> Iterator[Any]:
    """Yield the values of JSON documents that follow each other, of arrays their members."""
    with source.open_bytes() as stream:
        for value in until_break(every_value(stream), reading):
            yield from value if isinstance(value, list) else [value]
