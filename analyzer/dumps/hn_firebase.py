"""Hacker News items as its own API (Firebase) gives them: flat, each with the item it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from analyzer.dumps.ancestry import Ancestry
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.json_input import Object, values
from analyzer.dumps.posts import Post, body_text, write_posts
from analyzer.dumps.record import InputReport, ThreadInfo
from analyzer.dumps.rows import Placed
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_count, as_id, as_label, as_switch

_SITE = "https://news.ycombinator.com/item?id="
_TYPES = frozenset(("story", "comment", "poll", "job", "pollopt"))
_MARKS = frozenset(("by", "kids", "deleted", "dead"))


def sniff(head: Head) -> Detection | None:
    """Recognise items by `type` and `id` beside `by`, `kids`, `parent` or `descendants`."""
    items = [item for record in head.objects[:20] for item in _items(record)]
    if items and all(map(_is_item, items[:20])):
        return Detection(0.9, "Hacker News items: type and id with by, kids, parent")
    return None


def _items(record: Object) -> Iterator[Object]:
    """Yield the item, or the items of an object that maps ids to items."""
    if "type" in record or "id" in record:
        yield record
    elif record and all(isinstance(member, Mapping) for member in record.values()):
        yield from record.values()


def _is_item(item: Object) -> bool:
    kind = item.get("type")
    return isinstance(kind, str) and kind in _TYPES and {"id", "time"} <= item.keys() and not _MARKS.isdisjoint(item)


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments; the input is read twice, first for who answers whom.

    Raises:
        DumpError: The input is no JSON.
    """
    first_pass = Reading(InputReport(source.name, "hn-firebase", ""), {})
    parents: dict[str, str] = {}
    for _, item in _placed(source, first_pass):
        own, parent = as_id(item.get("id")), as_id(item.get("parent"))
        if own is not None and parent is not None:
            parents[own] = parent
    yield from write_posts(_posts(source, reading, Ancestry(parents)), reading, source.stem)


def _placed(source: Source, reading: Reading) -> Iterator[Placed]:
    for place, record in values(source, reading):
        for item in _items(record):
            yield place, item


def _posts(source: Source, reading: Reading, ancestry: Ancestry) -> Iterator[Post]:
    for place, item in _placed(source, reading):
        own, kind = as_id(item.get("id")), item.get("type")
        if own is None:
            reading.report.skip(place, "an item without an id")
        elif kind == "comment" or (kind not in ("story", "poll", "job", "pollopt") and "parent" in item):
            yield _comment(item, own, ancestry.top(own))
        elif kind != "pollopt":
            _tell(item, own, reading)


def _comment(item: Object, own: str, thread_id: str) -> Post:
    parent = as_id(item.get("parent"))
    gone = as_switch(item.get("deleted"))
    killed = as_switch(item.get("dead")) and not item.get("text")
    return Post(
        thread_id=thread_id,
        comment_id=own,
        parent_id=None if parent == thread_id else parent,
        author=item.get("by"),
        author_kind="deleted" if gone and not item.get("by") else None,
        created_at=item.get("time"),
        text=item.get("text"),
        html=True,
        state="deleted" if gone else "removed" if killed else None,
    )


def _tell(story: Object, own: str, reading: Reading) -> None:
    info = reading.threads.setdefault(own, ThreadInfo())
    info.title = as_label(story.get("title")) or info.title
    info.url = as_label(story.get("url")) or _SITE + own
    info.article = body_text(story.get("text"), html=True) or None
    info.declared = as_count(story.get("descendants"))


FORMAT = Format(
    "hn-firebase",
    "Hacker News items of its own API (Firebase)",
    sniff,
    read,
    signs="type (story, comment …) and id with by, kids or parent",
)
