"""Commento's export: comments and commenters in one object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.json_input import Object, members_of, values
from analyzer.dumps.posts import Post, write_posts
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_id, as_label, as_switch

_ROOT = "root"
_ANONYMOUS = "anonymous"


def sniff(head: Head) -> Detection | None:
    """Recognise comments by `commentHex` and `parentHex`."""
    for record in head.objects[:1]:
        listed = record.get("comments")
        first = listed[0] if isinstance(listed, list) and listed else record
        if isinstance(first, Mapping) and {"commentHex", "parentHex"} <= first.keys():
            return Detection(0.95, "Commento: comments with commentHex and parentHex")
        if isinstance(listed, list) and isinstance(record.get("commenters"), list):
            return Detection(0.9, "Commento: comments and commenters")
    return None


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments with their commenters' names; e-mail addresses are not read.

    Raises:
        DumpError: The input is no JSON.
    """
    yield from write_posts(_posts(source, reading), reading, source.stem)


def _posts(source: Source, reading: Reading) -> Iterator[Post]:
    for place, value in values(source, reading):
        listed = value.get("comments", [value])
        names = {
            as_id(person.get("commenterHex")): person.get("name")
            for person in members_of(value.get("commenters"), reading, f"{place}, commenters")
        }
        for comment in members_of(listed, reading, f"{place}, comments"):
            yield _comment(comment, names, source.stem, reading)


def _comment(comment: Object, names: Mapping[str | None, object], stem: str, reading: Reading) -> Post:
    url = f"{as_label(comment.get('domain')) or ''}{as_label(comment.get('url')) or ''}"
    thread_id = url or stem
    reading.threads.setdefault(thread_id, ThreadInfo()).url = f"https://{url}" if url else None
    writer, parent = as_id(comment.get("commenterHex")), as_id(comment.get("parentHex"))
    known = writer is not None and writer != _ANONYMOUS
    text = comment.get("markdown")
    return Post(
        thread_id=thread_id,
        comment_id=comment.get("commentHex"),
        parent_id=None if parent == _ROOT else parent,
        author=names.get(writer) if known else None,
        author_id=writer if known else None,
        author_kind="user" if known else "anonymous",
        created_at=comment.get("creationDate"),
        text=text or comment.get("html"),
        html=not text,
        state="deleted" if as_switch(comment.get("deleted")) else None,
    )


FORMAT = Format("commento", "Commento's JSON export", sniff, read, signs="commentHex and parentHex")
