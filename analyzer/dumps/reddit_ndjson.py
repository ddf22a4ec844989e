"""Reddit dumps of Pushshift and Arctic Shift: one comment or submission per line, in every year's types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import pyarrow as pa

from analyzer.dumps import json_document
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.heads import head_of
from analyzer.dumps.jsonl import ObjectLines
from analyzer.dumps.reddit import RedditReader, Thing
from analyzer.dumps.reddit_columns import Posted
from analyzer.dumps.rows import Placed
from analyzer.dumps.source import Block, Source

_DECODER = msgspec.json.Decoder(Posted)


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
    if head_of(source).layout in ("array", "object"):
        yield from _read_things(json_document.records(source, reading), reader, reading)
    else:
        yield from _read_lines(source, reader, reading)
    yield from reader.rest()


def _read_lines(source: Source, reader: RedditReader, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Take blocks of ordinary comments at once; a block with any other line goes line by line."""
    lines = ObjectLines(source, reading)
    for block in source.blocks():
        posted = _decoded(block)
        if posted is not None:
            lines.passed()
            reader.comments(posted, len(block.data) // 4)
            if reader.full:
                yield reader.take()
        else:
            yield from _read_things(lines.of(enumerate(block.split(), block.first)), reader, reading)
    lines.finish()


def _decoded(block: Block) -> list[Posted] | None:
    """Return a block's comments, None where any line is something else or cannot be taken as it is."""
    try:
        posted = _DECODER.decode_lines(block.data)
    except (ValueError, RecursionError):
        return None
    return posted if len(posted) == block.lines else None


def _read_things(things: Iterator[Placed], reader: RedditReader, reading: Reading) -> Iterator[pa.RecordBatch]:
    for place, record in _unwrapped(things):
        if _is_comment(record):
            reader.comment(record)
            if reader.full:
                yield reader.take()
        elif not _is_submission(record) or reader.submission(record) is None:
            reading.report.skip(place, "neither a Reddit comment nor a submission")


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
