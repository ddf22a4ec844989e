"""Text copied from sites that begin each comment with one telling line: the parts their readers share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from analyzer.dumps.format import Detection, Head, Reading
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.text_article import split_article
from analyzer.dumps.text_boilerplate import count_in
from analyzer.dumps.text_comment import TextComment, batches_of, note_count
from analyzer.dumps.text_lines import Line, join_lines, lines_of
from analyzer.dumps.text_sniff import is_plain_text


@dataclass
class Post:
    """One comment as its head line tells it.

    Attributes:
        author: Name; None where deleted.
        micros: Time in microseconds since 1970 UTC.
        facts: What else the head says, as the site's reader needs it.
        body: The lines below.
        stubs: The lines below that stand for comments not shown.
    """

    author: str | None
    micros: int | None = None
    facts: dict[str, int | bool] = field(default_factory=dict)
    body: list[Line] = field(default_factory=list)
    stubs: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Site:
    """How one site's comments are told and put together.

    Attributes:
        title: The site in words.
        head: Returns the post a line opens, None for any other line; sees all lines and the line's place.
        tail: Whether a line is the site's own, under a comment; it may note facts in the post.
        parents: Returns each post's parent (None at top level), or None where the copy does not tell.
        stubs: Returns how many comments a line says are not shown, None for any other line.
    """

    title: str
    head: Callable[[Sequence[Line], int], Post | None]
    tail: Callable[[str, Post], bool]
    parents: Callable[[Sequence[Post]], list[int | None] | None]
    stubs: Callable[[str], int | None]


def posts_of(lines: Sequence[Line], site: Site, info: ThreadInfo) -> tuple[list[Post], int, int]:
    """Return the posts, the place of the first one's head (or the number of lines), and how many lines are in none."""
    posts: list[Post] = []
    first, dropped = len(lines), 0
    for at, line in enumerate(lines):
        post = site.head(lines, at)
        if post is not None:
            first = min(first, at)
            posts.append(post)
        elif posts and (missing := site.stubs(line.text)) is not None:
            info.stubs += missing
            posts[-1].stubs.append(line.text)
        elif posts and not site.tail(line.text, posts[-1]):
            posts[-1].body.append(line)
        else:
            dropped += bool(posts)
    return posts, first, dropped


def sniff_site(head: Head, site: Site) -> Detection | None:
    """Look for the head lines of a site."""
    if not is_plain_text(head):
        return None
    lines = lines_of(head.text)
    count = sum(site.head(lines, at) is not None for at in range(len(lines)))
    return Detection(0.97 if count > 1 else 0.6, f"{count} comments as {site.title} shows them") if count else None


def read_site(source: Source, reading: Reading, site: Site) -> Iterator[pa.RecordBatch]:
    """Yield a site's comments; parents where the copy tells them, else none, for replies to be inferred."""
    lines = lines_of(source.text())
    info = ThreadInfo(chronological=False)
    reading.threads[source.stem] = info
    posts, first, dropped = posts_of(lines, site, info)
    info.declared = next((n for line in lines[:first] if (n := count_in(line.text)) is not None), None)
    dropped += split_article(lines[:first], info)
    parents = site.parents(posts)
    comments = [
        TextComment(post.author, join_lines(post.body), parents[place] if parents else None, None, post.micros)
        for place, post in enumerate(posts)
    ]
    reading.report.repair("boilerplate_lines", dropped)
    note_count(info.declared, len(comments), reading)
    if not comments:
        reading.report.notes.append("there are no comments in this page")
    if parents is None and comments:
        reading.report.notes.append("the copy does not tell who answers whom: replies are inferred where possible")
    yield from batches_of(comments, source.stem, reading, nested=parents is not None)
