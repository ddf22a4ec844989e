"""Bluesky: threads of `getPostThread`, lists of posts, and records of the event stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.json_input import Object, dig, members_of, nested, values
from analyzer.dumps.posts import Post, write_posts
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_count, as_id, as_switch

_POST = "app.bsky.feed.post"
#: What every event of the stream has, also one that tells of an account and not of a post.
_EVENT = frozenset(("did", "time_us"))


def sniff(head: Head) -> Detection | None:
    """Recognise a thread by its `$type`, posts by `uri` and `record`, events by `commit.collection`."""
    for record in head.objects[:1]:
        kind = dig(record, "thread", "$type")
        if isinstance(kind, str) and kind.startswith("app.bsky."):
            return Detection(0.95, f"a Bluesky thread: {kind}")
        if isinstance(dig(record, "thread", "post", "record"), Mapping):
            return Detection(0.95, "a Bluesky thread: thread.post.record")
        if any(dig(event, "commit", "collection") == _POST for event in head.objects):
            return Detection(0.95, f"Bluesky events: commits of {_POST}")
        if any(_is_post(dig(member, "post") or member) for member in _listed(record)):
            return Detection(0.95, "Bluesky posts: uri and record")
    return None


def _listed(record: Object) -> list[object]:
    listed = record.get("posts") or record.get("feed") or [record]
    return listed[:20] if isinstance(listed, list) else []


def _is_post(value: object) -> bool:
    return isinstance(value, Mapping) and "uri" in value and isinstance(value.get("record"), Mapping)


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the posts; those not found stay as deleted, those blocked as empty.

    Raises:
        DumpError: The input is no JSON.
    """
    yield from write_posts(_posts(source, reading), reading, source.stem)


def _posts(source: Source, reading: Reading) -> Iterator[Post]:
    for place, value in values(source, reading, ("posts", "feed")):
        if isinstance(value.get("thread"), Mapping):
            yield from _thread(value["thread"], source.stem, reading, place)
        elif isinstance(value.get("commit"), Mapping) or value.keys() >= _EVENT:
            yield from _event(value, reading)
        else:
            for member in members_of(_all_listed(value), reading, place):
                post = member["post"] if isinstance(member.get("post"), Mapping) else member
                yield _post(post, None, as_id(post.get("uri")) or source.stem, reading)


def _all_listed(value: Object) -> list[Any]:
    listed = value.get("posts") or value.get("feed") or [value]
    return listed if isinstance(listed, list) else []


def _thread(focus: Object, stem: str, reading: Reading, place: str) -> Iterator[Post]:
    """Yield what the focus answers from the top down, the focus, and all below it."""
    above: list[Object] = []
    node: object = focus.get("parent")
    while isinstance(node, Mapping):
        above.append(node)
        node = node.get("parent")
    thread_id = as_id(dig(focus, "post", "record", "reply", "root", "uri")) or as_id(
        dig(above[-1] if above else focus, "post", "uri")
    )
    uri = None
    for view in reversed(above):
        yield _view(view, uri, thread_id or stem, reading)
        uri = _uri(view)
    for view, around in nested([focus], lambda view: view.get("replies"), reading, place):
        if "replies" not in view:  # cut by depth: where there are no replies, the list is there and empty
            hidden = as_count(dig(view, "post", "replyCount")) or 0
            reading.threads.setdefault(thread_id or stem, ThreadInfo()).stubs += hidden
        yield _view(view, uri if around is None else _uri(around), thread_id or stem, reading)


def _uri(view: Object) -> str | None:
    return as_id(dig(view, "post", "uri")) or as_id(view.get("uri"))


def _view(view: Object, around: str | None, thread_id: str, reading: Reading) -> Post:
    """Return one node of a thread: a post, or the stub of one that cannot be seen."""
    if isinstance(view.get("post"), Mapping):
        return _post(view["post"], around, thread_id, reading)
    if as_switch(view.get("blocked")) or str(view.get("$type", "")).endswith("#blockedPost"):
        reading.report.repair("blocked_posts")
        writer = dig(view, "author", "did")
        return Post(
            thread_id,
            _uri(view),
            around,
            author_id=writer,
            author_kind=None if writer else "anonymous",
            state="missing",
        )
    return Post(thread_id, _uri(view), around, author_kind="deleted", state="deleted")


def _post(post: Object, around: str | None, thread_id: str, reading: Reading) -> Post:
    record = post.get("record")
    root = as_id(dig(record, "reply", "root", "uri"))
    parent = as_id(dig(record, "reply", "parent", "uri"))
    return Post(
        thread_id=thread_id if around or parent is None else root or thread_id,
        comment_id=post.get("uri"),
        parent_id=parent,
        nested_in=around,
        author=dig(post, "author", "handle") or dig(post, "author", "displayName"),
        author_id=dig(post, "author", "did"),
        created_at=dig(record, "createdAt") or post.get("indexedAt"),
        text=dig(record, "text"),
    )


def _event(event: Object, reading: Reading) -> Iterator[Post]:
    """Yield the post an event of the stream creates; other events are no comments."""
    if dig(event, "commit", "collection") != _POST or dig(event, "commit", "operation") not in (
        "create",
        "update",
        None,
    ):
        reading.report.repair("service_rows")
        return
    did, key = as_id(event.get("did")), as_id(dig(event, "commit", "rkey"))
    record = dig(event, "commit", "record")
    uri = f"at://{did}/{_POST}/{key}" if did and key else None
    post = {"uri": uri, "record": record, "author": {"did": did}}
    yield _post(post, None, as_id(dig(record, "reply", "root", "uri")) or uri or "unknown", reading)


FORMAT = Format(
    "bluesky",
    "Bluesky threads, posts and event streams",
    sniff,
    read,
    signs="thread.$type, or uri with record, or commit.collection",
)
