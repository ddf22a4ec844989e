"""A comment as a web page shows it: its parts found among its own elements, and the way to record batches."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
from selectolax.lexbor import LexborNode

from analyzer.dumps.authors import kind_of
from analyzer.dumps.batches import CommentBatcher
from analyzer.dumps.format import Reading
from analyzer.dumps.html_facts import article_of, facts_of
from analyzer.dumps.html_tree import Page, ancestors, page_text, parse, words
from analyzer.dumps.source import Source
from analyzer.dumps.text_comment import note_count, state_of_notice
from analyzer.dumps.text_dates import find_date, read_date
from analyzer.dumps.times import TimeReader
from analyzer.text.html import to_plain

_TIMES = TimeReader()
_EDGES = re.compile(r"^[\s:|·•-]+|[\s:|·•-]+$")


@dataclass
class PageComment:
    """One comment of a page.

    Attributes:
        comment_id: The page's own number; None where it has none.
        parent_id: Number of the comment answered; None at top level.
        parent_source: How that is known: `explicit` or `indent`.
        author: Name as shown.
        author_id: The site's name for a registered user.
        text: The body as plain text.
        micros: Time in microseconds since 1970 UTC.
        service: Whether it is a pingback or trackback.
    """

    comment_id: str | None
    parent_id: str | None
    parent_source: str
    author: str | None
    author_id: str | None
    text: str
    micros: int | None
    service: bool = False


Extract = Callable[[Page, Reading], list[PageComment]]


def read_page(source: Source, reading: Reading, extract: Extract) -> Iterator[pa.RecordBatch]:
    """Yield a page's comments as `extract` finds them, and note its title, article and declared count."""
    page = parse(page_text(source))
    reading.report.repair("flattened_tags", page.flattened)
    info = facts_of(page)
    reading.threads[source.stem] = info
    comments = extract(page, reading)
    info.article = article_of(page.tree)
    info.chronological = False
    note_count(info.declared, len(comments), reading)
    if not comments:
        reading.report.notes.append("there are no comments in this page")
    yield from batches_of(comments, source.stem, reading)


def batches_of(comments: Sequence[PageComment], thread_id: str, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield comments as record batches; a notice in place of a text is told from one."""
    batcher = CommentBatcher(reading)
    for comment in comments:
        state = state_of_notice(comment.text)
        kind = "service" if comment.service else kind_of(comment.author)
        batcher.add(
            thread_id=thread_id,
            comment_id=comment.comment_id,
            parent_id=comment.parent_id,
            parent_source=comment.parent_source if comment.parent_id is not None else None,
            author=None if kind == "deleted" else comment.author,
            author_id=comment.author_id,
            author_kind=kind,
            created_at=comment.micros,
            text=comment.text if state == "present" else "",
            state=state,
        )
        if batcher.full:
            yield batcher.take()
    yield from batcher.rest()


class Owners:
    """Knows which elements of a page are comments, and which comment an element belongs to.

    Args:
        nodes: The comments' elements, in document order; one that several selectors found counts once.
    """

    def __init__(self, nodes: Sequence[LexborNode]) -> None:
        self.nodes = list({node.mem_id: node for node in nodes}.values())
        self._places = {node.mem_id: place for place, node in enumerate(self.nodes)}

    def around(self, node: LexborNode) -> int | None:
        """Return the place of the innermost comment an element stands in, itself aside."""
        for outer in ancestors(node):
            place = self._places.get(outer.mem_id)
            if place is not None:
                return place
        return None

    def own(self, place: int, selectors: Sequence[str]) -> LexborNode | None:
        """Return a comment's first element of the first selector that finds one outside its replies."""
        node = self.nodes[place]
        for selector in selectors:
            for found in node.css(selector):
                if found.mem_id != node.mem_id and self.around(found) == place:
                    return found
        return None

    def all_own(self, place: int, selector: str) -> list[LexborNode]:
        """Return all of a comment's elements of a selector outside its replies."""
        return [found for found in self.nodes[place].css(selector) if self.around(found) == place]


def taken_out(owners: Owners, make: Callable[[int], PageComment]) -> list[PageComment]:
    """Return every comment as `make` reads it, last first, each leaving the page once it is read.

    So no comment's text holds its replies, and what is left of the page at the end is the article. What `make` wants
    to know of the comments around must be asked before.
    """
    comments: list[PageComment] = []
    for place in reversed(range(len(owners.nodes))):
        comments.append(make(place))
        node = owners.nodes[place]
        if node.parent is not None:
            node.decompose()
    return comments[::-1]


def body_text(node: LexborNode | None, noise: str = "") -> str:
    """Return an element's plain text without the elements that `noise` selects, which leave the page."""
    if node is None:
        return ""
    if noise:
        for found in node.css(noise):
            if found.mem_id != node.mem_id and found.parent is not None:
                found.decompose()
    return to_plain(node.html or "").strip()


def name_of(node: LexborNode | None) -> str | None:
    """Return a name as shown, without the punctuation around it."""
    return _EDGES.sub("", words(node))[:200] or None


def time_of(node: LexborNode | None) -> int | None:
    """Return the time an element gives, by `datetime`, `content` or `title`, else by its text."""
    if node is None:
        return None
    for name in ("datetime", "content", "title"):
        value = (node.attributes.get(name) or "").strip()
        if value:
            micros = _TIMES.read(value)
            if micros is None and (when := read_date(value)) is not None:
                micros = when.micros
            if micros is not None:
                return micros
    when = find_date(words(node))
    return when.micros if when is not None else None
