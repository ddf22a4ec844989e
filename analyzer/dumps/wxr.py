"""WordPress eXtended RSS (WXR): a site's export, posts as items with their comments inside."""

from __future__ import annotations

import html
from collections.abc import Iterator

import pyarrow as pa

from analyzer.dumps.authors import kind_of
from analyzer.dumps.batches import CommentBatcher
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.times import TimeReader
from analyzer.dumps.xml_stream import Element, child_text, elements
from analyzer.text.html import to_plain

_WANTED = frozenset(("item", "comment", "postmeta", "commentmeta"))
#: What a comment is where `comment_type` says so: not written by a reader.
_SERVICE_TYPES = frozenset(("pingback", "trackback"))
_REMOVED = frozenset(("spam", "trash", "post-trashed"))
#: Items with text of their own; attachments, menus and revisions are no threads unless somebody commented on them.
_THREAD_TYPES = frozenset(("post", "page"))
_NO_TIME = "0000-00-00"


def sniff(head: Head) -> Detection | None:
    """Recognise RSS with WordPress's export namespace, whatever its version."""
    if "<rss" not in head.text:
        return None
    if "wordpress.org/export/" in head.text:
        return Detection(0.95, "RSS with WordPress's export namespace (WXR)")
    return Detection(0.7, "RSS with <wp:…> elements (WXR)") if "<wp:" in head.text else None


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments of a WordPress export, item by item; each item is a thread with its title and article.

    Comment ids count within their item. E-mail and IP addresses are not read. Spam and trash keep their place
    without text; pingbacks and trackbacks are marked as service.

    Raises:
        DumpError: It is no XML, or declares a document type.
    """
    export = _Export(source, reading)
    for name, element in elements(source, _WANTED, reading.report.repair):
        if name == "comment":
            export.add_comment(element)
        elif name == "item":
            export.end_item(element)
        if export.batcher.full:
            yield export.batcher.take()
    yield from export.batcher.rest()
    export.finish()


class _Export:
    def __init__(self, source: Source, reading: Reading) -> None:
        self.batcher = CommentBatcher(reading)
        self._stem = source.stem
        self._reading = reading
        self._repair = reading.report.repair
        self._times = TimeReader()
        self._items = 1
        self._comments = 0
        self._pending = 0

    def add_comment(self, element: Element) -> None:
        """Add one comment of the item that is open."""
        item = element.getparent()
        state, kind = self._state(element), child_text(element, "comment_type")
        author = child_text(element, "comment_author")
        author = html.unescape(author) if author else None
        service = kind in _SERVICE_TYPES
        self._repair("pingbacks", int(service))
        self._comments += 1
        self.batcher.add(
            thread_id=self._thread_id(item) if item is not None else self._stem,
            comment_id=child_text(element, "comment_id"),
            parent_id=child_text(element, "comment_parent"),
            author=author,
            author_id=_user_id(element),
            author_kind="service" if service else kind_of(author),
            created_at=self._time(element),
            text=_body(child_text(element, "comment_content") or "") if state == "present" else "",
            state=state,
        )

    def end_item(self, element: Element) -> None:
        """Note what a finished item says of its thread; items nobody can comment on are passed over."""
        thread_id = self._thread_id(element)
        if self._comments or (child_text(element, "post_type") or "post") in _THREAD_TYPES:
            info = self._reading.threads.setdefault(thread_id, ThreadInfo())
            title = child_text(element, "title")
            info.title = html.unescape(title) if title else None
            info.url = child_text(element, "link")
            article = child_text(element, "encoded")
            info.article = _body(article) if article else None
        self._items += 1
        self._comments = 0

    def finish(self) -> None:
        """Say how many comments were waiting for approval."""
        if self._pending:
            self._reading.report.notes.append(f"{self._pending} comments were not approved yet when this was exported")

    def _thread_id(self, item: Element) -> str:
        """Return the item's address, which unlike its number is its own across sites."""
        link = child_text(item, "link")
        return link or f"{self._stem}-{child_text(item, 'post_id') or self._items}"

    def _state(self, element: Element) -> str:
        approved = child_text(element, "comment_approved")
        if approved in _REMOVED:
            self._repair("spam_comments")
            return "removed"
        self._pending += approved in ("0", "hold")
        return "present"

    def _time(self, element: Element) -> int | None:
        for name in ("comment_date_gmt", "comment_date"):
            text = child_text(element, name)
            if text and not text.startswith(_NO_TIME):
                time = self._times.read(text)
                if time is None:
                    self._repair("unreadable_time")
                return time
        return None


def _user_id(element: Element) -> str | None:
    """Return a registered user's number; 0 is any guest."""
    user = child_text(element, "comment_user_id")
    return user if user != "0" else None


def _body(text: str) -> str:
    """Return WordPress's mixture of HTML and meaningful line breaks as plain text."""
    return to_plain(text.replace("\r\n", "\n"), keep_newlines=True)


FORMAT = Format(
    "wordpress-wxr",
    "WordPress export (WXR)",
    sniff,
    read,
    signs="<rss> with the namespace wordpress.org/export, in any version",
)
