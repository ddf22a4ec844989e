"""Remark42: a backup (a line about it, then one comment per line), and the trees and lists of its API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.json_input import Object, dig, nested, values
from analyzer.dumps.posts import Post, write_posts
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_id, as_label, as_switch


def sniff(head: Head) -> Detection | None:
    """Recognise comments by `locator` and `pid`."""
    for record in head.objects[:5]:
        listed = record.get("comments")
        first = listed[0] if isinstance(listed, list) and listed else record
        if isinstance(first, Mapping) and _is_comment(_inner(first)):
            return Detection(0.95, "Remark42 comments: locator, pid and user")
    return None


def _inner(node: Object) -> Object:
    inner = node.get("comment")
    return inner if isinstance(inner, Mapping) else node


def _is_comment(record: Object) -> bool:
    return isinstance(record.get("locator"), Mapping) and "pid" in record


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments; each address is a thread.

    Raises:
        DumpError: The input is no JSON.
    """
    yield from write_posts(_posts(source, reading), reading, source.stem)


def _posts(source: Source, reading: Reading) -> Iterator[Post]:
    for place, value in values(source, reading, ("comments",)):
        if "comments" not in value and not _is_comment(_inner(value)) and "users" in value:
            continue  # the backup's first line: its version, users and posts
        listed = value.get("comments", [value])
        for node, around in nested(listed, lambda node: node.get("replies"), reading, place):
            yield _comment(_inner(node), None if around is None else _inner(around), source.stem, reading)


def _comment(comment: Object, around: Object | None, stem: str, reading: Reading) -> Post:
    url = as_label(dig(comment, "locator", "url"))
    thread_id = url or stem
    info = reading.threads.setdefault(thread_id, ThreadInfo())
    info.url = info.url or url
    info.title = info.title or as_label(comment.get("title"))
    html = comment.get("text") or ""
    return Post(
        thread_id=thread_id,
        comment_id=comment.get("id"),
        parent_id=as_id(comment.get("pid")),
        nested_in=None if around is None else around.get("id"),
        author=dig(comment, "user", "name"),
        author_id=dig(comment, "user", "id") or None,
        created_at=comment.get("time"),
        text=html or comment.get("orig"),
        html=bool(html),
        state="deleted" if as_switch(comment.get("delete")) else None,
    )


FORMAT = Format("remark42", "Remark42 backups, trees and lists", sniff, read, signs="locator and pid")
