"""An HTML page as a tree: decoded as it says, scripts and hostile nests taken out before the parser sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from analyzer.dumps.source import Source
from analyzer.errors import DumpError

#: Larger pages are no comment pages.
MAX_PAGE_BYTES = 64 * 2**20
#: Elements nested deeper are flattened; a comment takes about eight.
MAX_DEPTH = 500
#: Formatting left open at once past which all formatting goes: browsers open it again in every block.
_MAX_OPEN_FORMATTING = 60

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]+)", re.I)
_ROOT = re.compile(r"<html[\s>]", re.I)
_RAW_OPEN = re.compile(r"<(script|style|svg|template|textarea|noscript)\b[^<>]*>|<!--", re.I)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*?(/?)>")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
_FORMATTING_TAG = re.compile(r"</?(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b[^<>]*>", re.I)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype html|html|head|body|div|article|section|ol|ul|main|p|span|meta|title|h[1-6]|table|a|link)\b",
    re.I | re.S,
)


@dataclass
class Page:
    """A parsed page.

    Attributes:
        html: The markup as read, scripts included.
        tree: The page without scripts, styles, drawings and comments of the markup.
        flattened: Tags that were nested too deep and taken out.
    """

    html: str
    tree: LexborHTMLParser
    flattened: int


def is_html(text: str) -> bool:
    """Tell whether a text begins as an HTML page or a fragment of one does."""
    begins = text[:4096]
    return _HTML.match(begins) is not None or (begins.lstrip()[:2] == "<!" and _ROOT.search(begins) is not None)


def page_text(source: Source) -> str:
    """Return the whole markup, in the encoding the page declares where it is not UTF-8.

    Raises:
        DumpError: The page is larger than `MAX_PAGE_BYTES`.
    """
    with source.open_bytes() as stream:
        data = stream.read(MAX_PAGE_BYTES + 1)
    if len(data) > MAX_PAGE_BYTES:
        raise DumpError(f"the page is larger than {MAX_PAGE_BYTES >> 20} MiB", where=source.where)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        declared = _CHARSET.search(data[:4096])
        name = declared[1].decode("ascii").lower() if declared else "utf-8"
    if name not in ("utf-8", "utf8"):
        try:
            return data.decode("cp1252" if name in ("iso-8859-1", "latin1", "us-ascii") else name, "replace")
        except LookupError:
            pass
    return source.text()


def parse(html: str) -> Page:
    """Parse a page; a hostile nest costs no more than an honest page of the same size."""
    bare, flattened = _flat(without_raw(html))
    return Page(html, LexborHTMLParser(bare.encode("utf-8", "replace").decode()), flattened)


def without_raw(html: str) -> str:
    """Return the markup outside scripts, styles, drawings and comments."""
    return "".join(_outside_raw(html))


def _outside_raw(html: str) -> Iterator[str]:
    at = 0
    unclosed: set[str] = set()
    while (opened := _RAW_OPEN.search(html, at)) is not None:
        yield html[at : opened.start()]
        name = (opened[1] or "").lower()
        closing = f"</{name}" if name else "-->"
        end = -1 if closing in unclosed else _find(html, closing, opened.end())
        if end < 0:
            unclosed.add(closing)
            at = opened.end()
            continue
        at = end + len(closing)
        if name:
            at = html.find(">", at) + 1 or len(html)
    yield html[at:]


def _find(html: str, closing: str, start: int) -> int:
    end = html.find(closing, start)
    return end if end >= 0 or closing == "-->" else html.find(closing.upper(), start)


def _flat(html: str) -> tuple[str, int]:
    """Take out tags nested deeper than `MAX_DEPTH`, and all formatting where too much of it stays open."""
    depth = formatting = most = 0
    taken = 0

    def flatten(match: re.Match[str]) -> str:
        nonlocal depth, formatting, most, taken
        closing, name = bool(match[1]), match[2].lower()
        if name in _VOID or match[3]:
            return match[0]
        if name in _FORMATTING:
            formatting = max(0, formatting - 1) if closing else formatting + 1
            most = max(most, formatting)
        too_deep = depth > MAX_DEPTH if closing else depth >= MAX_DEPTH
        depth = max(0, depth - 1) if closing else depth + 1
        taken += too_deep
        return "" if too_deep else match[0]

    flat = _TAG.sub(flatten, html)
    if most > _MAX_OPEN_FORMATTING:
        flat, count = _FORMATTING_TAG.subn("", flat)
        taken += count
    return flat, taken


def classes(node: LexborNode) -> list[str]:
    """Return an element's class names."""
    return (node.attributes.get("class") or "").split()


def words(node: LexborNode | None) -> str:
    """Return an element's text on one line."""
    return " ".join((node.text(separator=" ") or "").split()) if node is not None else ""


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """Yield what an element stands in, inside out."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent
