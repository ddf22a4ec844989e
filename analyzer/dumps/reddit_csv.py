"""Reddit as tables: what Watchful1's `to_csv.py` writes, and tables with the column names of Reddit itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from analyzer.dumps.csv_dialect import dialect_of
from analyzer.dumps.csv_table import records
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.reddit import RedditReader
from analyzer.dumps.source import Source

_LINKED = frozenset(("author", "score", "created", "link"))
_FULL = frozenset(("id", "body", "link_id", "parent_id"))
_PERMALINK = re.compile(r"/comments/(?P<post>[0-9a-z]+)(?:/[^/]*(?:/(?P<comment>[0-9a-z]+))?)?/?$", re.IGNORECASE)
#: Cells pandas writes for what is missing.
_BLANK = frozenset(("", "nan", "none", "null", "<na>"))

Row = dict[str, Any]


def sniff(head: Head) -> Detection | None:
    """Recognise tables by their header: `link`, `author`, `created`; or `id`, `body`, `link_id`, `parent_id`."""
    if head.layout is not None:
        return None
    dialect = dialect_of(head.text, complete=head.complete)
    header = frozenset(dialect.header) if dialect is not None else frozenset()
    if header >= _FULL:
        return Detection(0.95, "a table of Reddit comments: id, body, link_id and parent_id")
    if header >= _LINKED and ("body" in header or "title" in header):
        return Detection(0.95, "Watchful1's to_csv: author, score, created and link")
    return None


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments; rows of submissions fill in their threads.

    Raises:
        DumpError: No rows can be read.
    """
    reader = RedditReader(reading, source.stem)
    for place, row in records(source, reading):
        record = {name: value for name, value in row.items() if str(value).strip().lower() not in _BLANK}
        if "link" in record and "link_id" not in record:
            record = _linked(record, reading)
        if "body" in row and record.get("id") is not None:
            reader.comment(record)
        elif "title" not in record or reader.submission(record) is None:
            reading.report.skip(place, "neither a Reddit comment nor a submission")
        if reader.full:
            yield reader.take()
    yield from reader.rest()


def _linked(row: Row, reading: Reading) -> Row:
    """Take ids from the link, which is all that `to_csv.py` keeps of them."""
    reading.report.mapping = {"id": "link", "thread_id": "link", "author": "author", "text": "body"}
    reading.report.note("this table keeps no parents and times without their zone: replies are inferred, times are UTC")
    found = _PERMALINK.search(str(row["link"]))
    own = (found["comment"] or found["post"]) if found else None
    record: Row = {
        "id": own,
        "link_id": found["post"] if found else None,
        "author": str(row.get("author", "")).removeprefix("u/") or None,
        "created_utc": row.get("created"),
        "body": row.get("body"),
        "selftext": row.get("text"),
    }
    if "title" in row:
        record |= {"title": row["title"], "url": row.get("url"), "permalink": row["link"]}
    return record


FORMAT = Format(
    "reddit-csv",
    "Reddit as a table: Watchful1's to_csv.py, or Reddit's own column names",
    sniff,
    read,
    signs="a header with author, score, created, link, or with id, body, link_id, parent_id",
)
