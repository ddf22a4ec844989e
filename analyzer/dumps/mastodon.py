"""Mastodon: the context of a post (what it answers, what answers it), and posts by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from analyzer.dumps.ancestry import Ancestry
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.json_input import Object, dig, members_of, values
from analyzer.dumps.posts import Post, body_text, write_posts
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_id, as_label, as_switch


def sniff(head: Head) -> Detection | None:
    """Recognise a context by `ancestors` and `descendants`, posts by `in_reply_to_id` and `account`."""
    for record in head.objects[:1]:
        if isinstance(record.get("ancestors"), list) and isinstance(record.get("descendants"), list):
            return Detection(0.95, "a Mastodon context: ancestors and descendants")
        if _is_status(record):
            return Detection(0.95, "Mastodon posts: in_reply_to_id, content and account")
    return None


def _is_status(record: Object) -> bool:
    return "in_reply_to_id" in record and "content" in record and isinstance(record.get("account"), Mapping)


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the posts; the one a context is about is not in it and gets a placeholder.

    Raises:
        DumpError: The input is no JSON.
    """
    yield from write_posts(_posts(source, reading), reading, source.stem)


def _posts(source: Source, reading: Reading) -> Iterator[Post]:
    loose: list[Object] = []
    for place, value in values(source, reading, ("descendants",)):
        if "ancestors" not in value and "descendants" not in value:
            loose.append(value)
            continue
        above = list(members_of(value.get("ancestors"), reading, f"{place}, ancestors"))
        below = list(members_of(value.get("descendants"), reading, f"{place}, descendants"))
        yield from _context(above, below, source.stem, reading)
    said = list(_said(loose, reading))
    ancestry = Ancestry(_answers(said))
    for status in said:
        own = as_id(status.get("id"))
        yield _status(status, ancestry.top(own) if own else source.stem, reading)


def _said(statuses: Sequence[Object], reading: Reading) -> Iterator[Object]:
    """Yield the posts; a boost has somebody else's words, for it stands the post that was boosted, once."""
    known = {as_id(status.get("id")) for status in statuses if not isinstance(status.get("reblog"), Mapping)}
    for status in statuses:
        boosted = status.get("reblog")
        if isinstance(boosted, Mapping):
            reading.report.repair("boosts")
            own, status = as_id(boosted.get("id")), boosted
            if own in known:
                continue
            known.add(own)
        yield status


def _answers(statuses: Sequence[Object]) -> dict[str, str]:
    pairs = ((as_id(s.get("id")), as_id(s.get("in_reply_to_id"))) for s in statuses)
    return {own: answered for own, answered in pairs if own is not None and answered is not None}


def _context(above: list[Object], below: list[Object], stem: str, reading: Reading) -> Iterator[Post]:
    """Yield ancestors, the post the context is about, and descendants, all of one thread."""
    if not above and not below:
        reading.report.note("the context is empty: the post it is about stands by itself, and is not in the file")
        return
    known = {as_id(status.get("id")) for status in (*above, *below)}
    answered = (as_id(status.get("in_reply_to_id")) for status in below)
    focus = next((identifier for identifier in answered if identifier is not None and identifier not in known), None)
    thread_id = (as_id(above[0].get("id")) if above else focus) or stem
    for status in above:
        yield _status(status, thread_id, reading)
    if focus is not None:
        reading.report.repair("placeholders")
        parent = above[-1].get("id") if above else None
        yield Post(thread_id, focus, parent, author_kind="anonymous", state="missing")
    for status in below:
        yield _status(status, thread_id, reading)


def _status(status: Object, thread_id: str, reading: Reading) -> Post:
    if as_id(status.get("id")) == thread_id:
        info = reading.threads.setdefault(thread_id, ThreadInfo())
        info.url = as_label(status.get("url")) or as_label(status.get("uri"))
    warning, content = as_label(status.get("spoiler_text")), body_text(status.get("content"), html=True)
    return Post(
        thread_id=thread_id,
        comment_id=status.get("id"),
        parent_id=status.get("in_reply_to_id"),
        author=dig(status, "account", "acct") or dig(status, "account", "username"),
        author_id=dig(status, "account", "id"),
        author_kind="bot" if as_switch(dig(status, "account", "bot")) else None,
        created_at=status.get("created_at"),
        version_at=status.get("edited_at"),
        text=f"{warning}\n\n{content}" if warning else content,
    )


FORMAT = Format(
    "mastodon",
    "Mastodon contexts and posts",
    sniff,
    read,
    signs="ancestors and descendants; or in_reply_to_id, content and account",
)
