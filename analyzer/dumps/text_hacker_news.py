"""Text copied from Hacker News: `NAME 14 hours ago | root | parent | prev | next [–]`.

No `parent` means top level, `parent` alone a reply to a top-level comment, `root | parent` a deeper one. `prev` and
`next` lead to siblings: a deeper comment without `prev` is the first answer to the comment right before it; one with
`prev` stands beside the innermost open comment that has a `next`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.source import Source
from analyzer.dumps.text_lines import Line, one_spaced
from analyzer.dumps.text_posts import Post, Site, read_site, sniff_site

_AGE = r"(?:\d+ (?:second|minute|hour|day|month|year)s? ago|on \w{3,9} \d{1,2}, \d{4})"
_NAV = r"(?:\| ?(?:root|parent|prev|next|context|favorite) ?)*"
_HEAD = re.compile(
    rf"^(?P<name>[\w-]{{2,15}})? ?{_AGE} ?(?P<nav>{_NAV}(?:\| ?on:.{{0,80}}? ?{_NAV})?"
    r"(?:\[(?:flagged|dead|deleted)\] ?)*)(?:\|? ?\[(?:[–—−+-]|(?P<folded>\d+) more)\])$",
    re.I,
)
_TAIL = re.compile(r"^(?:reply|\[\d+ more\]|parent|add comment|help)$", re.I)
#: A longer line is no head.
_MAX_HEAD = 300


def _head(lines: Sequence[Line], at: int) -> Post | None:
    text = one_spaced(lines[at].text)
    match = _HEAD.match(text) if len(text) <= _MAX_HEAD else None
    if match is None:
        return None
    nav = match["nav"].lower()
    facts: dict[str, int | bool] = {name: name in nav for name in ("root", "parent", "prev", "next")}
    return Post(match["name"], facts=facts)


def _tail(text: str, post: Post) -> bool:
    return _TAIL.match(text) is not None


def _parents(posts: Sequence[Post]) -> list[int | None]:
    parents: list[int | None] = []
    path: list[int] = []  # the comments a reply may stand under, outermost first
    for place, post in enumerate(posts):
        path = path[: _level(path, posts, post)]
        parents.append(path[-1] if path else None)
        path.append(place)
    return parents


def _level(path: Sequence[int], posts: Sequence[Post], post: Post) -> int:
    """Return how many of the open comments a new one stands under."""
    if not post.facts["parent"]:
        return 0
    if not post.facts["root"]:
        return min(1, len(path))
    if not post.facts["prev"]:
        return len(path)
    beside = (level for level in range(len(path) - 1, 1, -1) if posts[path[level]].facts["next"])
    return next(beside, max(2, len(path) - 1) if len(path) > 2 else len(path))


SITE = Site("Hacker News", _head, _tail, _parents, lambda text: None)


def sniff(head: Head) -> Detection | None:
    """Recognise lines such as `NAME 14 hours ago | parent | next [–]`."""
    return sniff_site(head, SITE)


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments of a copied page."""
    yield from read_site(source, reading, SITE)


FORMAT = Format(
    "text-hacker-news",
    "Text copied from Hacker News",
    sniff,
    read,
    signs="lines such as 'NAME 14 hours ago | root | parent | next [–]'",
    is_text=True,
)
