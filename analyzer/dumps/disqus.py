"""Disqus: the XML a site's owner exports, every post of every thread of a forum in one file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pyarrow as pa

from analyzer.dumps.authors import kind_of
from analyzer.dumps.batches import CommentBatcher
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.merging import canonical
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.times import TimeReader
from analyzer.dumps.values import as_switch
from analyzer.dumps.xml_stream import Element, attribute, child, child_text, elements
from analyzer.text.html import to_plain

_WANTED = frozenset(("thread", "post"))
_NAMESPACE = "disqus.com/disqus-internals"


def sniff(head: Head) -> Detection | None:
    """Recognise Disqus's root element and its namespace of ids."""
    if "<disqus" not in head.text:
        return None
    if _NAMESPACE in head.text or "dsq:id" in head.text:
        return Detection(0.95, "XML with the root <disqus> and Disqus's own ids (dsq:id)")
    return Detection(0.6, "XML with the root <disqus>")


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the posts of a Disqus export; threads get their title and address.

    E-mail and IP addresses are not read. Deleted posts and spam keep their place without text.

    Raises:
        DumpError: It is no XML, or declares a document type.
    """
    export = _Export(source, reading)
    for name, element in elements(source, _WANTED, reading.report.repair, part_of={"thread": "post"}):
        if name == "post":
            export.add_post(element)
        else:
            export.add_thread(element)
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
        self._defined: set[str] = set()
        self._posts: dict[str, int] = {}

    def add_thread(self, element: Element) -> None:
        """Note a thread's title and address."""
        thread_id = attribute(element, "id")
        if thread_id is None:
            return
        self._defined.add(thread_id)
        info = self._reading.threads.setdefault(thread_id, ThreadInfo())
        info.url = child_text(element, "link")
        title = child_text(element, "title")
        info.title = to_plain(title) if title else None
        article = child_text(element, "message")
        info.article = to_plain(article) if article else None

    def add_post(self, element: Element) -> None:
        """Add one post, whatever it lacks."""
        thread_id = attribute(child(element, "thread"), "id")
        if thread_id is None:
            self._repair("posts_without_thread")
            thread_id = f"{self._stem}-without-thread"
        else:
            self._posts[thread_id] = self._posts.get(thread_id, 0) + 1
        author = child(element, "author")
        name = child_text(author, "name") if author is not None else None
        state = self._state(element)
        message = child_text(element, "message") or ""
        self.batcher.add(
            thread_id=thread_id,
            comment_id=attribute(element, "id"),
            parent_id=attribute(child(element, "parent"), "id"),
            author=name,
            author_id=child_text(author, "username") if author is not None else None,
            author_kind=kind_of(name),
            created_at=self._time(child_text(element, "createdAt")),
            text=to_plain(message) if state == "present" else "",
            state=state,
        )

    def _state(self, element: Element) -> str:
        if as_switch(child_text(element, "isDeleted")):
            return "deleted"
        if as_switch(child_text(element, "isSpam")):
            self._repair("spam_comments")
            return "removed"
        return "present"

    def _time(self, text: str | None) -> int | None:
        time = self._times.read(text) if text else None
        if text and time is None:
            self._repair("unreadable_time")
        return time

    def finish(self) -> None:
        """Say what the export lacks: threads that posts name, and threads that share an address."""
        unknown = {thread_id: count for thread_id, count in self._posts.items() if thread_id not in self._defined}
        self._repair("posts_of_unknown_threads", sum(unknown.values()))
        for thread_id in self._defined - set(self._posts):
            if (info := self._reading.threads[thread_id]).title is None and info.url is None:
                del self._reading.threads[thread_id]  # a stub: Disqus keeps them for pages that were only looked at
        urls = (self._reading.threads[thread_id].url for thread_id in self._defined & set(self._posts))
        addresses = Counter(canonical(url) for url in urls if url)
        shared = sum(count for count in addresses.values() if count > 1)
        if shared:
            self._reading.report.notes.append(
                f"{shared} threads share the address of another (http and https, a slash at the end): they stay "
                "apart unless --merge-threads is given"
            )


FORMAT = Format(
    "disqus", "Disqus XML export", sniff, read, signs="root element <disqus>, ids in attributes named dsq:id"
)
