"""What Reddit's dumps share: ids with their kind, comments, submissions, escaped text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analyzer.dumps.authors import kind_of, state_of
from analyzer.dumps.batches import CommentBatcher
from analyzer.dumps.format import Reading
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.times import TimeReader
from analyzer.dumps.values import as_count, as_label

_SITE = "https://www.reddit.com"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_REMOVALS = {"deleted": "deleted", "removed": "removed", "removed by reddit": "removed"}

Thing = Mapping[str, Any]


def fullname(value: Any, kind: str) -> str | None:
    """Return an id with its kind, None where there is none.

    `t1` is a comment, `t3` a submission; the same base-36 number may be both. Dumps write `c02`, `t1_c02` or, for a
    while, the number itself in base 10: `fullname(5039, "t1")` is `t1_3vz`.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = _base36(value)
    if not isinstance(value, str):
        return None
    text = value.replace("\0", "").strip().lower()
    if not text or text == "null":
        return None
    return text if text[:1] == "t" and text[2:3] == "_" else f"{kind}_{text}"


def _base36(number: int) -> str:
    digits = ""
    while number > 0:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits


def unescaped(text: str) -> str:
    """Undo Reddit's escapes once: `&amp;lt;` is the four characters `&lt;`."""
    if "&" not in text:
        return text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


class RedditReader:
    """Adds comments and tells submissions of one input.

    Args:
        reading: Receives threads and repairs.
        thread_id: The thread of comments that name none.
        escaped: Whether text holds `&lt;`, `&gt;` and `&amp;`, as it does unless fetched with `raw_json=1`.
    """

    def __init__(self, reading: Reading, thread_id: str, *, escaped: bool = True) -> None:
        self.batcher = CommentBatcher(reading)
        self.thread_id = thread_id
        self._reading = reading
        self._escaped = escaped
        self._times = TimeReader()

    def comment(self, data: Thing) -> None:
        """Add one comment."""
        thread_id = fullname(data.get("link_id"), "t3") or self.thread_id
        body = data.get("body")
        text = self._text(body).replace("\r\n", "\n") if isinstance(body, str) else ""
        state: str = state_of(text)
        if state != "present":
            state = _removal(data) or state
        self._reading.report.repair("deleted_later", state == "present" and _was_deleted_later(data))
        author = as_label(data.get("author"))
        kind = kind_of(author, bots=True)
        created = data.get("created_utc")
        time = self._times.read(created)
        if time is None and created not in (None, "", "null"):
            self._reading.report.repair("unreadable_time")
        self.batcher.add(
            thread_id=thread_id,
            comment_id=fullname(data.get("id") or data.get("name"), "t1"),
            parent_id=_parent(data.get("parent_id"), thread_id),
            author=None if kind == "deleted" else author,
            author_id=fullname(data.get("author_fullname"), "t2"),
            author_kind=kind,
            created_at=time,
            text=text if state == "present" else "",
            state=state,
        )

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


def _parent(value: Any, thread_id: str) -> str | None:
    """Return the answered comment, None where the submission is answered."""
    parent = fullname(value, "t1")
    if parent is None or parent.startswith("t3_") or parent.partition("_")[2] == thread_id.partition("_")[2]:
        return None
    return parent


def _removal(data: Thing) -> str | None:
    meta = data.get("_meta")
    said = meta.get("removal_type") if isinstance(meta, Mapping) else None
    return _REMOVALS.get(said) if isinstance(said, str) else None


def _was_deleted_later(data: Thing) -> bool:
    """Tell whether Arctic Shift found the comment gone when it looked again; the text is the one from before."""
    meta = data.get("_meta")
    return isinstance(meta, Mapping) and meta.get("was_deleted_later") is True


def _address(data: Thing) -> str | None:
    for name in ("full_link", "url"):
        if isinstance(data.get(name), str):
            return str(data[name])
    return None
