"""youtube-comment-downloader: lines, one object or a table of comments; replies are told by their ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from analyzer.dumps import csv_table
from analyzer.dumps.csv_dialect import dialect_of
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.heads import head_of
from analyzer.dumps.json_input import Object, members_of, values
from analyzer.dumps.posts import Post, write_posts
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_id
from analyzer.dumps.youtube_api import handle_before

_MARKS = frozenset(("votes", "channel", "heart", "time_parsed", "photo"))


def sniff(head: Head) -> Detection | None:
    """Recognise comments by `cid` and `text` beside `votes`, `channel` or `time_parsed`."""
    for record in head.objects[:1]:
        comments = record.get("comments")
        first = comments[0] if isinstance(comments, list) and comments else record
        if isinstance(first, Mapping) and _is_comment(first):
            return Detection(0.95, "youtube-comment-downloader: cid, text, votes and channel")
    if head.layout is None:
        dialect = dialect_of(head.text, complete=head.complete)
        if dialect is not None and _is_comment(dict.fromkeys(dialect.header)):
            return Detection(0.95, "a table of youtube-comment-downloader: cid, text, votes and channel")
    return None


def _is_comment(record: Object) -> bool:
    return "cid" in record and "text" in record and "aweme_id" not in record and not _MARKS.isdisjoint(record)


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments in display order.

    Raises:
        DumpError: The input is no JSON.
    """
    yield from write_posts(_posts(source, reading), reading, source.stem)


def _posts(source: Source, reading: Reading) -> Iterator[Post]:
    reading.threads.setdefault(source.stem, ThreadInfo()).chronological = False
    declared = 0
    for comment in _comments(source, reading):
        if comment.get("time_parsed"):
            reading.report.note("times are estimates, reckoned back from words such as “2 years ago”")
        elif comment.get("time"):
            reading.report.note("times are words such as “2 years ago” and are not kept")
        declared += _declared(comment)
        yield _comment(comment)
    reading.threads[source.stem].declared = declared or None


def _comments(source: Source, reading: Reading) -> Iterator[Object]:
    if head_of(source).layout is None:
        yield from (row for _, row in csv_table.records(source, reading))
        return
    for place, value in values(source, reading, ("comments",)):
        yield from members_of(value.get("comments", [value]), reading, place)


def _declared(comment: Object) -> int:
    """Return the comment itself and the replies it says it has, where the number is exact ("12" and not "1.2K")."""
    if _answered(as_id(comment.get("cid"))) is not None:
        return 0
    replies = str(comment.get("replies") or 0)
    return 1 + (int(replies) if replies.isdecimal() and len(replies) < 10 else 0)


def _answered(identifier: str | None) -> str | None:
    parent, dot, _ = (identifier or "").partition(".")
    return parent if dot else None


def _comment(comment: Object) -> Post:
    parent = _answered(as_id(comment.get("cid")))
    return Post(
        comment_id=comment.get("cid"),
        parent_id=parent,
        reply_to=handle_before(comment.get("text")) if parent else None,
        author=comment.get("author"),
        author_id=comment.get("channel"),
        created_at=comment.get("time_parsed"),
        text=comment.get("text"),
    )


FORMAT = Format(
    "youtube-downloader",
    "youtube-comment-downloader: JSON Lines, JSON or CSV",
    sniff,
    read,
    signs="cid, text and votes, channel or time_parsed",
)
