"""yt-dlp's `info.json`: a video with its comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.json_input import Object, members_of, values
from analyzer.dumps.posts import Post, write_posts
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_count, as_id, as_label
from analyzer.dumps.youtube_api import handle_before

_VIDEO = frozenset(("extractor", "extractor_key", "webpage_url", "uploader", "formats", "_type", "upload_date"))
_COMMENT = frozenset(("_time_text", "is_pinned", "author_is_uploader", "like_count", "author_id"))
_ROOT = "root"


def sniff(head: Head) -> Detection | None:
    """Recognise a video's facts beside `comments` whose `parent` may be `root`."""
    for record in head.objects[:1]:
        comments = record.get("comments")
        if "extractor" in record and "webpage_url" in record:
            return Detection(0.95, "yt-dlp's info.json: extractor and webpage_url")
        first = next((c for c in comments if isinstance(c, Mapping)), None) if isinstance(comments, list) else None
        if first is not None and "parent" in first and "text" in first and _is_marked(record, first):
            return Detection(0.95, "yt-dlp's info.json: comments with parent, beside facts of a video")
    return None


def _is_marked(video: Object, comment: Object) -> bool:
    return not _VIDEO.isdisjoint(video) and (comment["parent"] == _ROOT or not _COMMENT.isdisjoint(comment))


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments; the video gives title, address and the declared count.

    Raises:
        DumpError: The input is no JSON.
    """
    yield from write_posts(_posts(source, reading), reading, source.stem)


def _posts(source: Source, reading: Reading) -> Iterator[Post]:
    for place, video in values(source, reading, ("comments",)):
        thread_id = as_id(video.get("id")) or source.stem
        info = reading.threads.setdefault(thread_id, ThreadInfo())
        info.title = as_label(video.get("title")) or info.title
        info.url = as_label(video.get("webpage_url")) or info.url
        info.declared = as_count(video.get("comment_count"))
        info.chronological = False  # as the page shows them; times are estimates ("2 years ago")
        if video.get("comments") is None:
            reading.report.note("no comments were fetched with this video: yt-dlp needs --write-comments")
        for comment in members_of(video.get("comments"), reading, f"{place}, comments"):
            yield _comment(comment, thread_id)


def _comment(comment: Object, thread_id: str) -> Post:
    parent = comment.get("parent")
    text = comment.get("text")
    return Post(
        thread_id=thread_id,
        comment_id=comment.get("id"),
        parent_id=None if parent == _ROOT else parent,
        reply_to=handle_before(text) if parent not in (None, _ROOT) else None,
        author=comment.get("author"),
        author_id=comment.get("author_id"),
        created_at=comment.get("timestamp"),
        text=comment.get("html") if text is None else text,
        html=text is None,
    )


FORMAT = Format(
    "yt-dlp",
    "yt-dlp's info.json: a video with its comments",
    sniff,
    read,
    signs="comments with parent, beside extractor, webpage_url or other facts of a video",
)
