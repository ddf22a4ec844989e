"""One JSON document: an array of comments, or an object that holds them under `comments`, `data`, `items`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

import pyarrow as pa

from analyzer.dumps import jsonl
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.json_tables import is_by_columns, rows_of
from analyzer.dumps.json_values import BrokenJsonError, beginning, members, unfolded
from analyzer.dumps.json_whole import until_break, whole_or_parts
from analyzer.dumps.nesting import flatten, is_empty_page, page_facts
from analyzer.dumps.nests import CONTAINERS, is_article_container, nests
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.rows import Placed, as_placed, read_records
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_id, as_label


def sniff(head: Head) -> Detection | None:
    """Recognise an array of comments or an object around one."""
    if head.layout not in ("array", "object"):
        return None
    if head.complete and (not head.records or _is_empty(head.records)):
        return Detection(0.3, "JSON without a single comment in it")
    shown = head.records
    if head.layout == "object" and isinstance(shown[0], dict):
        if (rows := rows_of(shown[0])) is not None:
            shown = tuple(islice(rows, jsonl.SNIFFED))
        elif not head.complete and is_by_columns(shown[0]):
            return Detection(0.3, f"one JSON object that begins like a table by columns: {', '.join(shown[0])}")
    fields = jsonl.fields_of(shown)
    if "text" not in fields:
        return None
    what = "a JSON array of objects" if head.layout == "array" else "one JSON object"
    return Detection(0.5 if len(fields) > 1 else 0.3, f"{what}, with {', '.join(sorted(fields))}")


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments of one JSON document.

    Raises:
        DumpError: It is no JSON, or no column holds the text.
    """
    every = records(source, reading)
    first = list(islice(every, 2))
    if _is_empty(tuple(record for _, record in first)):
        _tell_empty(first, source, reading)
        return
    flat = flatten(chain(first, every), reading.report.repair, reading.report.note)
    yield from read_records(flat, reading, where=source.where, thread_id=source.stem)


def _is_empty(found: tuple[Any, ...]) -> bool:
    """Tell whether a document holds nothing, or is one page without comments."""
    return not found or (len(found) == 1 and isinstance(found[0], dict) and is_empty_page(found[0]))


def _tell_empty(pages: list[Placed], source: Source, reading: Reading) -> None:
    """Take over what a page without comments says of itself."""
    reading.report.note("the document holds no comments: the list for them is empty")
    for _, page in pages:
        facts = page_facts(dict(page))
        info = ThreadInfo(as_label(facts.get("thread_title")), url=as_label(facts.get("thread_url")))
        info.article = facts.get("article")
        reading.threads[as_id(facts.get("thread_id")) or source.stem] = info


def records(source: Source, reading: Reading) -> Iterator[Placed]:
    """Yield (`record N`, object) of the document's array, or the one object it is.

    Raises:
        DumpError: It is no JSON and nothing of it can be saved.
    """

    def parts(data: bytes, _: BrokenJsonError | None = None) -> Iterator[Any]:
        return _members(source, reading, data[: 2**16])

    found = whole_or_parts(source, reading, parts, parts)
    first = list(islice(found, 2))
    rows = rows_of(first[0][1]) if len(first) == 1 else None
    yield from chain(first, found) if rows is None else as_placed(rows, reading, "row")


def _members(source: Source, reading: Reading, head: bytes) -> Iterator[Any]:
    path, is_list = _path(beginning(head))
    prefix = ".".join([*path, "item"]) if is_list else ""
    around = next((name for name in path if is_article_container(name)), None)
    with source.open_bytes() as stream:
        for member in until_break(unfolded(members(stream, prefix)), reading):
            # what stands among comments is one, also where it has comments of its own
            yield member if around is None or not _has_nests(member) else {around: [member]}


def _has_nests(value: Any) -> bool:
    return isinstance(value, dict) and bool(nests(value))


def _path(value: Any) -> tuple[list[str], bool]:
    """Return the names on the way to a document's records, and whether they are in a list there."""
    path: list[str] = []
    while isinstance(value, dict):
        name = next((name for name in CONTAINERS if isinstance(value.get(name), list | dict)), None)
        if name is None:
            break
        path.append(name)
        value = value[name]
    return path, isinstance(value, list)


FORMAT = Format(
    "json",
    "JSON array or object of comments",
    sniff,
    read,
    signs="one JSON document whose objects have a column for text",
)
