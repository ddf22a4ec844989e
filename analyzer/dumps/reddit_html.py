"""Saved pages of Reddit: old.reddit.com (`div.thing.comment`) and www.reddit.com (`shreddit-comment`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa
from selectolax.lexbor import LexborHTMLParser, LexborNode

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.html_comments import Owners, PageComment, batches_of, body_text, taken_out, time_of
from analyzer.dumps.html_tree import page_text, parse, words
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.reddit_values import fullname
from analyzer.dumps.source import Source
from analyzer.dumps.text_comment import note_count
from analyzer.dumps.times import TimeReader
from analyzer.dumps.values import as_count

_SITE = "https://www.reddit.com"
_OLD = re.compile(r"<div\b[^<>]*\bdata-fullname=[\"']?t1_", re.I)
_NEW = re.compile(r"<shreddit-comment[\s>]", re.I)
_NUMBER = re.compile(r"\d[\d,.]*")
_TIMES = TimeReader()


@dataclass(frozen=True)
class Look:
    """One of Reddit's two looks: where a page of it keeps what; attributes are those of the elements selected.

    Attributes:
        comments: Selects comments.
        own_id: Attribute with a comment's id.
        parent: Attribute with the id of what it answers; None where nesting alone tells.
        author: Attribute with the name.
        body: Selects a comment's text.
        time: Selects what holds a comment's time.
        post: Selects the submission.
        post_id: Its attribute with the id.
        title: Finds its title.
        count: Its attribute with the number of comments.
        link: Its attribute with the address.
        selftext: Selects its text, below the submission.
        more: Selects “load more comments”.
        further: Selects “continue this thread”.
    """

    comments: str
    own_id: str
    parent: str | None
    author: str
    body: str
    time: str
    post: str
    post_id: str
    title: Callable[[LexborNode], str | None]
    count: str
    link: str
    selftext: str
    more: str
    further: str


_OLD_LOOK = Look(
    comments="div.comment[data-fullname^='t1_']",
    own_id="data-fullname",
    parent=None,
    author="data-author",
    body=".usertext-body",
    time="time",
    post="div.link[data-fullname^='t3_']",
    post_id="data-fullname",
    title=lambda post: words(post.css_first("a.title")) or None,
    count="data-comments-count",
    link="data-permalink",
    selftext=".usertext-body",
    more=".morechildren",
    further=".deepthread",
)
_NEW_LOOK = Look(
    comments="shreddit-comment[thingid^='t1_']",
    own_id="thingid",
    parent="parentid",
    author="author",
    body="[slot='comment']",
    time="time, faceplate-timeago",
    post="shreddit-post",
    post_id="id",
    title=lambda post: post.attributes.get("post-title"),
    count="comment-count",
    link="permalink",
    selftext="[slot='text-body']",
    more="faceplate-partial[src*='more-comments']",
    further="a[slot='more-comments-permalink']",
)


def sniff(head: Head) -> Detection | None:
    """Recognise the elements either look has for comments."""
    if not head.markup:
        return None
    old, new = len(_OLD.findall(head.markup)), len(_NEW.findall(head.markup))
    what = f"{new} <shreddit-comment> elements" if new >= old else f"{old} things t1_… as old.reddit.com has them"
    return Detection(0.96, f"a saved page of Reddit with {what}") if old or new else None


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments a saved page holds; what “load more” would have loaded is counted."""
    page = parse(page_text(source))
    reading.report.repair("flattened_tags", page.flattened)
    look = _NEW_LOOK if page.tree.css_first(_NEW_LOOK.comments) is not None else _OLD_LOOK
    post = page.tree.css_first(look.post)
    thread_id = (fullname(post.attributes.get(look.post_id), "t3") if post is not None else None) or source.stem
    info = reading.threads.setdefault(thread_id, ThreadInfo())
    info.chronological = False
    _note_missing(page.tree, look, info, reading)
    owners = Owners(page.tree.css(look.comments))
    around = [owners.around(node) for node in owners.nodes]
    comments = taken_out(owners, lambda place: _comment(owners, place, around[place], look, reading))
    if post is not None:
        _tell(post, look, info)
    info.title = info.title or words(page.tree.css_first("title")) or None
    note_count(info.declared, len(comments), reading)
    yield from batches_of(comments, thread_id, reading)


def _tell(post: LexborNode, look: Look, info: ThreadInfo) -> None:
    """Note what the submission says of itself, as far as nothing has said it before."""
    info.title = info.title or look.title(post)
    info.declared = as_count(post.attributes.get(look.count)) if info.declared is None else info.declared
    link = post.attributes.get(look.link) or ""
    info.url = info.url or (f"{_SITE}{link}" if link.startswith("/") else link or None)
    info.article = info.article or body_text(post.css_first(look.selftext)) or None


def _note_missing(tree: LexborHTMLParser, look: Look, info: ThreadInfo, reading: Reading) -> None:
    """Count the marks of comments that the page did not load."""
    more, further = tree.css(look.more), tree.css(look.further)
    reading.report.repair("more_stubs", len(more))
    reading.report.repair("continue_thread_stubs", len(further))
    info.stubs += sum(_count_in(words(node)) for node in more) + len(further)


def _count_in(text: str) -> int:
    found = _NUMBER.search(text)
    return int(re.sub(r"\D", "", found[0])) if found else 1


def _comment(owners: Owners, place: int, around: int | None, look: Look, reading: Reading) -> PageComment:
    node = owners.nodes[place]
    attributes = node.attributes
    outer = None if around is None else owners.nodes[around].attributes.get(look.own_id)
    named = fullname(attributes.get(look.parent), "t1") if look.parent is not None else None
    if named is not None and outer is not None and named != outer:
        reading.report.repair("parent_conflicts")
    parent = named if named is not None else fullname(outer, "t1")
    return PageComment(
        fullname(attributes.get(look.own_id), "t1"),
        None if parent is None or parent.startswith("t3_") else parent,
        "explicit",
        attributes.get(look.author) or "[deleted]",
        fullname(attributes.get("data-author-fullname"), "t2"),
        body_text(owners.own(place, (look.body,))),
        _time(owners.own(place, (look.time,))),
    )


def _time(node: LexborNode | None) -> int | None:
    stamp = None if node is None else node.attributes.get("ts")
    return _TIMES.read(stamp) if stamp else time_of(node)


FORMAT = Format(
    "reddit-html",
    "Saved page of Reddit, its old look or its new one",
    sniff,
    read,
    signs="div elements with data-fullname t1_… (old.reddit.com), or <shreddit-comment> elements",
)
