"""Discourse: topics, lists of posts, single posts and a user's replies; parents are post numbers within the topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.json_input import Object, dig, members_of, values
from analyzer.dumps.posts import Post, body_text, write_posts
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_count, as_id, as_label, as_switch

#: A post that only says what was done with the topic ("closed", "moved").
_SMALL_ACTION = 3
#: A post written by a moderator's action ("this topic is now pinned").
_MODERATOR_ACTION = 2
_LISTS = ("latest_posts", "posts", "user_actions")


def sniff(head: Head) -> Detection | None:
    """Recognise topics by `post_stream`, posts by `post_number` beside `topic_id`."""
    for record in head.objects[:1]:
        if isinstance(record.get("post_stream"), Mapping):
            return Detection(0.95, "a Discourse topic: post_stream")
        for name in _LISTS:
            listed = record.get(name)
            if isinstance(listed, list) and listed and _is_post(listed[0]):
                return Detection(0.95, f"Discourse: {name} with post_number and topic_id")
        if _is_post(record):
            return Detection(0.95, "Discourse posts: post_number and topic_id")
    return None


def _is_post(value: object) -> bool:
    return isinstance(value, Mapping) and "post_number" in value and "topic_id" in value


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the posts; the first one of a topic is a comment too, and the article the others are read against.

    Raises:
        DumpError: The input is no JSON.
    """
    yield from write_posts(_posts(source, reading), reading, source.stem)


def _posts(source: Source, reading: Reading) -> Iterator[Post]:
    for place, value in values(source, reading, ("post_stream.posts", *_LISTS)):
        if "post_stream" in value:
            topic = as_id(value.get("id"))
            _tell(value, topic, reading)
            listed = dig(value, "post_stream", "posts")
        else:
            topic = None
            listed = next((value[name] for name in _LISTS if name in value), [value])
            for found in members_of(value.get("topics"), reading, f"{place}, topics"):
                _tell(found, as_id(found.get("id")), reading)
        for post in members_of(listed, reading, f"{place}, posts"):
            if post.get("post_type") == _SMALL_ACTION:
                reading.report.repair("service_rows")
                continue
            yield _post(post, as_id(post.get("topic_id")) or topic or source.stem, reading)


def _post(post: Object, topic: str, reading: Reading) -> Post:
    number = post.get("post_number")
    info = reading.threads.setdefault(topic, ThreadInfo())
    info.title = info.title or as_label(post.get("topic_title")) or as_label(post.get("title"))
    text, html = _body(post)
    if text is not None and text is post.get("blurb"):
        reading.report.note("texts of search results are excerpts: the rest of a post is not in the file")
    if as_id(number) == "1" and info.article is None:
        info.article = body_text(text, html=html) or None
    gone = post.get("deleted_at") is not None or as_switch(post.get("user_deleted")) or as_switch(post.get("deleted"))
    return Post(
        thread_id=topic,
        comment_id=number,
        parent_id=post.get("reply_to_post_number"),
        author=post.get("username"),
        author_id=post.get("user_id"),
        author_kind="service" if post.get("post_type") == _MODERATOR_ACTION else None,
        created_at=post.get("created_at"),
        version_at=post.get("updated_at"),
        text=text,
        html=html,
        state="deleted" if gone else "removed" if as_switch(post.get("hidden")) else None,
    )


def _body(post: Object) -> tuple[object, bool]:
    """Return the body and whether it is HTML; `raw` is Markdown, an editor's tree in some answers."""
    for name in ("cooked", "excerpt", "blurb"):
        if isinstance(post.get(name), str):
            return post[name], True
    return post.get("raw"), False


def _tell(topic: Object, topic_id: str | None, reading: Reading) -> None:
    if topic_id is None:
        return
    info = reading.threads.setdefault(topic_id, ThreadInfo())
    info.title = as_label(topic.get("title")) or info.title
    stream = dig(topic, "post_stream", "stream")
    count = as_count(topic.get("posts_count"))
    info.declared = max(len(stream), count or 0) if isinstance(stream, list) else count


FORMAT = Format(
    "discourse", "Discourse topics and posts", sniff, read, signs="post_stream, or post_number with topic_id"
)
