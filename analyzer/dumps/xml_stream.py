"""XML exports as a stream of finished elements: broken ones salvaged, document types and entities refused."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias

from lxml import etree

from analyzer.dumps.source import Source
from analyzer.errors import DumpError

#: An lxml element; lxml ships no types.
Element: TypeAlias = Any

#: Deeper elements are no export of comments.
MAX_DEPTH = 500
#: A declaration, comments and junk before the first element take no more than this.
_MAX_PROLOG = 2**20
_FEED = 2**16

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ILLEGAL_REFERENCE = re.compile(r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]));", re.I)
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")
_UNQUOTED = re.compile(r"(<[\w:]+ (?:[\w:]+=\"[^\"<>]*\" )*[\w:]+=)([\w.-]+)(?=[\s/>])")
_CDATA_EDGE = re.compile(r"<!\[CDATA\[|\]\]>")
_FIRST_ELEMENT = re.compile(r"<[A-Za-z_]")
_DECLARATION = re.compile(r"<\?xml\b[^>]*?\?>")
_DECLARED_ENCODING = re.compile(rb"<\?xml\b[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.I)
_UNICODE = frozenset(("utf-8", "utf8", "utf-16", "utf16", "us-ascii", "ascii"))


def elements(
    source: Source,
    wanted: frozenset[str],
    repair: Callable[[str, int], None],
    part_of: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[tuple[str, Element]]:
    """Yield (local name, element) of every wanted element as it ends, then forget it.

    Children of a wanted element that are wanted themselves come first and are gone from it when it comes. Junk before
    the first element is cut off, characters XML forbids are taken out, HTML's named entities are decoded, attributes
    without quotes get them: all counted with `repair(kind, count)`. What is still broken is read as far as it can be.

    Args:
        source: The input.
        wanted: Local names, whatever their namespace and its version.
        repair: Receives what was mended.
        part_of: Name → parent: such an element is left in that parent and not yielded by itself.

    Raises:
        DumpError: The input declares a document type or entities, nests too deep, or has no element at all.
    """
    parser = etree.XMLPullParser(
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    depth = 0
    for piece in _pieces(source, repair):
        _feed(parser, piece)
        for event, element in parser.read_events():
            depth += 1 if event == "start" else -1
            if depth > MAX_DEPTH:
                raise DumpError(f"elements nest deeper than {MAX_DEPTH}, which no export does", where=source.where)
            if event == "end" and (name := local_name(element)) in wanted:
                parent = element.getparent()
                if parent is not None and name in part_of and local_name(parent) == part_of[name]:
                    continue
                yield name, element
                _forget(element)
    errors = len(parser.error_log)
    if depth > 0:
        repair("xml_cut_short", 1)
    repair("xml_errors_passed", max(0, errors - (depth > 0)))


def local_name(element: Element) -> str:
    """Return an element's name without its namespace."""
    return _local(element.tag)


@lru_cache(maxsize=4096)
def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def child_text(element: Element, name: str) -> str | None:
    """Return the trimmed text of the first child of that local name; None where it is missing or blank."""
    for child in element:
        if local_name(child) == name:
            return "".join(child.itertext()).strip() or None
    return None


def child(element: Element, name: str) -> Element | None:
    """Return the first child of that local name."""
    return next((inner for inner in element if local_name(inner) == name), None)


def attribute(element: Element | None, name: str) -> str | None:
    """Return an attribute by its local name; None where it is missing or blank."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2].rpartition(":")[2] == name:
            return str(value).strip() or None
    return None


def _feed(parser: etree.XMLPullParser, piece: str) -> None:
    try:
        parser.feed(piece.encode("utf-8", "replace"))
    except etree.XMLSyntaxError:
        return  # recovered as far as it goes; the log of errors is counted at the end


def _forget(element: Element) -> None:
    parent = element.getparent()
    element.clear()
    if parent is not None:
        parent.remove(element)


def _pieces(source: Source, repair: Callable[[str, int], None]) -> Iterator[str]:
    """Yield the document from its first `<` on, cleaned, in pieces that end where lines do."""
    cleaner = _Cleaner(repair)
    prolog, begun, kept, size = "", False, list[str](), 0
    for line in _decoded(source):
        if not begun:
            prolog += line
            first = _FIRST_ELEMENT.search(_COMMENT.sub("", prolog))
            if first is None and len(prolog) <= _MAX_PROLOG:
                continue
            line, begun = _checked(prolog, source.where, repair), True
        kept.append(cleaner.clean(line))
        size += len(line)
        if size >= _FEED:
            yield "".join(kept)
            kept, size = [], 0
    if not begun:
        raise DumpError("there is no XML element in it", where=source.where, hint="Check whether the file is complete")
    yield "".join(kept)


def _checked(prolog: str, where: str, repair: Callable[[str, int], None]) -> str:
    """Return the beginning of the document without its declaration and the junk before it."""
    body = _COMMENT.sub("", prolog)
    junk, _, rest = body.partition("<")
    if junk.strip("\ufeff \t\r\n"):
        repair("junk_before_xml", 1)
    rest = _DECLARATION.sub("", f"<{rest}", count=1).lstrip()
    first = _FIRST_ELEMENT.search(rest)
    if _DOCTYPE.search(rest[: first.start() if first else len(rest)]):
        raise DumpError(
            "it declares a document type or entities, which can be made to explode or to read other files",
            where=where,
            hint="Comment exports need none: take the <!DOCTYPE …> out if you trust the file",
        )
    return rest


def _decoded(source: Source) -> Iterator[str]:
    r"""Yield decoded lines with their `\n`; a declared one-byte encoding is honoured."""
    declared = _DECLARED_ENCODING.search(source.head[0][:1024])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    decode = source.decode if name in _UNICODE else _decoder(name) or source.decode
    for _, line in source.lines():
        yield decode(line) + "\n"


def _decoder(name: str) -> Callable[[bytes], str] | None:
    try:
        b"a".decode(name)
    except (LookupError, UnicodeDecodeError, ValueError):
        return None
    return lambda line: line.decode(name, "replace")


class _Cleaner:
    """Cleans one piece after the other, knowing whether it stands inside CDATA."""

    def __init__(self, repair: Callable[[str, int], None]) -> None:
        self._repair = repair
        self._inside = False

    def clean(self, text: str) -> str:
        text, count = _ILLEGAL.subn("", text)
        if "&#" in text:
            text, more = _ILLEGAL_REFERENCE.subn("", text)
            count += more
        self._repair("illegal_characters_removed", count)
        if "<![CDATA[" not in text and "]]>" not in text:
            return text if self._inside else self._outside(text)
        parts: list[str] = []
        at = 0
        for edge in _CDATA_EDGE.finditer(text):
            opens = edge[0] != "]]>"
            if opens == self._inside:
                continue
            part = text[at : edge.start()]
            parts += [part if self._inside else self._outside(part), edge[0]]
            self._inside, at = opens, edge.end()
        parts.append(text[at:] if self._inside else self._outside(text[at:]))
        return "".join(parts)

    def _outside(self, text: str) -> str:
        """Mend markup: decode HTML's entities, quote attributes."""
        if "&" in text:
            text = _NAMED.sub(_numeric, text)
        if "=" in text and "<" in text:
            text, count = _UNQUOTED.subn(r'\1"\2"', text)
            self._repair("attributes_quoted", count)
        return text


def _numeric(match: re.Match[str]) -> str:
    decoded = html.unescape(match[0])
    return "".join(f"&#{ord(char)};" for char in decoded) if decoded != match[0] else f"&amp;{match[1]};"
