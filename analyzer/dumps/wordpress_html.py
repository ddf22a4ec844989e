"""Saved WordPress pages of any classic theme: `depth-N` classes and document order tell who answers whom."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa
from selectolax.lexbor import LexborNode

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.html_comments import Owners, PageComment, body_text, name_of, read_page, taken_out, time_of
from analyzer.dumps.html_tree import Page, classes, words
from analyzer.dumps.source import Source

_KINDS = frozenset(("comment", "pingback", "trackback"))
_DEPTH = re.compile(r"depth-(\d{1,3})")
_ID = re.compile(r"(?:li-|div-|single-)?comment-(\d+)")
_REPLY_LINK = re.compile(r"replytocom=(\d+)|#(?:div-)?comment-(\d+)")
_CLASSED = re.compile(
    r"class\s*=\s*[\"'](?=[^\"'<>]{0,500}\b(?:comment|pingback|trackback)\b)[^\"'<>]{0,500}\bdepth-\d+\b"
)
_LISTED = re.compile(r"<(?:li|article|div)\b[^<>]{0,500}\bid\s*=\s*[\"']?(?:li-)?comment-\d+", re.I)
_AUTHOR = (
    ".fn",
    "[itemprop='author']",
    ".comment-author cite, .comment-author b, .comment-author strong, .comment-author a.url",
    ".comment-author-name, .comment__author, .comment-author-link, .author-name, .commentauthor",
    ".comment-author",
)
_TIME = (
    "time[datetime]",
    ".comment-date, .comment-time, .comment-metadata, .commentmetadata, .comment-meta, .comment__date",
    ".comment-author",
)
_TEXT = (
    ".comment-text, .commenttext, .comment_text, .contenttext, [itemprop='text'], [itemprop='commentText']",
    ".comment-content, .comment__content, .comment-entry, .comment-message",
    ".comment-body, .comment-inner, .comment-wrap, .comment-container",
)
_NOISE = (
    ".comment-author, .comment-meta, .commentmetadata, .comment-metadata, .comment-date, .comment-time, .vcard, .fn,"
    " .says, .reply, .comment-reply, .comment-reply-link, .comment-edit-link, .comment-actions, .comment-likes,"
    " .comment-footer, .comment-awaiting-moderation, .children, .avatar, time, form, button, .sharedaddy,"
    " .jp-relatedposts, .comment-permalink, ul.comment-meta, .comment-number, .icon-reply"
)
_REPLY_WORDS = re.compile(
    r"\n(?:\W{0,3}(?:reply|antworten?|répondre|responder|rispondi|beantwoorden|ответить|odpowiedz|svara?|yanıtla)"
    r"\W{0,3})$",
    re.I,
)
_PINGBACK = re.compile(r"^(?:pingback|trackback|ping|rückverweis|rétrolien)\s*:?\s*", re.I)


def sniff(head: Head) -> Detection | None:
    """Recognise the classes or the ids WordPress gives its comments."""
    if not head.markup:
        return None
    classed = len(_CLASSED.findall(head.markup))
    if classed:
        return Detection(0.9, f"an HTML page with {classed} WordPress comments (classes comment and depth-N)")
    listed = len(_LISTED.findall(head.markup))
    return Detection(0.75, f"an HTML page with {listed} elements named comment-N") if listed else None


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments of a page; where no class tells the depth, replies stand inside what they answer."""
    yield from read_page(source, reading, _comments)


def _comments(page: Page, reading: Reading) -> list[PageComment]:
    owners = Owners(_nodes(page))
    depths = [_depth(node) for node in owners.nodes]
    ids = [_id_of(owners, place) for place in range(len(owners.nodes))]
    parents = _by_depth(depths) if any(depth is not None for depth in depths) else _by_nesting(owners)
    answered = [None if parent is None else ids[parent] for parent in parents]
    comments = taken_out(owners, lambda place: _comment(owners, place, ids[place], answered[place]))
    for node in page.tree.css("#comments, .comments-area, .commentlist, .comment-list, #respond"):
        if node.parent is not None:
            node.decompose()
    return comments


def _nodes(page: Page) -> list[LexborNode]:
    """Return the comments' elements; themes without classes give `comment-N` ids to list items."""
    classed = [
        node for node in page.tree.css("[class*='depth-']") if _KINDS & set(classes(node)) and _depth(node) is not None
    ]
    if classed:
        return classed
    named = [node for node in page.tree.css("[id^='comment-'], [id^='li-comment-']") if _named(node)]
    seen: set[str] = set()
    outer = []
    for node in named:
        number = _named(node) or ""
        if number not in seen:
            seen.add(number)
            outer.append(node)
    return outer


def _named(node: LexborNode) -> str | None:
    match = _ID.fullmatch(node.attributes.get("id") or "")
    return match[1] if match else None


def _depth(node: LexborNode) -> int | None:
    return next((int(match[1]) for name in classes(node) if (match := _DEPTH.fullmatch(name))), None)


def _by_depth(depths: list[int | None]) -> list[int | None]:
    """Return each comment's parent: the latest before it that is less deep.

    Example:
        >>> _by_depth([1, 2, 2, 3, 1])
        [None, 0, 0, 2, None]
    """
    parents: list[int | None] = []
    stack: list[tuple[int, int]] = []
    for place, depth in enumerate(depths):
        level = 1 if depth is None else depth
        while stack and stack[-1][0] >= level:
            stack.pop()
        parents.append(stack[-1][1] if stack else None)
        stack.append((level, place))
    return parents


def _by_nesting(owners: Owners) -> list[int | None]:
    return [owners.around(node) for node in owners.nodes]


def _id_of(owners: Owners, place: int) -> str:
    """Return a comment's number by its own id, by one inside it, or by its reply link; else by its place."""
    node = owners.nodes[place]
    own = _named(node)
    if own is not None:
        return own
    for inner in owners.all_own(place, "[id*='comment-']"):
        if (found := _named(inner)) is not None:
            return found
    link = owners.own(place, (".comment-reply-link", "a[href*='#comment-']"))
    if link is not None:
        commented = link.attributes.get("data-commentid")
        match = _REPLY_LINK.search(link.attributes.get("href") or "")
        if commented or match:
            return commented or (match[1] or match[2] if match else "")
    return f"place-{place + 1}"


def _comment(owners: Owners, place: int, comment_id: str, parent_id: str | None) -> PageComment:
    node = owners.nodes[place]
    service = bool({"pingback", "trackback"} & set(classes(node)))
    micros = next((found for selector in _TIME if (found := time_of(owners.own(place, (selector,)))) is not None), None)
    author = _pingback_author(owners, place) if service else _author(owners, place)
    body = owners.own(place, _TEXT) or node
    text = _REPLY_WORDS.sub("", "\n" + body_text(body, _NOISE)).strip()
    return PageComment(
        comment_id,
        parent_id,
        "indent",
        author,
        next((name[15:] for name in classes(node) if name.startswith("comment-author-")), None),
        _PINGBACK.sub("", text) if service else text,
        micros,
        service=service,
    )


def _pingback_author(owners: Owners, place: int) -> str | None:
    return name_of(owners.own(place, (".fn", "a")))


def _author(owners: Owners, place: int) -> str | None:
    found = owners.own(place, _AUTHOR)
    if found is None:
        return None
    for inner in found.css("time, .says, small, .comment-meta, .comment-date, img, span:has(time)"):
        if inner.mem_id != found.mem_id and inner.parent is not None and words(inner) != words(found):
            inner.decompose()
    return name_of(found)


FORMAT = Format(
    "wordpress-html",
    "Saved WordPress page, any classic theme",
    sniff,
    read,
    signs="classes comment (or pingback) with depth-N, else elements named comment-N",
)
