"""Reddit's own JSON: a page's listings, one listing, `morechildren`, or lines of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.heads import head_of
from analyzer.dumps.json_values import BrokenJsonError, beginning, parse
from analyzer.dumps.json_whole import note_break, one_after_another
from analyzer.dumps.jsonl import objects
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.reddit import RedditReader
from analyzer.dumps.reddit_values import fullname
from analyzer.dumps.source import Source
from analyzer.errors import DumpError

_KINDS = frozenset(("Listing", "t1", "t3", "more"))
#: HTML that is not escaped shows that the rest of the text is not either (`raw_json=1`).
_RAW_HTML = re.compile(r'_html"\s*:\s*"(?:<|\\u003[cC])')


def sniff(head: Head) -> Detection | None:
    """Recognise things by `kind` and `data`."""
    first = head.records[0] if head.records else None
    if not isinstance(first, Mapping):
        return None
    inner = first.get("data")
    if isinstance(inner, list) and inner and isinstance(inner[0], Mapping):
        first, inner = inner[0], inner[0].get("data")  # how Arctic Shift wraps a tree
    if first.get("kind") in _KINDS and isinstance(inner, Mapping):
        return Detection(0.95, f"Reddit's API: kind {first['kind']!r} with data")
    return Detection(0.95, "Reddit's API: morechildren") if _things(first) is not None else None


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments in display order; stubs ("load more", "continue this thread") are counted.

    Raises:
        DumpError: The input is no JSON and nothing of it can be saved.
    """
    head = head_of(source)
    reader = RedditReader(reading, source.stem, escaped=_RAW_HTML.search(head.text) is None)
    values = (
        (record for _, record in objects(source, reading)) if head.layout == "lines" else _document(source, reading)
    )
    for value in values:
        for _ in _walk(value, reader, reading):
            if reader.full:
                yield reader.take()
    yield from reader.rest()


def _document(source: Source, reading: Reading) -> Iterator[Any]:
    """Yield the document, several that follow each other, or what there is of one that breaks off."""
    with source.open_bytes() as stream:
        data = stream.read()
    try:
        yield parse(data, source.decode, reading.report.repair)
    except BrokenJsonError as error:
        value = beginning(data)
        if not isinstance(value, list | dict) or not value:
            raise DumpError(
                f"invalid JSON: {error}", where=source.where, hint="Check whether the file is complete"
            ) from None
        if str(error).startswith("Extra data"):
            yield from one_after_another(source, reading)
        else:
            note_break(error, reading)
            yield value


def _walk(value: Any, reader: RedditReader, reading: Reading) -> Iterator[None]:
    """Visit every thing before its replies, with a stack of what is still to visit; yields after each comment."""
    stack = [value]
    while stack:
        thing = stack.pop()
        if isinstance(thing, list):
            stack.extend(reversed(thing))
            continue
        if not isinstance(thing, Mapping):
            continue
        inner, kind = thing.get("data"), thing.get("kind")
        things = _things(thing)
        if things is not None or (kind is None and isinstance(inner, list)):
            stack.append(inner if things is None else things)
        elif not isinstance(inner, Mapping):
            reading.report.skip("a thing", f"kind {kind!r} without data")
        elif kind == "Listing":
            stack.append(inner.get("children"))
        elif kind == "t3":
            reader.thread_id = reader.submission(inner) or reader.thread_id
            _info(reader, reading).chronological = False
        elif kind == "t1":
            reader.thread_id = fullname(inner.get("link_id"), "t3") or reader.thread_id
            reader.comment(inner)
            stack.append(inner.get("replies"))
            yield
        elif kind == "more":
            _count_stub(inner, _info(reader, reading), reading)
        else:
            reading.report.skip("a thing", f"unknown kind {kind!r}")


def _things(value: Mapping[str, Any]) -> list[Any] | None:
    """Return what a `morechildren` answer holds, None for anything else."""
    for name in ("json", "data"):
        inner = value.get(name)
        value = inner if isinstance(inner, Mapping) else {}
    things = value.get("things")
    return things if isinstance(things, list) else None


def _info(reader: RedditReader, reading: Reading) -> ThreadInfo:
    return reading.threads.setdefault(reader.thread_id, ThreadInfo())


def _count_stub(stub: Mapping[str, Any], info: ThreadInfo, reading: Reading) -> None:
    """Count what a stub stands for; "continue this thread" does not say how many, so it is one at least."""
    count = stub.get("count")
    if isinstance(count, int) and count > 0:
        info.stubs += count
        reading.report.repair("more_stubs")
    elif stub.get("id") == "_" or not stub.get("children"):
        info.stubs += 1
        reading.report.repair("continue_thread_stubs")
    else:
        info.stubs += len(stub["children"])
        reading.report.repair("more_stubs")


FORMAT = Format(
    "reddit-listing",
    "Reddit's own JSON: a page, a listing or morechildren",
    sniff,
    read,
    signs="objects with kind (Listing, t1, t3, more) and data",
)
