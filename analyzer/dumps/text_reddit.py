"""Text copied from Reddit's newer pages and from redlib: a line `u/NAME`, its date on it or below, a score above it.

They keep no depth. Quotes keep only a leading blank, which becomes `> ` again, so that the quoted comment is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.source import Source
from analyzer.dumps.text_boilerplate import is_number
from analyzer.dumps.text_dates import find_date, read_date
from analyzer.dumps.text_lines import Line, one_spaced
from analyzer.dumps.text_posts import Post, Site, read_site, sniff_site

_HEAD = re.compile(
    r"^u/(?P<name>[\w-]{2,24}|\[deleted\])(?:\s+avatar)?(?P<rest>\s*(?:[·•]?\s*(?:OP|MOD|Moderator)\b)?.*)$"
)
_YEAR = re.compile(r"'(\d\d)(?!\d)")
_EDITED = re.compile(r"\s*(?:[·•]\s*)?\bedited\b.*$", re.I)
_TAIL = re.compile(
    r"^(?:upvote|downvote|reply|share|award|give award|report|more replies|[·•]|op|top 1% commenter|sort by:?.*"
    r"|\d+ more repl(?:y|ies)|track me|track me…?)$",
    re.I,
)
_STUB = re.compile(r"^(?:→ )?(\d+)? ?more repl(?:y|ies)$", re.I)


def _head(lines: Sequence[Line], at: int) -> Post | None:
    match = _HEAD.match(one_spaced(lines[at].text))
    if match is None:
        return None
    rest = _EDITED.sub("", _YEAR.sub(r"20\1", match["rest"])).strip(" ·•")
    below = [_EDITED.sub("", one_spaced(line.text)).strip(" ·•") for line in lines[at + 1 : at + 3]]
    when = read_date(rest) or find_date(rest) if rest else next(filter(None, map(read_date, below)), None)
    if when is None:
        return None
    return Post(match["name"], when.micros)


def _tail(text: str, post: Post) -> bool:
    bare = _EDITED.sub("", one_spaced(text)).strip(" ·•")
    return _TAIL.match(text) is not None or not bare or (not post.body and read_date(bare) is not None)


def _stubs(text: str) -> int | None:
    match = _STUB.match(text)
    return int(match[1] or 1) if match else None


def _flat(posts: Sequence[Post]) -> None:
    """Give quotes their sign back and take the next comment's score off each body."""
    for place, post in enumerate(posts):
        if place + 1 < len(posts) and post.body and is_number(post.body[-1].text):
            post.body.pop()
        post.body = [_quoted(line) if line.column == 1 else line for line in post.body]


def _quoted(line: Line) -> Line:
    return Line(line.number, line.column, f"> {line.text}", line.gap)


SITE = Site("Reddit", _head, _tail, _flat, _stubs)


def sniff(head: Head) -> Detection | None:
    """Recognise lines that begin with `u/NAME` and a date."""
    return sniff_site(head, SITE)


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments of a copied page; who answers whom is not in it."""
    yield from read_site(source, reading, SITE)


FORMAT = Format(
    "text-reddit",
    "Text copied from Reddit's newer pages or redlib",
    sniff,
    read,
    signs="lines 'u/NAME' with a date",
    is_text=True,
)
