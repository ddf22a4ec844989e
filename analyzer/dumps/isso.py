"""Isso's generic import file: a list of pages with their comments; ids repeat from page to page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote_plus

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.json_input import Object, members_of, values
from analyzer.dumps.posts import Post, write_posts
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_id, as_label

_QUOTED = re.compile(r"\S*(?:%[0-9A-Fa-f]{2}|\+)\S*")


def sniff(head: Head) -> Detection | None:
    """Recognise pages by `id`, `title` and `comments` with `remote_addr` or `website`."""
    for record in head.objects[:1]:
        listed = record.get("comments")
        first = listed[0] if isinstance(listed, list) and listed else None
        if isinstance(first, Mapping) and {"id", "title"} <= record.keys() and _is_comment(first):
            return Detection(0.95, "Isso's import file: pages with comments that have remote_addr and website")
    return None


def _is_comment(record: Object) -> bool:
    return "text" in record and ("remote_addr" in record or ("website" in record and "created" in record))


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments; e-mail and network addresses are not read.

    Raises:
        DumpError: The input is no JSON.
    """
    yield from write_posts(_posts(source, reading), reading, source.stem)


def _posts(source: Source, reading: Reading) -> Iterator[Post]:
    for place, page in values(source, reading):
        thread_id = as_id(page.get("id")) or source.stem
        info = reading.threads.setdefault(thread_id, ThreadInfo())
        info.title, info.url = _unquoted(as_label(page.get("title"))), thread_id
        for comment in members_of(page.get("comments"), reading, f"{place}, comments"):
            yield Post(
                thread_id=thread_id,
                comment_id=comment.get("id"),
                parent_id=comment.get("parent"),
                author=comment.get("author"),
                created_at=comment.get("created"),
                text=comment.get("text"),
                html=isinstance(comment.get("text"), str) and "</" in comment["text"],
            )


def _unquoted(title: str | None) -> str | None:
    """Undo the quoting of addresses in a title: `Bees+%26+ants` is `Bees & ants`."""
    return unquote_plus(title) if title is not None and _QUOTED.fullmatch(title) else title


FORMAT = Format(
    "isso",
    "Isso's generic import file",
    sniff,
    read,
    signs="id, title and comments with remote_addr or website",
)
