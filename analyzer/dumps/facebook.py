"""Facebook's "Download your information": the comments one account has written, without ids and parents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.json_input import Object, dig, members_of, values
from analyzer.dumps.mojibake import mended
from analyzer.dumps.posts import Post, write_posts
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_label

_LISTS = ("comments_v2", "comments", "group_comments_v2", "group_comments")


def sniff(head: Head) -> Detection | None:
    """Recognise entries whose `data` holds a `comment` object."""
    for record in head.objects[:1]:
        listed = _entries(record)
        first = next((entry for entry in listed if isinstance(entry, Mapping)), None) if listed else None
        if first is not None and any(True for _ in _comments(first)):
            return Detection(0.95, "Facebook's download of one's own comments: data with comment, timestamp and author")
    return None


def _entries(record: Object) -> list[Any]:
    listed = next((record[name] for name in _LISTS if isinstance(record.get(name), list)), None)
    return listed if listed is not None else [record]


def _comments(entry: Object) -> Iterator[Object]:
    data = entry.get("data")
    for part in data if isinstance(data, list) else ():
        comment = dig(part, "comment")
        if isinstance(comment, Mapping):
            yield comment


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments; what an entry's title says is their thread. Wrongly read UTF-8 is put right.

    Raises:
        DumpError: The input is no JSON.
    """
    reading.report.note("this download tells neither ids nor parents: comments under one title are one thread")
    yield from write_posts(_posts(source, reading), reading, source.stem)


def _posts(source: Source, reading: Reading) -> Iterator[Post]:
    for place, value in values(source, reading, _LISTS):
        for entry in members_of(_entries(value), reading, place):
            title = as_label(_mended(entry.get("title"), reading))
            thread_id = title or source.stem
            reading.threads.setdefault(thread_id, ThreadInfo()).title = title
            for comment in _comments(entry):
                yield Post(
                    thread_id=thread_id,
                    author=_mended(comment.get("author"), reading),
                    created_at=comment.get("timestamp") or entry.get("timestamp"),
                    text=_mended(comment.get("comment"), reading),
                )


def _mended(text: Any, reading: Reading) -> Any:
    if not isinstance(text, str):
        return text
    better = mended(text)
    reading.report.repair("mojibake_mended", better != text)
    return better


FORMAT = Format(
    "facebook",
    "Facebook's download of one's own comments",
    sniff,
    read,
    signs="comments_v2 or the like, whose data holds a comment",
)
