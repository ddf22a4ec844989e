"""Comments that lost everything but their words: trafilatura's `comments`, and paragraphs of a text on demand.

A paragraph is not a comment: one comment may have several. So this is never chosen by itself for a bare text, and the
run says what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import orjson
import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.text_comment import TextComment, batches_of
from analyzer.dumps.text_markers import is_button_line
from analyzer.dumps.values import as_label, as_text
from analyzer.dumps.xml_stream import Element, child, elements
from analyzer.errors import DumpError

_WARNING = (
    "only paragraphs are left of these comments: no authors, dates or replies, and one comment may have become several;"
    " give the page's HTML to get them"
)
_KEYS = ("text", "comments")
_TELLING = frozenset(("hostname", "source-hostname", "fingerprint", "raw_text", "sitename", "source"))
_LOGIN = re.compile(r"^(?:you must be logged in|sie müssen angemeldet sein|log in to|please log in|vous devez)", re.I)


def sniff(head: Head) -> Detection | None:
    """Recognise trafilatura's JSON and XML with their `comments` field."""
    if head.layout in ("object", "lines") and head.records:
        first = head.records[0]
        if all(isinstance(first.get(name), str) for name in _KEYS) and _TELLING & set(first):
            return Detection(0.9, "trafilatura's JSON: an article with its comments as bare paragraphs")
        return None
    if head.layout is None and re.match(r"\s*(?:<\?xml[^>]*>\s*)?<doc\s[^>]*>", head.text) and "<comments" in head.text:
        return Detection(0.9, "trafilatura's XML: an article with its comments as bare paragraphs")
    return None


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield each paragraph of the comments as one comment without author; login notices and repeats are left out.

    Raises:
        DumpError: It is neither trafilatura's JSON or XML nor plain text.
    """
    text = source.text()
    begin = text.lstrip()[:1]
    pages = _of_json(source) if begin == "{" else _of_xml(source, reading) if begin == "<" else [(None, None, text)]
    for number, (title, article, comments) in enumerate(pages, 1):
        thread_id = source.stem if number == 1 else f"{source.stem}-{number}"
        reading.threads[thread_id] = ThreadInfo(title=title, article=article, chronological=False)
        paragraphs = _paragraphs(comments)
        kept = list(dict.fromkeys(paragraph for paragraph in paragraphs if not _is_notice(paragraph)))
        reading.report.repair("boilerplate_lines", len(paragraphs) - len(kept))
        yield from batches_of([TextComment(None, text) for text in kept], thread_id, reading, nested=False)
    reading.report.notes.append(_WARNING)


def _of_json(source: Source) -> list[tuple[str | None, str | None, str]]:
    pages = []
    for number, line in source.lines() if source.text().count("\n{") else [(1, source.text().encode())]:
        if not line.strip():
            continue
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise DumpError(f"invalid JSON on line {number}: {error}", where=source.where) from None
        if isinstance(value, dict):
            pages.append(
                (as_label(value.get("title")), as_text(value.get("text")), as_text(value.get("comments")) or "")
            )
    return pages


def _of_xml(source: Source, reading: Reading) -> list[tuple[str | None, str | None, str]]:
    pages = []
    for _, element in elements(source, frozenset(("doc",)), reading.report.repair):
        main, comments = child(element, "main"), child(element, "comments")
        title = element.attrib.get("title")
        pages.append((title, _blocks(main), _blocks(comments) or ""))
    return pages


def _blocks(element: Element | None) -> str | None:
    inner = [] if element is None else [" ".join("".join(part.itertext()).split()) for part in element]
    return "\n".join(filter(None, inner)) or None


def _paragraphs(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def _is_notice(paragraph: str) -> bool:
    return is_button_line(paragraph) or _LOGIN.match(paragraph) is not None


FORMAT = Format(
    "paragraphs",
    "Comments as bare paragraphs (trafilatura)",
    sniff,
    read,
    signs="trafilatura's JSON or XML with comments; any text with --format paragraphs",
)
