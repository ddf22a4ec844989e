"""Text copied from image boards: `NAME 05/03/20(Sun)12:01:33 No.12345`, answers begin with `>>12345`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pyarrow as pa

from analyzer.dumps.authors import kind_of
from analyzer.dumps.batches import CommentBatcher
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.text_lines import Line, join_lines, lines_of, one_spaced
from analyzer.dumps.text_sniff import is_plain_text
from analyzer.dumps.times import of_datetime

_HEAD = re.compile(
    r"^(?:\[?[▶►]?\]?\s*)?(?P<subject>.{0,80}?)\s*(?P<name>Anonymous|Anon|\S{1,40})(?:\s+!{1,2}\S+)?(?:\s+\(ID:\s*\S+\))?\s+"
    r"(?P<month>\d\d)/(?P<day>\d\d)/(?P<year>\d\d|\d{4})\s?\(\w{2,3}\)\s?(?P<clock>\d\d:\d\d(?::\d\d)?)\s+No\.?\s?(?P<id>\d{1,12})\b.*$"
)
#: What tells a head stands before this column.
_MAX_HEAD = 300
_LINK = re.compile(r"^>>(\d{1,12})(?:\s*(?:\(OP\)|→|\(You\)))?")
_FILE = re.compile(
    r"^(?:File:? .{1,200}\(\d.*\)|\d+ KB (?:JPG|PNG|GIF|WEBM)|\[?(?:Reply|View|Hide)\]?|(?:>>\d+\s*)+$)", re.I
)


def sniff(head: Head) -> Detection | None:
    """Recognise posts' heads with their number."""
    if not is_plain_text(head):
        return None
    count = sum(_head(line) is not None for line in lines_of(head.text))
    return (
        Detection(0.97, f"{count} posts headed 'NAME date No.12345', as image boards have them") if count > 1 else None
    )


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the posts of a thread; each answers the first earlier post it links to, further links are counted."""
    batcher = CommentBatcher(reading)
    info = ThreadInfo(chronological=True)
    reading.threads[source.stem] = info
    seen: set[str] = set()
    for head, body in _posts(lines_of(source.text())):
        if not seen:
            info.title = head["subject"].strip() or None
        linked = [match[1] for line in body if (match := _LINK.match(line.text))]
        known = [number for number in linked if number in seen]
        reading.report.repair("further_parents", max(0, len(linked) - 1))
        name = head["name"]
        batcher.add(
            thread_id=source.stem,
            comment_id=head["id"],
            parent_id=known[0] if known else linked[0] if linked else None,
            author=name,
            author_kind=kind_of(name),
            created_at=_time(head),
            text=join_lines([_bare(line) for line in body if not _FILE.match(line.text)]),
        )
        seen.add(head["id"])
        if batcher.full:
            yield batcher.take()
    yield from batcher.rest()


def _head(line: Line) -> re.Match[str] | None:
    return _HEAD.match(one_spaced(line.text)[:_MAX_HEAD])


def _posts(lines: Sequence[Line]) -> Iterator[tuple[re.Match[str], list[Line]]]:
    head: re.Match[str] | None = None
    body: list[Line] = []
    for line in lines:
        match = _head(line)
        if match is None:
            body.append(line)
            continue
        if head is not None:
            yield head, body
        head, body = match, []
    if head is not None:
        yield head, body


def _bare(line: Line) -> Line:
    return Line(line.number, line.column, _LINK.sub("", line.text).strip() or line.text, line.gap)


def _time(head: re.Match[str]) -> int | None:
    year = int(head["year"]) + (2000 if len(head["year"]) == 2 else 0)
    hour, minute, second = ([int(part) for part in head["clock"].split(":")] + [0])[:3]
    try:
        return of_datetime(datetime(year, int(head["month"]), int(head["day"]), hour, minute, second, tzinfo=UTC))
    except ValueError:
        return None


FORMAT = Format(
    "text-imageboard",
    "Text copied from an image board",
    sniff,
    read,
    signs="lines 'Anonymous 05/03/20(Sun)12:01:33 No.12345', answers '>>12345'",
    is_text=True,
)
