"""Pages whose markup names its comments: schema.org microdata (`itemprop="comment"`) and `data-comment-id`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pyarrow as pa
from selectolax.lexbor import LexborNode

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.html_comments import Owners, PageComment, body_text, name_of, read_page, taken_out, time_of
from analyzer.dumps.html_tree import Page
from analyzer.dumps.source import Source

_TYPED = (
    "[itemtype*='schema.org/Comment'], [itemtype*='schema.org/UserComments'], [itemtype*='schema.org/Answer'],"
    " [itemprop~='comment'][itemscope]"
)
_NUMBERED = "[data-comment-id]"
_IDS = ("data-comment-id", "data-commentid", "data-id", "itemid", "id")
_PARENTS = ("data-parent-id", "data-parent-comment-id", "data-parent", "data-reply-to", "data-in-reply-to")
_LEVELS = ("aria-level", "data-depth", "data-level", "data-nesting-level")
_NO_PARENT = frozenset(("", "0", "-1", "null", "none", "root", "undefined", "false"))
_AUTHOR = (
    "[itemprop~='author'] [itemprop~='name']",
    "[itemprop~='creator'] [itemprop~='name']",
    "[itemprop~='author'], [itemprop~='creator']",
    "[data-author], [data-username]",
    "[class*='author-name'], [class*='authorName'], [class*='user-name'], [class*='username'], [class*='userName']",
    "[class*='author'], [rel='author'], [class*='user']",
)
_TEXT = (
    "[itemprop~='text'], [itemprop~='commentText'], [itemprop~='description']",
    "[class*='comment-text'], [class*='comment-content'], [class*='comment-body'], [class*='commentText']",
    "[class*='comment__text'], [class*='comment__body'], [class*='comment__content'], [class*='message']",
    "[class*='content'], [class*='body'], [class*='text']",
    "p",
)
_TIME = (
    "[itemprop~='dateCreated'], [itemprop~='datePublished'], [itemprop~='commentTime']",
    "time[datetime], [datetime]",
    "time, [class*='date'], [class*='time']",
)
_NOISE = "form, button, [class*='reply-link'], [class*='actions'], [class*='toolbar'], [itemprop~='author'], time"
_SNIFF_TYPED = re.compile(
    r"itemtype\s*=\s*[\"'][^\"'<>]{0,200}schema\.org/(?:Comment|UserComments|Answer)\b"
    r"|itemprop\s*=\s*[\"'][^\"'<>]{0,200}\bcomment\b[^\"'<>]{0,200}[\"']"
)
_SNIFF_NUMBERED = re.compile(r"<(?!a\b|button\b|input\b|form\b)\w+[^<>]{0,500}\bdata-comment-id\s*=")


def sniff_typed(head: Head) -> Detection | None:
    """Recognise comments marked up with schema.org's vocabulary."""
    count = len(_SNIFF_TYPED.findall(head.markup)) if head.markup else 0
    return Detection(0.8, f"an HTML page with {count} comments in schema.org markup") if count else None


def sniff_numbered(head: Head) -> Detection | None:
    """Recognise elements that carry a `data-comment-id`."""
    count = len(_SNIFF_NUMBERED.findall(head.markup)) if head.markup else 0
    return Detection(0.7, f"an HTML page with {count} elements that have a data-comment-id") if count else None


def read_typed(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield comments in schema.org markup; replies stand inside what they answer."""
    yield from read_page(source, reading, lambda page, _: _comments(page, page.tree.css(_TYPED)))


def read_numbered(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield comments with a `data-comment-id`; parents by attribute, else by level, else by nesting."""
    yield from read_page(source, reading, lambda page, _: _comments(page, page.tree.css(_NUMBERED)))


def _comments(page: Page, found: Sequence[LexborNode]) -> list[PageComment]:
    nodes = [node for node in found if node.tag not in ("a", "button", "input", "form", "meta")]
    owners = Owners(_outermost(nodes))
    ids = [_attribute(node, _IDS) or f"place-{place + 1}" for place, node in enumerate(owners.nodes)]
    levels = [_level(node) for node in owners.nodes]
    by_level = _by_level(levels) if len(set(levels)) > 1 else None
    said = [_attribute(node, _PARENTS) for node in owners.nodes]
    answered = [_answered(owners, place, said[place], ids, by_level) for place in range(len(owners.nodes))]

    def make(place: int) -> PageComment:
        how = "explicit" if said[place] is not None else "indent"
        return _comment(owners, place, ids[place], answered[place], how)

    return taken_out(owners, make)


def _answered(
    owners: Owners, place: int, said: str | None, ids: Sequence[str], by_level: Sequence[int | None] | None
) -> str | None:
    """Return the id of a comment's parent: as it says, else the one around it, else the one a level above."""
    if said is not None:
        return said if said.casefold() not in _NO_PARENT else None
    around = owners.around(owners.nodes[place])
    if around is None and by_level is not None:
        around = by_level[place]
    return None if around is None else ids[around]


def _outermost(nodes: Sequence[LexborNode]) -> list[LexborNode]:
    """Leave out elements that repeat the id of the comment they stand in, as buttons and bodies do."""
    seen: set[str] = set()
    kept: list[LexborNode] = []
    for node in nodes:
        number = _attribute(node, _IDS[:2])
        if number is not None and number in seen:
            continue
        if number is not None:
            seen.add(number)
        kept.append(node)
    return kept


def _by_level(levels: Sequence[int | None]) -> list[int | None]:
    parents: list[int | None] = []
    stack: list[tuple[int, int]] = []
    for place, level in enumerate(levels):
        while stack and stack[-1][0] >= (level or 0):
            stack.pop()
        parents.append(stack[-1][1] if stack else None)
        stack.append((level or 0, place))
    return parents


def _comment(owners: Owners, place: int, comment_id: str, parent: str | None, how: str) -> PageComment:
    author = owners.own(place, _AUTHOR)
    name = author.attributes.get("content") or author.attributes.get("data-author") if author is not None else None
    micros = next((found for selector in _TIME if (found := time_of(owners.own(place, (selector,)))) is not None), None)
    return PageComment(
        comment_id,
        parent,
        how,
        name or name_of(author),
        None,
        body_text(owners.own(place, _TEXT), _NOISE),
        micros,
    )


def _level(node: LexborNode) -> int | None:
    value = _attribute(node, _LEVELS)
    return int(value) if value is not None and value.isdecimal() and len(value) < 5 else None


def _attribute(node: LexborNode, names: Sequence[str]) -> str | None:
    return next((value.strip() for name in names if (value := node.attributes.get(name)) is not None), None)


TYPED = Format(
    "schema-html",
    "Saved page with comments in schema.org markup",
    sniff_typed,
    read_typed,
    signs='itemprop="comment" or itemtype schema.org/Comment, UserComments, Answer',
)
NUMBERED = Format(
    "numbered-html",
    "Saved page whose comments carry data-comment-id",
    sniff_numbered,
    read_numbered,
    signs="elements with data-comment-id; parents in data-parent-id, aria-level, or by nesting",
)
