"""Hacker News as Algolia gives it: an item with its nested children, and search hits."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.json_input import Object, dig, members_of, nested, values
from analyzer.dumps.posts import Post, body_text, write_posts
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_count, as_id, as_label

_SITE = "https://news.ycombinator.com/item?id="
#: Algolia's search never gives more than this many hits, however many there are.
_MOST_HITS = 1000
_STORIES = ("story", "poll", "job")


def sniff(head: Head) -> Detection | None:
    """Recognise an item by `children` beside Algolia's own members, hits by `objectID`."""
    for record in head.objects[:1]:
        if _is_item(record):
            return Detection(0.95, "a Hacker News item of Algolia: children beside created_at_i or story_id")
        if any(_is_hit(hit) for hit in _sample(record.get("hits"))) or _is_hit(record):
            return Detection(0.95, "Hacker News search hits of Algolia: objectID with _tags and story_id")
    return None


def _sample(value: object) -> list[Object]:
    return [member for member in value[:20] if isinstance(member, dict)] if isinstance(value, list) else []


def _is_item(record: Object) -> bool:
    if not isinstance(record.get("children"), list) or "author" not in record or "objectID" in record:
        return False
    return any("created_at_i" in member or "story_id" in member for member in (record, *_sample(record["children"])))


def _is_hit(record: Object) -> bool:
    return "objectID" in record and ("_tags" in record or "story_id" in record or "comment_text" in record)


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments; stories give threads their title.

    Raises:
        DumpError: The input is no JSON.
    """
    yield from write_posts(_posts(source, reading), reading, source.stem)


def _posts(source: Source, reading: Reading) -> Iterator[Post]:
    for place, value in values(source, reading, ("hits",)):
        if "hits" in value:
            if as_count(value.get("nbHits")) == _MOST_HITS:
                reading.report.note(f"Algolia's search gives {_MOST_HITS:,} hits at most: there may be more comments")
            for hit in members_of(value["hits"], reading, f"{place}, hits"):
                yield from _hit(hit, reading)
        elif _is_hit(value):
            yield from _hit(value, reading)
        else:
            yield from _item(value, reading, place)


def _hit(hit: Object, reading: Reading) -> Iterator[Post]:
    tags = hit.get("_tags")
    if "comment_text" not in hit and not (isinstance(tags, list) and "comment" in tags):
        _tell(hit, as_id(hit.get("objectID")), reading)
        return
    thread_id = as_id(hit.get("story_id"))
    if thread_id is not None:
        info = reading.threads.setdefault(thread_id, ThreadInfo())
        info.title = info.title or as_label(hit.get("story_title"))
        info.url = info.url or as_label(hit.get("story_url")) or _SITE + thread_id
    yield _comment(hit, hit.get("objectID"), hit.get("parent_id"), thread_id, hit.get("comment_text"))


def _item(item: Object, reading: Reading, place: str) -> Iterator[Post]:
    """Yield what is below a story, or a comment with what is below it."""
    is_comment = item.get("type") == "comment" or (item.get("type") not in _STORIES and item.get("parent_id"))
    story = as_id(item.get("story_id")) or (None if is_comment else as_id(item.get("id")))
    if is_comment:
        yield _comment(item, item.get("id"), item.get("parent_id"), story, item.get("text"))
    else:
        _tell(item, story, reading)
    for child, above in nested(item.get("children"), lambda node: node.get("children"), reading, place):
        if child.get("type") != "pollopt":
            around = (item if above is None else above).get("id")
            yield _comment(child, child.get("id"), child.get("parent_id"), story, child.get("text"), around)


def _comment(
    item: Object, comment_id: object, parent_id: object, story: str | None, text: object, around: object = None
) -> Post:
    gone = item.get("author") is None and text is None
    return Post(
        thread_id=story,
        comment_id=comment_id,
        parent_id=None if as_id(parent_id) == story else parent_id,
        nested_in=None if as_id(around) == story else around,
        author=item.get("author"),
        author_kind="deleted" if gone else None,
        created_at=item.get("created_at_i") or item.get("created_at"),
        text=text,
        html=True,
        state="deleted" if gone else None,
    )


def _tell(story: Object, thread_id: str | None, reading: Reading) -> None:
    """Take over what a story says of its thread."""
    if thread_id is None:
        return
    info = reading.threads.setdefault(thread_id, ThreadInfo())
    info.title = as_label(story.get("title")) or info.title
    info.url = as_label(story.get("url")) or info.url or _SITE + thread_id
    info.article = body_text(dig(story, "text") or story.get("story_text"), html=True) or info.article
    info.declared = as_count(story.get("num_comments")) if info.declared is None else info.declared


FORMAT = Format(
    "hn-algolia",
    "Hacker News from Algolia: an item with its children, or search hits",
    sniff,
    read,
    signs="children with created_at_i or story_id; hits with objectID",
)
