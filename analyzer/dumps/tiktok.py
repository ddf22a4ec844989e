"""TikTok comments: what Zeeschuimer collects (one item per line), answers of the site's API, and tables of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from analyzer.dumps import csv_table
from analyzer.dumps.csv_dialect import dialect_of
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.heads import head_of
from analyzer.dumps.json_input import Object, dig, members_of, values
from analyzer.dumps.posts import Post, write_posts
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_count, as_id

_NEEDED = frozenset(("cid", "reply_id", "aweme_id", "text"))


def sniff(head: Head) -> Detection | None:
    """Recognise comments by `cid`, `reply_id` and `aweme_id`, in objects or in a header."""
    for record in head.objects[:1]:
        listed = record.get("comments")
        first = listed[0] if isinstance(listed, list) and listed else _inner(record)
        if isinstance(first, Mapping) and first.keys() >= _NEEDED:
            return Detection(0.96, "TikTok comments: cid, reply_id, aweme_id and text")
    if head.layout is None:
        dialect = dialect_of(head.text, complete=head.complete)
        if dialect is not None and frozenset(dialect.header) >= _NEEDED:
            return Detection(0.96, "a table of TikTok comments: cid, reply_id, aweme_id and text")
    return None


def _inner(item: Object) -> Object:
    """Open Zeeschuimer's wrapper, `{"source_platform": …, "data": {…}}`."""
    inner = item.get("data")
    return inner if isinstance(inner, Mapping) else item


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments; each video is a thread.

    Raises:
        DumpError: The input is neither JSON nor a table.
    """
    yield from write_posts(_posts(source, reading), reading, source.stem)


def _posts(source: Source, reading: Reading) -> Iterator[Post]:
    declared: dict[str, int] = {}
    for comment in _comments(source, reading):
        thread_id = as_id(comment.get("aweme_id")) or source.stem
        post = _comment(comment, thread_id)
        if post.parent_id is None:
            declared[thread_id] = declared.get(thread_id, 0) + 1 + (as_count(comment.get("reply_comment_total")) or 0)
        yield post
    for thread_id, count in declared.items():
        info = reading.threads.setdefault(thread_id, ThreadInfo())
        info.declared, info.chronological = count, False


def _comments(source: Source, reading: Reading) -> Iterator[Object]:
    if head_of(source).layout is None:
        yield from (row for _, row in csv_table.records(source, reading))
        return
    for place, value in values(source, reading, ("comments",)):
        listed = value["comments"] if "comments" in value else [_inner(value)]
        yield from members_of(listed, reading, f"{place}, comments")


def _comment(comment: Object, thread_id: str) -> Post:
    """Return one comment; `reply_to_reply_id` names the reply that is answered, `reply_id` the comment above all."""
    answered = (as_id(comment.get(name)) for name in ("reply_to_reply_id", "reply_id"))
    user = comment.get("user")
    return Post(
        thread_id=thread_id,
        comment_id=comment.get("cid"),
        parent_id=next((parent for parent in answered if parent not in (None, "0")), None),
        author=dig(user, "unique_id") or dig(user, "nickname") or (user if isinstance(user, str) else None),
        author_id=dig(user, "uid") or dig(user, "id"),
        created_at=comment.get("create_time"),
        text=comment.get("text"),
    )


FORMAT = Format(
    "tiktok",
    "TikTok comments of Zeeschuimer, the site's API or 4CAT",
    sniff,
    read,
    signs="cid, reply_id, aweme_id and text, in objects or in a header",
)
