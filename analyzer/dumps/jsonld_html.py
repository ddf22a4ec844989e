"""Pages that describe their comments in JSON-LD: `Comment`, `DiscussionForumPosting` and answers, nested."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson
import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.html_comments import PageComment, read_page
from analyzer.dumps.html_tree import Page
from analyzer.dumps.source import Source
from analyzer.dumps.times import TimeReader
from analyzer.dumps.values import as_count, as_id, as_label, as_text
from analyzer.text.html import looks_like_html, to_plain

_OPENING = re.compile(r"<script\b[^<>]{0,500}\btype\s*=\s*[\"']?application/ld\+json\b[^<>]{0,500}>", re.I)
_COMMENTS = frozenset(("Comment", "Answer", "UserComments", "CorrectionComment"))
_NESTS = ("comment", "comments", "suggestedAnswer", "acceptedAnswer", "answer")
_TEXTS = ("text", "articleBody", "commentText", "description")
_TIMES = ("dateCreated", "datePublished", "commentTime", "uploadDate")
_COUNTS = ("commentCount", "answerCount")
_COMMENT_TYPE = re.compile(r"\"@type\"\s*:\s*\[?\s*\"(?:Comment|Answer|UserComments)\"")
_FRAGMENT = re.compile(r"#(?:[a-z-]*comment-?)?([\w-]+)$", re.I)

Node = dict[str, Any]
Task = tuple[Any, str | None, bool]


def sniff(head: Head) -> Detection | None:
    """Recognise comments in a page's JSON-LD."""
    if not head.page or "ld+json" not in head.page:
        return None
    count = sum(len(_COMMENT_TYPE.findall(block)) for block in _blocks(head.page))
    return Detection(0.65, f"an HTML page with {count} comments in its JSON-LD") if count else None


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments of a page's JSON-LD; a comment inside another answers it."""
    yield from read_page(source, reading, _comments)


def _blocks(html: str) -> Iterator[str]:
    at = 0
    while (opened := _OPENING.search(html, at)) is not None:
        end = html.find("</script", opened.end())
        if end < 0:
            return
        yield html[opened.end() : end]
        at = end


def _comments(page: Page, reading: Reading) -> list[PageComment]:
    """Walk every object of every block, without recursion, comments in the order they stand in."""
    comments: list[PageComment] = []
    seen: set[str] = set()
    info = next(reversed(reading.threads.values()))
    for number, block in enumerate(_blocks(page.html), 1):
        try:
            value = orjson.loads(block.strip().removeprefix("<![CDATA[").removesuffix("]]>"))
        except orjson.JSONDecodeError as error:
            reading.report.skip(f"JSON-LD block {number}", f"invalid JSON: {error}")
            continue
        stack: list[Task] = [(value, None, False)]
        while stack:
            item, parent, inside = stack.pop()
            if isinstance(item, list):
                stack += [(member, parent, inside) for member in reversed(item)]
                continue
            if not isinstance(item, dict):
                continue
            if inside or _COMMENTS & _types(item):
                comment = _comment(item, parent, len(comments) + 1)
                parent = comment.comment_id
                if parent in seen:
                    continue
                seen.add(str(parent))
                comments.append(comment)
            else:
                info.title = info.title or as_label(item.get("headline"))
                counts = [count for name in _COUNTS if (count := as_count(item.get(name))) is not None]
                info.declared = info.declared if info.declared is not None or not counts else sum(counts)
            nests = [(item[name], parent, True) for name in reversed(_NESTS) if name in item]
            others = [(value, None, False) for name, value in item.items() if _may_hold(name, value)]
            stack += [*reversed(others), *nests]
    return comments


def _may_hold(name: str, value: Any) -> bool:
    return name not in _NESTS and name not in ("author", "parentItem") and isinstance(value, list | dict)


def _types(item: Node) -> frozenset[str]:
    kind = item.get("@type")
    return frozenset(entry for entry in (kind if isinstance(kind, list) else [kind]) if isinstance(entry, str))


def _comment(item: Node, parent: str | None, place: int) -> PageComment:
    text = next((found for name in _TEXTS if (found := as_text(item.get(name)))), "")
    outer = item.get("parentItem")
    said = _id(outer) if isinstance(outer, dict) and _COMMENTS & _types(outer) else None
    author = item.get("author") or item.get("creator")
    first = author[0] if isinstance(author, list) and author else author
    name = first.get("name") if isinstance(first, dict) else first
    time = next((found for name in _TIMES if (found := item.get(name)) is not None), None)
    return PageComment(
        _id(item) or f"place-{place}",
        parent if parent is not None else said,
        "explicit",
        as_label(name),
        None,
        to_plain(text) if looks_like_html(text) or "&" in text else text.strip(),
        TimeReader().read(time) if time is not None else None,
    )


def _id(item: Node) -> str | None:
    for name in ("identifier", "@id", "url"):
        value = item.get(name)
        found = as_id(value.get("value") if isinstance(value, dict) else value)
        if found:
            fragment = _FRAGMENT.search(found)
            return fragment[1] if fragment else found
    return None


FORMAT = Format(
    "jsonld-html",
    "Saved page with comments in JSON-LD",
    sniff,
    read,
    signs='a script of application/ld+json with "@type": "Comment" or "Answer"',
)
