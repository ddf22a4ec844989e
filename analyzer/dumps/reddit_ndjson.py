"""Reddit dumps of Pushshift and Arctic Shift: one comment or submission per line, in every year's types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from analyzer.dumps import json_document, jsonl
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.heads import head_of
from analyzer.dumps.reddit import RedditReader, Thing
from analyzer.dumps.rows import Placed
from analyzer.dumps.source import Source


def sniff(head: Head) -> Detection | None:
    """Recognise comments by `body`, `link_id` and `parent_id`, submissions by `title` beside Reddit's own members."""
    records = [record for _, record in _unwrapped(("", r) for r in head.records if isinstance(r, dict))]
    comments = sum(map(_is_comment, records))
    submissions = sum(map(_is_submission, records))
    if not records or 2 * (comments + submissions) < len(records):
        return None
    what = "Reddit comments" if comments >= submissions else "Reddit submissions"
    return Detection(0.9, f"{what}: {'body, link_id, parent_id' if comments else 'title, num_comments, subreddit'}")


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments; submissions fill in their threads.

    Raises:
        DumpError: No line is a JSON object.
    """
    reader = RedditReader(reading, source.stem)
    records = json_document.records if head_of(source).layout in ("array", "object") else jsonl.objects
    for place, record in _unwrapped(records(source, reading)):
        if _is_comment(record):
            reader.comment(record)
            if reader.batcher.full:
                yield reader.batcher.take()
        elif not _is_submission(record) or reader.submission(record) is None:
            reading.report.skip(place, "neither a Reddit comment nor a submission")
    yield from reader.batcher.rest()


def _unwrapped(records: Iterator[Placed]) -> Iterator[Placed]:
    """Open the API's wrapper, `{"data": […]}`."""
    for place, record in records:
        inner: Any = record.get("data")
        if isinstance(inner, list) and "body" not in record:
            yield from ((f"{place}, {n}", member) for n, member in enumerate(inner, 1) if isinstance(member, Mapping))
        else:
            yield place, record


def _is_comment(record: Thing) -> bool:
    return "body" in record and "link_id" in record and ("parent_id" in record or "subreddit" in record)


def _is_submission(record: Thing) -> bool:
    return "title" in record and "body" not in record and ("selftext" in record or "num_comments" in record)


FORMAT = Format(
    "reddit-ndjson",
    "Reddit dump of Pushshift or Arctic Shift, one object per line",
    sniff,
    read,
    signs="comments with body, link_id and parent_id; submissions with title and selftext or num_comments",
)
