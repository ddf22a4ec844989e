"""A comment as a text scrape shows it, and the way from a list of them to record batches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from analyzer.dumps.batches import CommentBatcher
from analyzer.dumps.format import Reading
from analyzer.dumps.text_lines import phrases

_TRACKBACK = re.compile(r"^\[(?:…|\.\.\.)\].*\[(?:…|\.\.\.)\]$", re.S)
_DELETED = phrases(
    "[deleted]|this comment was deleted|this comment was deleted.|this comment has been deleted|comment deleted by user"
)
_REMOVED = phrases(
    "[removed]|this comment was removed|this comment has been removed by a moderator|comment removed by moderator"
)
_NOBODY = phrases("guest|anonymous|anonym|gast|unknown|anon|invité|гость")
_DELETED_NAMES = phrases("[deleted]|deleted|deleted user|user deleted")


@dataclass
class TextComment:
    """One comment of a scrape.

    Attributes:
        author: The name as shown, None where the scrape lost it.
        text: The body, paragraphs apart by a blank line; empty where there is none.
        parent: Index of the comment answered in the same list, None at top level or where the scrape does not say.
        reply_to: Name the page says is answered.
        micros: Time in microseconds since 1970 UTC.
    """

    author: str | None
    text: str
    parent: int | None = None
    reply_to: str | None = None
    micros: int | None = None

    @property
    def author_kind(self) -> str:
        """What the name and the text say of who wrote it."""
        if _TRACKBACK.match(self.text):
            return "service"
        if self.author is None or self.author.casefold() in _NOBODY:
            return "anonymous"
        return "deleted" if self.author.casefold() in _DELETED_NAMES else "user"

    @property
    def state(self) -> str:
        """Whether the page shows a notice in place of the text."""
        return state_of_notice(self.text)


def state_of_notice(text: str) -> str:
    """Return `deleted` or `removed` where a text is nothing but a notice of that, else `present`."""
    key = text.casefold()
    return "deleted" if key in _DELETED else "removed" if key in _REMOVED else "present"


def batches_of(
    comments: Sequence[TextComment], thread_id: str, reading: Reading, *, nested: bool
) -> Iterator[pa.RecordBatch]:
    """Yield comments as record batches; where they are `nested`, ids are their places, from 1."""
    batcher = CommentBatcher(reading)
    for place, comment in enumerate(comments, 1):
        batcher.add(
            thread_id=thread_id,
            comment_id=str(place) if nested else None,
            parent_id=None if comment.parent is None else str(comment.parent + 1),
            parent_source=None if comment.parent is None else "indent",
            reply_to=comment.reply_to,
            author=comment.author,
            author_kind=comment.author_kind,
            created_at=comment.micros,
            text=comment.text if comment.state == "present" else "",
            state=comment.state,
        )
        if batcher.full:
            yield batcher.take()
    yield from batcher.rest()


def note_count(declared: int | None, parsed: int, reading: Reading) -> None:
    """Say so where the page declares another number of comments than was read."""
    if declared is not None and declared != parsed:
        reading.report.notes.append(f"the page declares {declared} comments, {parsed} were found in it")
