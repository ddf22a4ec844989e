"""The beginning of an input as sniffers see it: decoded, and parsed where it is JSON."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

from analyzer.dumps.compression import without_suffix
from analyzer.dumps.decoding import decode_line
from analyzer.dumps.format import Head
from analyzer.dumps.html_tree import is_html, page_text, without_raw
from analyzer.dumps.json_values import BrokenJsonError, beginning, parse, unfolded
from analyzer.dumps.source import Source
from analyzer.dumps.values import ignore_repair

_MAX_RECORDS = 200
#: How much of a text is looked at where its beginning shows no comments: they may stand below a long article.
WIDE_BYTES = 8 * 2**20


def head_of(source: Source) -> Head:
    """Return what sniffers see of an input.

    Raises:
        DumpError: The input is empty or no text.
    """
    data, complete = source.head
    records, layout = _json_records(data, complete)
    text = _decoded(data, complete=complete)
    page = page_text(source) if layout is None and is_html(text) else None
    markup = None if page is None else without_raw(page)
    return Head(without_suffix(source.name), text, complete, records, layout, page, markup)


def widened(head: Head, source: Source) -> Head:
    """Return the head of a plain text as far as `WIDE_BYTES`."""
    with source.open_bytes() as stream:
        data = stream.read(WIDE_BYTES + 1)
    complete = len(data) <= WIDE_BYTES
    return replace(head, text=_decoded(data[:WIDE_BYTES], complete=complete), complete=complete)


def _decoded(data: bytes, *, complete: bool) -> str:
    """Decode as readers will, line by line where it is not UTF-8; the last line may be cut inside a character."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        *lines, last = data.split(b"\n")
        ending = decode_line(last, ignore_repair) if complete else last.decode("utf-8", "replace")
        text = "\n".join([*(decode_line(line, ignore_repair) for line in lines), ending])
    return text if "\n" in text else text.replace("\r", "\n")


def _json_records(data: bytes, complete: bool) -> tuple[tuple[Any, ...], str | None]:
    """Return the first JSON values and how they are laid out; an object alone on its line is an `object`."""
    lines = data.split(b"\n")
    if not complete and len(lines) > 1:
        lines.pop()
    lines = [line for line in lines if line and not line.isspace()][:_MAX_RECORDS]
    objects = [value for line in lines if isinstance(value := _line_value(line), dict)]
    if objects and len(lines) > 1 and 2 * len(objects) >= len(lines):
        return tuple(objects), "lines"
    if data.lstrip()[:1] not in (b"[", b"{"):
        return (), None
    value = beginning(data)
    is_empty = value == [] and b"".join(data.split()) == b"[]"  # "[–] ann 3 points" only begins like one
    if is_empty or (isinstance(value, list) and any(isinstance(member, dict | list) for member in value)):
        return tuple(islice(unfolded(value), _MAX_RECORDS)), "array"
    if isinstance(value, dict) and (value or data.strip() == b"{}"):
        return (value,), "object"
    return (), None


def _line_value(line: bytes) -> Any:
    if not line.lstrip().startswith(b"{"):
        return None
    try:
        return parse(line, lambda data: data.decode("utf-8", "replace"), ignore_repair)
    except BrokenJsonError:
        return None
