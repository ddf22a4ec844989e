"""What Reddit's dumps share: comments gathered into columns, submissions told to their threads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from analyzer.dumps.authors import state_of
from analyzer.dumps.batches import BATCH_CHARACTERS, BATCH_ROWS
from analyzer.dumps.format import Reading
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.reddit_columns import Posted, Removal, batch_of
from analyzer.dumps.reddit_values import fullname, unescaped
from analyzer.dumps.values import as_count, as_label

_SITE = "https://www.reddit.com"

Thing = Mapping[str, Any]


class RedditReader:
    """Gathers comments and tells submissions of one input.

    Args:
        reading: Receives threads and repairs.
        thread_id: The thread of comments that name none.
        escaped: Whether text holds `&lt;`, `&gt;` and `&amp;`, as it does unless fetched with `raw_json=1`.
    """

    def __init__(self, reading: Reading, thread_id: str, *, escaped: bool = True) -> None:
        self.thread_id = thread_id
        self._stem = thread_id
        self._reading = reading
        self._escaped = escaped
        self._posted: list[Posted] = []
        self._characters = 0

    @property
    def full(self) -> bool:
        """Whether it is time to `take` a batch."""
        return len(self._posted) >= BATCH_ROWS or self._characters >= BATCH_CHARACTERS

    def take(self) -> pa.RecordBatch:
        """Return everything gathered so far as one batch and start anew."""
        posted, self._posted, self._characters = self._posted, [], 0
        return batch_of(posted, self._stem, self._reading, escaped=self._escaped)

    def rest(self) -> Iterator[pa.RecordBatch]:
        """Yield the last batch, if there is anything left."""
        if self._posted:
            yield self.take()

    def comments(self, posted: Sequence[Posted], characters: int) -> None:
        """Add comments that are typed already, and about how many characters they have."""
        self._posted += posted
        self._characters += characters

    def comment(self, data: Thing) -> None:
        """Add one comment of whatever types."""
        body, created = data.get("body"), data.get("created_utc")
        thread_id = fullname(data.get("link_id"), "t3")
        one = Posted(
            body=body if isinstance(body, str) else "",
            link_id=thread_id or ("" if self.thread_id == self._stem else self.thread_id),
            parent_id=_parent(data.get("parent_id"), thread_id),
            id=fullname(data.get("id") or data.get("name"), "t1") or "",
            created_utc="" if created is None else created if type(created) in (int, float, str) else str(created),
            author=as_label(data.get("author")),
            author_fullname=fullname(data.get("author_fullname"), "t2"),
            retrieved_on=_moment(data.get("retrieved_on")),
            retrieved_utc=_moment(data.get("retrieved_utc")),
            edited=_moment(data.get("edited")),
            meta=_removal(data.get("_meta")),
        )
        self.comments((one,), len(one.body))

    def submission(self, data: Thing) -> str | None:
        """Tell what a submission says of its thread and return the thread's id."""
        thread_id = fullname(data.get("id") or data.get("name"), "t3")
        if thread_id is None:
            return None
        info = self._reading.threads.setdefault(thread_id, ThreadInfo())
        title, article = data.get("title"), data.get("selftext")
        info.title = as_label(self._text(title)) if isinstance(title, str) else info.title
        if isinstance(article, str) and article.strip() and state_of(article) == "present":
            info.article = self._text(article)
        info.declared = as_count(data.get("num_comments")) if info.declared is None else info.declared
        permalink = data.get("permalink")
        info.url = f"{_SITE}{permalink}" if isinstance(permalink, str) and permalink.startswith("/") else _address(data)
        return thread_id

    def _text(self, text: str) -> str:
        return unescaped(text) if self._escaped else text


def _parent(value: Any, thread_id: str | None) -> str:
    """Return the id of what is answered, with its kind where it is known for certain; empty where there is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        named = fullname(value, "t1") or ""
        return "" if thread_id is not None and named[3:] == thread_id[3:] else named
    return value if isinstance(value, str) else ""


def _moment(value: Any) -> int | float | str | None:
    return value if type(value) in (int, float, str) else None


def _removal(meta: Any) -> Removal | None:
    if not isinstance(meta, Mapping):
        return None
    said = meta.get("removal_type")
    return Removal(said if isinstance(said, str) else None, meta.get("was_deleted_later") is True)


def _address(data: Thing) -> str | None:
    for name in ("full_link", "url"):
        if isinstance(data.get(name), str):
            return str(data[name])
    return None
