"""YouTube Data API v3: comment threads with the replies embedded in them, and lists of comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.json_input import Object, dig, members_of, values
from analyzer.dumps.posts import Post, write_posts
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_count, as_id

WATCH = "https://www.youtube.com/watch?v="
#: Replies to replies are kept one level deep; whom they answer is then said by a handle in front.
_HANDLE = re.compile(r"\s*@([\w.\-·]{2,30})")


def sniff(head: Head) -> Detection | None:
    """Recognise answers and their items by `kind`, items without it by `topLevelComment`."""
    for record in head.objects[:1]:
        kind = record.get("kind")
        if isinstance(kind, str) and kind.startswith("youtube#comment"):
            return Detection(0.95, f"YouTube Data API: kind {kind!r}")
        if isinstance(dig(record, "snippet", "topLevelComment"), Mapping):
            return Detection(0.95, "YouTube Data API: snippet.topLevelComment")
        items = record.get("items")
        if isinstance(items, list) and items and isinstance(dig(items[0], "snippet", "topLevelComment"), Mapping):
            return Detection(0.95, "YouTube Data API: items with snippet.topLevelComment")
    return None


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments; what `totalReplyCount` declares is held against them.

    Raises:
        DumpError: The input is no JSON.
    """
    yield from write_posts(_posts(source, reading), reading, source.stem)


def _posts(source: Source, reading: Reading) -> Iterator[Post]:
    declared: dict[str, tuple[str, int]] = {}  # top-level comment → its video, itself and its replies
    for place, value in values(source, reading, ("items",)):
        listed = value.get("items", [value])
        for item in members_of(listed, reading, f"{place}, items"):
            top = dig(item, "snippet", "topLevelComment")
            if not isinstance(top, Mapping):
                parent = _parent_of(item)
                yield _comment(item, None, declared[parent][0] if parent in declared else None)
                continue
            video, own = as_id(dig(item, "snippet", "videoId")), as_id(top.get("id")) or as_id(item.get("id"))
            replies = as_count(dig(item, "snippet", "totalReplyCount")) or 0
            if own is not None:
                declared[own] = (video or source.stem, max(replies, declared.get(own, ("", 1))[1] - 1) + 1)
            yield _comment(top, own, video)
            for reply in members_of(dig(item, "replies", "comments"), reading, f"{place}, replies"):
                yield _comment(reply, None, video, answers=own)
    _declare(declared, reading)


def _comment(comment: Object, own: str | None, video: str | None, answers: str | None = None) -> Post:
    identifier = own or as_id(comment.get("id"))
    parent = _parent_of(comment, answers, identifier)
    original = dig(comment, "snippet", "textOriginal")
    text = original if isinstance(original, str) else dig(comment, "snippet", "textDisplay")
    return Post(
        thread_id=video or dig(comment, "snippet", "videoId"),
        comment_id=identifier,
        parent_id=parent,
        reply_to=handle_before(text) if parent else None,
        author=dig(comment, "snippet", "authorDisplayName"),
        author_id=dig(comment, "snippet", "authorChannelId", "value"),
        created_at=dig(comment, "snippet", "publishedAt"),
        version_at=dig(comment, "snippet", "updatedAt"),
        text=text,
        html=not isinstance(original, str),
    )


def _parent_of(comment: Object, answers: str | None = None, identifier: str | None = None) -> str | None:
    named = as_id(dig(comment, "snippet", "parentId"))
    return named or answers or _before_dot(identifier or as_id(comment.get("id")))


def _before_dot(identifier: str | None) -> str | None:
    """Return the comment a reply's id names: replies are called `PARENT.REPLY`."""
    parent, dot, _ = (identifier or "").partition(".")
    return parent if dot else None


def handle_before(text: object) -> str | None:
    """Return the handle a reply begins with: `@ann-b4 no` answers somebody called `@ann-b4`."""
    found = _HANDLE.match(text) if isinstance(text, str) else None
    return f"@{found[1]}" if found else None


def _declare(declared: Mapping[str, tuple[str, int]], reading: Reading) -> None:
    """Set what top-level comments say of their replies as the size of their videos' threads."""
    for video, size in declared.values():
        info = reading.threads.setdefault(video, ThreadInfo())
        info.declared = (info.declared or 0) + size
        info.url, info.chronological = WATCH + video, False


FORMAT = Format(
    "youtube-api",
    "YouTube Data API v3: commentThreads and comments lists",
    sniff,
    read,
    signs="kind youtube#comment…, or snippet.topLevelComment",
)
