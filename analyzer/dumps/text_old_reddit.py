"""Text copied from old.reddit.com: `[–]NAME 12 points 1 day ago (73 children)`.

The number in brackets counts all descendants, so comments in page order and their numbers give the tree exactly, even
where bodies are missing; what stubs (`load more comments (3 replies)`) hide is taken off. Copies without the numbers
tell only top-level comments from replies.

Worked example: `a (2 children)`, `b (1 child)`, `c (0 children)`, `d (0 children)`: b and c are below a, c is below b,
d is at top level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.source import Source
from analyzer.dumps.text_lines import Line, one_spaced
from analyzer.dumps.text_posts import Post, Site, read_site, sniff_site

_SCORE = r"(?:-?\d[\d,.]*k?\s+points?|\[score hidden\]|score hidden|comment score below threshold)"
_HEAD = re.compile(
    rf"^\[[–—−+-]\]\s?(?P<name>\[deleted\]|[\w-]+)?\s*(?:\[[A-Z,]+\]|🎙️?|(?:Moderator|Admin|OP)\b)*\s*"
    rf"(?:.{{0,80}}?\s)??(?:{_SCORE})+.*$",
    re.I,
)
_GONE = re.compile(r"^\[[–—−+-]\]\s?(?P<name>\[deleted\]|[\w-]+)?\s+\d+ \w+ ago", re.I)
_CHILDREN = re.compile(r"\((\d[\d,]*) child(?:ren)?\)")
_WORDS = (
    "permalink|embed|save|unsave|parent|report|give gold|give award|reply|context|full comments|hide child comments"
    "|source|crosspost|share|edit|disable inbox replies|delete|spam|remove|approve|loading"
)
_ACTIONS = re.compile(rf"^(?:(?:{_WORDS})(?: ?\.+)?(?: ?\(\d+\))? ?){{2,}}$", re.I)
_ONLY_LINK = "permalink"
#: Longer lines are no row of buttons and no head.
_MAX_ACTIONS = 200
_MAX_HEAD = 400
_STUB = re.compile(r"^load more comments\s*\((\d+) repl(?:y|ies)\)|^(continue this thread)", re.I)


@dataclass
class _Open:
    """A post whose descendants are not all seen."""

    place: int
    missing: int


def _head(lines: Sequence[Line], at: int) -> Post | None:
    text = one_spaced(lines[at].text)
    if not text.startswith("[") or len(text) > _MAX_HEAD:
        return None
    match = _HEAD.match(text) or _GONE.match(text)
    if match is None:
        return None
    name = match["name"]
    children = _CHILDREN.search(text)
    facts: dict[str, int | bool] = {} if children is None else {"children": int(children[1].replace(",", ""))}
    return Post(name, facts=facts)


def _tail(text: str, post: Post) -> bool:
    """Take a row of buttons; only a reply has a button that leads to its parent."""
    row = one_spaced(text).lower()
    if row == _ONLY_LINK:
        return True
    if len(row) > _MAX_ACTIONS or not _ACTIONS.match(row):
        return False
    post.facts["is_reply"] = "parent" in row
    return True


def _parents(posts: Sequence[Post]) -> list[int | None] | None:
    """Return parents by the numbers of descendants; None unless at least nine of ten heads have one.

    The numbers count what `load more comments (3 replies)` hides too: it is taken off every open comment.
    """
    if not posts or 10 * sum("children" in post.facts for post in posts) < 9 * len(posts):
        return None
    parents: list[int | None] = []
    stack: list[_Open] = []
    for place, post in enumerate(posts):
        while stack and (stack[-1].missing <= 0 or not post.facts.get("is_reply", True)):
            stack.pop()
        parents.append(stack[-1].place if stack else None)
        _take_off(stack, 1)
        stack.append(_Open(place, int(post.facts.get("children", 0))))
        for stub in post.stubs:
            _take_off(stack, _hidden(stub, stack[-1].missing))
    return parents


def _take_off(stack: Sequence[_Open], number: int) -> None:
    for open_post in stack:
        open_post.missing -= number


def _hidden(stub: str, under_last: int) -> int:
    """Return how many descendants a stub stands for: all that the last post still lacks where the thread goes on."""
    match = _STUB.match(stub)
    return int(match[1]) if match and match[1] else max(0, under_last)


def _stubs(text: str) -> int | None:
    match = _STUB.match(text)
    return int(match[1] or 1) if match else None


SITE = Site("old Reddit", _head, _tail, _parents, _stubs)


def sniff(head: Head) -> Detection | None:
    """Recognise lines such as `[–]NAME 12 points 1 day ago`."""
    return sniff_site(head, SITE)


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments of a copied page."""
    yield from read_site(source, reading, SITE)


FORMAT = Format(
    "text-old-reddit",
    "Text copied from old.reddit.com",
    sniff,
    read,
    signs="lines such as '[–]NAME 12 points 1 day ago (3 children)'",
    is_text=True,
)
