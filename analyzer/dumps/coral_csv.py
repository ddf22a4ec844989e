"""Coral's CSV import: tables without a header and with a fixed order of columns; stories and users may lie beside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pyarrow as pa

from analyzer.dumps.container import Folder
from analyzer.dumps.csv_dialect import dialect_of, rows_of
from analyzer.dumps.csv_table import lines_of
from analyzer.dumps.format import Claim, Detection, Format, Head, Reading, Whole
from analyzer.dumps.posts import Post, write_posts
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_label

_COMMENTS, _STORIES, _USERS = "comments.csv", "stories.csv", "users.csv"
_COLUMNS = ("id", "author_id", "story_id", "created_at", "body", "parent_id", "status", "rating")
_STATUSES = frozenset(("", "APPROVED", "REJECTED", "NONE"))
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*")

Row = dict[str, str]


def sniff(head: Head) -> Detection | None:
    """Recognise rows of eight cells: the fourth a time, the seventh a status, the first none of their names."""
    if head.layout is not None or not _is_coral(head):
        return None
    return Detection(
        0.95, "Coral's comments.csv: no header, eight cells, a time in the fourth, a status in the seventh"
    )


def _is_coral(head: Head) -> bool:
    dialect = dialect_of(head.text, complete=head.complete)
    if dialect is None or dialect.delimiter != "," or len(dialect.header) != len(_COLUMNS):
        return False
    row = dict(zip(_COLUMNS, dialect.header, strict=True))
    return bool(_ISO.fullmatch(row["created_at"])) and row["status"] in _STATUSES


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments of one table."""
    yield from write_posts(_posts(source, {}, reading), reading, source.stem)


def sniff_folder(folder: Folder) -> Claim | None:
    """Claim `comments.csv` and the tables that give names and titles."""
    head = folder.head(_COMMENTS)
    beside = [name for name in (_STORIES, _USERS) if folder.has(name)]
    if head is None or not beside or not _is_coral(head):
        return None
    return Claim(0.95, f"Coral's CSV import: {', '.join((_COMMENTS, *beside))}", (_COMMENTS, *beside))


def read_folder(folder: Folder, claim: Claim, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments with their writers' names and the titles of their stories; e-mail addresses are not read."""
    names: dict[str, str] = {}
    if _STORIES in claim.files:
        with folder.source(_STORIES) as source:
            for _, row in _rows(source, ("id", "url", "title"), reading):
                info = reading.threads.setdefault(row["id"], ThreadInfo())
                info.title, info.url = as_label(row["title"]), as_label(row["url"])
    if _USERS in claim.files:
        with folder.source(_USERS) as source:
            names = {row["id"]: row["username"] for _, row in _rows(source, ("id", "email", "username"), reading)}
    with folder.source(_COMMENTS) as source:
        yield from write_posts(_posts(source, names, reading), reading, folder.stem)


def _rows(source: Source, columns: tuple[str, ...], reading: Reading) -> Iterator[tuple[str, Row]]:
    """Yield (place, row) with the cells under the columns' names; missing cells are empty and counted."""
    rows = rows_of(lines_of(source), ",", None)
    for cells in rows:
        if any(cells):
            reading.report.repair("ragged_rows", len(cells) < len(columns))
            padded = [*cells, *("" for _ in columns)]
            yield f"line {rows.line_num}", dict(zip(columns, padded, strict=False))  # type: ignore[attr-defined]


def _posts(source: Source, names: Mapping[str, str], reading: Reading) -> Iterator[Post]:
    for _, row in _rows(source, _COLUMNS, reading):
        reading.report.repair("rejected_comments", row["status"] == "REJECTED")
        yield Post(
            thread_id=row["story_id"],
            comment_id=row["id"],
            parent_id=row["parent_id"] or None,
            author=names.get(row["author_id"]),
            author_id=row["author_id"],
            author_kind="user" if row["author_id"] else "anonymous",
            created_at=row["created_at"],
            text=row["body"],
            html=True,
        )


FORMAT = Format(
    "coral-csv",
    "Coral's CSV import: comments, stories and users",
    sniff,
    read,
    signs="no header, eight cells, a time in the fourth; a folder with comments.csv and stories.csv or users.csv",
    whole=Whole(sniff_folder, read_folder),
)
