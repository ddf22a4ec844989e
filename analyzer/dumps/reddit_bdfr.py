"""Archives of BDFR (Bulk Downloader for Reddit): a submission with its comments nested in it, or one comment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.json_input import Object, members_of, nested, values
from analyzer.dumps.reddit import RedditReader
from analyzer.dumps.reddit_values import fullname
from analyzer.dumps.source import Source

_SUBMISSION = frozenset(("permalink", "selftext", "num_comments", "upvote_ratio", "link_flair_text"))


def sniff(head: Head) -> Detection | None:
    """Recognise a submission by `title` and `comments` with `submission`, a comment by `submission` and `body`."""
    for record in head.objects[:1]:
        if _is_comment(record):
            return Detection(0.95, "a BDFR archive of a comment: body, submission and parent_id")
        comments = record.get("comments")
        if not isinstance(comments, list) or "title" not in record or len(_SUBMISSION & record.keys()) < 2:
            continue
        first = next((comment for comment in comments if isinstance(comment, Mapping)), None)
        if first is None or _is_comment(first):
            return Detection(0.95, "a BDFR archive of a submission: title, permalink and nested comments")
    return None


def _is_comment(record: Object) -> bool:
    return {"body", "submission", "parent_id"} <= record.keys() and "link_id" not in record


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments, each before its replies.

    Raises:
        DumpError: The input is no JSON.
    """
    reader = RedditReader(reading, source.stem, escaped=False)
    for place, value in values(source, reading, ("comments",)):
        if "comments" in value:
            reader.thread_id = reader.submission(value) or source.stem
            comments = list(members_of(value["comments"], reading, f"{place}, comments"))
        else:
            comments = [value]
        for comment, around in nested(comments, lambda node: node.get("replies"), reading, place):
            link = fullname(comment.get("submission"), "t3") or reader.thread_id
            inside = None if around is None else fullname(around.get("id"), "t1")
            if inside is not None and fullname(comment.get("parent_id"), "t1") not in (inside, None):
                reading.report.repair("parent_conflicts")
            reader.comment({**comment, "link_id": link})
            if reader.full:
                yield reader.take()
    yield from reader.rest()


FORMAT = Format(
    "reddit-bdfr",
    "BDFR archive: a Reddit submission with its comments",
    sniff,
    read,
    signs="title, permalink and nested comments with submission and body",
)
