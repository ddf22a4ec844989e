"""Bytes to text: which encoding an input is in, and how one line of it is decoded."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Control bytes that text does hold: tab, line feed, vertical tab, form feed, carriage return, Ctrl-Z, escape, NUL.
_TEXT_CONTROLS = frozenset(b"\t\n\v\f\r\x1a\x1b\x00")
#: Share of control bytes past which bytes are no text.
_BINARY_SHARE = 0.02


def encoding_of(head: bytes) -> str:
    """Return `utf-8`, `utf-16`, `utf-16-le`, `utf-16-be` or `utf-32`, by byte-order mark or by where the zeros are."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    sample = head[:4096]
    half = max(len(sample) // 2, 1)
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.3 and even < 0.1:
        return "utf-16-le"
    if even > 0.3 and odd < 0.1:
        return "utf-16-be"
    return "utf-8"


def is_binary(head: bytes) -> bool:
    """Tell whether bytes (already UTF-8 or a one-byte encoding) are no text at all."""
    sample = head[:8192]
    if not sample:
        return False
    controls = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in sample)
    return (controls + sample.count(0) / 4) / len(sample) > _BINARY_SHARE


def to_utf8(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the chunks as UTF-8 without a byte-order mark; UTF-8 itself passes as it is, broken bytes too."""
    if encoding != "utf-8":
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        for chunk in chunks:
            yield decoder.decode(chunk).encode("utf-8", "replace")
        yield decoder.decode(b"", final=True).encode("utf-8", "replace")
        return
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= len(codecs.BOM_UTF8):
            break
    yield head.removeprefix(codecs.BOM_UTF8)
    yield from chunks


def decode_line(line: bytes, repair: Callable[[str], None]) -> str:
    """Decode one line: UTF-8, else Windows-1252, else UTF-8 with U+FFFD for what is broken.

    A line that holds sound multi-byte UTF-8 beside broken bytes was UTF-8 and got damaged; one without was never UTF-8.
    """
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        replaced = line.decode("utf-8", "replace")
    if any(char > "\x7f" and char != "\ufffd" for char in replaced):
        repair("invalid_utf8_replaced")
        return replaced
    repair("decoded_as_cp1252")
    return line.decode("cp1252", "replace")
