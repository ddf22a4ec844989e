"""Comments of one platform's API, in whatever types it gave them → comment batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from analyzer.comment import AuthorKind, CommentState
from analyzer.dumps.authors import kind_of, state_of
from analyzer.dumps.batches import CommentBatcher
from analyzer.dumps.format import Reading
from analyzer.dumps.ids import IdReader
from analyzer.dumps.times import TimeReader
from analyzer.dumps.values import as_label, as_text
from analyzer.text.html import to_plain

_NO_TIME = (None, "", "null")


@dataclass(slots=True)
class Post:
    """One comment as its platform says it; every value may be of any type, `write_posts` makes sense of it.

    Attributes:
        thread_id: The thread; the input's own where it is no id.
        comment_id: Its id.
        parent_id: The id of the comment answered, None at top level.
        nested_in: The id of the comment it stands in, where comments stand in each other; `parent_id` goes before it.
        parent_source: How the parent is known where the dump does not name it outright.
        reply_to: A name it answers.
        author: Display name.
        author_id: Stable user id.
        author_kind: Where the platform says it; else told by the name.
        created_at: A time in any notation.
        version_at: When this copy was fetched or last edited, in any notation; what is no time is none.
        text: The body.
        html: Whether the body is HTML.
        state: Where the platform says it; else told by the body, which may be a placeholder such as `[deleted]`.
    """

    thread_id: Any = None
    comment_id: Any = None
    parent_id: Any = None
    nested_in: Any = None
    parent_source: str | None = None
    reply_to: Any = None
    author: Any = None
    author_id: Any = None
    author_kind: AuthorKind | None = None
    created_at: Any = None
    version_at: Any = None
    text: Any = None
    html: bool = False
    state: CommentState | None = None


def write_posts(posts: Iterable[Post], reading: Reading, thread_id: str) -> Iterator[pa.RecordBatch]:
    """Yield the posts as record batches; ids are made text, HTML plain, placeholders empty.

    Args:
        posts: Comments in the dump's order.
        reading: Receives repairs and threads.
        thread_id: The thread of posts that name none.
    """
    writer = _PostWriter(reading, thread_id)
    for post in posts:
        writer.add(post)
        if writer.batcher.full:
            yield writer.batcher.take()
    yield from writer.batcher.rest()


class _PostWriter:
    def __init__(self, reading: Reading, thread_id: str) -> None:
        self.batcher = CommentBatcher(reading)
        self._repair = reading.report.repair
        self._thread_id = thread_id
        self._ids = IdReader(reading.report)
        self._times = TimeReader()

    def add(self, post: Post) -> None:
        author, author_id = as_label(post.author), self._ids.user(post.author_id)
        kind = post.author_kind or kind_of(author, author_id=author_id)
        text = body_text(post.text, html=post.html)
        if not text and post.text and isinstance(post.text, dict | list):
            self._repair("unreadable_text")
        parent_id = self._parent(post)
        state = post.state or state_of(text)
        self.batcher.add(
            thread_id=self._ids.thread(post.thread_id) or self._thread_id,
            comment_id=self._ids.own(post.comment_id),
            parent_id=parent_id,
            parent_source=post.parent_source if parent_id is not None else None,
            reply_to=as_label(post.reply_to),
            author=None if kind == "deleted" else author,
            author_id=author_id,
            author_kind=kind,
            created_at=self._time(post.created_at),
            version_at=None if post.version_at is None else self._times.read(post.version_at),
            text=text if state == "present" else "",
            state=state,
        )

    def _parent(self, post: Post) -> str | None:
        """Return the parent named, else the comment around; that they differ is counted."""
        named, around = self._ids.parent(post.parent_id), self._ids.parent(post.nested_in)
        if named is not None and around is not None and named != around:
            self._repair("parent_conflicts")
        return named if named is not None else around

    def _time(self, value: Any) -> int | None:
        time = self._times.read(value)
        if time is None and not (value is None or (isinstance(value, str) and value.strip() in _NO_TIME)):
            self._repair("unreadable_time")
        return time


def body_text(value: Any, *, html: bool = False) -> str:
    """Return a body as plain text, its line ends mended; what is no text is empty."""
    text = as_text(value) or ""
    if html and ("<" in text or "&" in text):
        return to_plain(text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
