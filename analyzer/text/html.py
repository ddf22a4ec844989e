"""HTML comment bodies as plain text."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_DROPPED = frozenset({"script", "style", "noscript", "template", "svg", "select", "iframe", "object", "head", "title"})
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "figure", "figcaption", "footer"}
    | {"form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section"}
    | {"summary", "table", "tbody", "thead", "tr", "ul"}
)
_BLANK_LINES = re.compile(r"\n{3,}")
_SPACE = re.compile(r"[ \t\n\r\f]+")
# What browsers open again in each new block ("active formatting elements"): it says nothing in plain text.
_FORMATTING_TAG = re.compile(r"</?(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b[^<>]*>", re.IGNORECASE)
_CHEAP = "span|sub|sup|del|br|img|hr|wbr|input"  # void, or free of scope rules
_NESTING_TAG = re.compile(rf"<(/?)(?!(?:{_CHEAP})\b)[a-z][^<>]*>", re.IGNORECASE)
_COMMON_TAG = re.compile(
    r"</?(?:p|br|div|span|a|i|b|u|s|em|strong|blockquote|ul|ol|li|pre|code|img|h[1-6]|font|cite|del|sub|sup|table|small)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)

#: Tags nested deeper than this are flattened: HTML's scope rules make deep nests quadratic to parse.
MAX_DEPTH = 256


def looks_like_html(text: str) -> bool:
    """Tell whether `text` holds HTML tags that comments are written with; entities alone do not count."""
    return "<" in text and _COMMON_TAG.search(text) is not None


def to_plain(html: str, *, keep_newlines: bool = False) -> str:
    r"""Return the text of an HTML fragment: entities decoded once, block tags as line breaks, quotes as "> " lines.

    `to_plain("<blockquote>You&#39;re wrong</blockquote><p>No.<br>Sorry.")` is `"> You're wrong\nNo.\nSorry."`.
    An image leaves its alternative text where that is an emoji or a `:code:`, else `[image]`.

    Args:
        html: The fragment; broken markup is mended as browsers do.
        keep_newlines: Line breaks in the source are line breaks of the comment (WordPress exports).
    """
    source = html.encode("utf-8", "replace").decode()  # a lone surrogate is no character
    if "<" not in html and "&" not in html and not ("\n" in html and not keep_newlines):
        return source.strip()
    body = LexborHTMLParser(
        f"<body>{_flatten_deep(source)}"
    ).body  # an open body: a stray <frameset> or <title> takes nothing
    page = _Page(keep_newlines)
    if body is not None:
        _walk(body, page)
    return page.text()


def _flatten_deep(html: str) -> str:
    """Turn tags nested deeper than `MAX_DEPTH` into rules and drop formatting: a hostile nest parses in linear time."""
    if html.count("<") <= MAX_DEPTH:
        return html
    depth = 0

    def flatten(match: re.Match[str]) -> str:
        nonlocal depth
        closing = bool(match.group(1))
        too_deep = depth > MAX_DEPTH if closing else depth >= MAX_DEPTH
        depth = max(0, depth - 1) if closing else depth + 1
        return "<hr>" if too_deep else match.group()

    return _NESTING_TAG.sub(flatten, _FORMATTING_TAG.sub("", html))


def _walk(body: LexborNode, page: _Page) -> None:
    node: LexborNode | None = body.first_child
    while node is not None:
        entered = page.enter(node)
        child = node.first_child if entered else None
        if child is not None:
            node = child
            continue
        page.leave(node)
        while node.next is None:
            parent = node.parent
            if parent is None or parent.mem_id == body.mem_id:
                return
            node = parent
            page.leave(node)
        node = node.next


class _Page:
    """The lines written so far, and how deep in quotes and code the walk stands."""

    def __init__(self, keep_newlines: bool) -> None:
        self.keep_newlines = keep_newlines
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quotes = 0
        self.code = 0

    def enter(self, node: LexborNode) -> bool:
        """Write what a node opens with; False where its children are not to be read."""
        tag = node.tag
        if tag == "-text":
            self._write(node.text_content or "")
        elif tag == "br":
            self._break(keep_empty=True)
        elif tag == "img":
            self.line.append(_image(node))
        elif tag in _BLOCKS:
            self._break()
            self.quotes += _is_quote(node)
            self.code += tag == "pre"
        elif tag in {"td", "th"}:
            self.line.append(" ")
        return tag not in _DROPPED

    def leave(self, node: LexborNode) -> None:
        if node.tag in _BLOCKS:
            self._break()
            self.quotes -= _is_quote(node)
            self.code -= node.tag == "pre"

    def _write(self, text: str) -> None:
        first, *others = text.split("\n") if self.code or self.keep_newlines else [text]
        self._append(first)
        for line in others:
            self._break(keep_empty=True)
            self._append(line)

    def _append(self, text: str) -> None:
        self.line.append(text.replace("\r", "") if self.code else _SPACE.sub(" ", text.replace("\xa0", " ")))

    def _break(self, *, keep_empty: bool = False) -> None:
        joined = "".join(self.line)
        self.line.clear()
        line = joined.rstrip() if self.code else _SPACE.sub(" ", joined).strip()
        if line or keep_empty:
            self.lines.append(("> " * self.quotes + line).rstrip())

    def text(self) -> str:
        self._break()
        return _BLANK_LINES.sub("\n\n", "\n".join(self.lines)).strip("\n")


def _is_quote(node: LexborNode) -> bool:
    """Tell whether a node opens a level of quoting; a blockquote in Discourse's `aside.quote` opens no second one."""
    if node.tag == "blockquote":
        parent = node.parent
        return parent is None or not _is_quote_aside(parent)
    return _is_quote_aside(node)


def _is_quote_aside(node: LexborNode) -> bool:
    return node.tag == "aside" and "quote" in (node.attributes.get("class") or "").split()


def _image(node: LexborNode) -> str:
    alt = (node.attributes.get("alt") or "").strip()
    is_emoji = alt and (not any(char.isalnum() for char in alt) or re.fullmatch(r":[\w+-]+:", alt))
    return alt if is_emoji else "[image]"
