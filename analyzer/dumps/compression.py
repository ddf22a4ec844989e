"""Decompress by magic bytes: every member and frame, whole lines of a cut file saved, bombs refused."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import zstandard

from analyzer.errors import DumpError

#: Decompressed bytes that are never suspicious, whatever the ratio.
BOMB_FLOOR = 200 * 2**20
#: Decompressed to compressed size past which an input is refused; comment dumps reach about 40.
BOMB_RATIO = 250
#: Reddit's monthly dumps are written with `--long=31`.
ZSTD_WINDOW = 2**31

_SUFFIXES = (".gz", ".bz2", ".xz", ".zst", ".zstd", ".lzma")
_ERRORS = (zlib.error, OSError, lzma.LZMAError, zstandard.ZstdError, EOFError)


@dataclass(frozen=True)
class Codec:
    """One compression: how it begins, a decoder for one member, and how many bytes to feed at a time.

    The feed is small where a decoder's output cannot be limited: one byte of Zstandard can stand for 32 KiB.
    """

    name: str
    magics: tuple[bytes, ...]
    decoder: Callable[[], Any]
    feed: int


CODECS: tuple[Codec, ...] = (
    Codec("gzip", (b"\x1f\x8b",), lambda: zlib.decompressobj(wbits=31), 2**16),
    Codec("bzip2", (b"BZh",), bz2.BZ2Decompressor, 2**12),
    Codec("xz", (b"\xfd7zXZ\x00",), lzma.LZMADecompressor, 2**12),
    Codec(
        "zstd",
        (b"\x28\xb5\x2f\xfd", *(bytes([0x50 + n]) + b"\x2a\x4d\x18" for n in range(16))),
        lambda: zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj(),
        2**12,
    ),
)


def codec_of(head: bytes) -> Codec | None:
    """Return the compression `head` begins with, None for plain bytes."""
    return next((codec for codec in CODECS if head.startswith(codec.magics)), None)


def without_suffix(name: str) -> str:
    """Return a file name without the suffix of a compression: `a.jsonl.zst` → `a.jsonl`."""
    for suffix in _SUFFIXES:
        if name.lower().endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)]
    return name


def decompress(
    chunks: Iterator[bytes], codec: Codec, where: str, damaged: Callable[[str], None] = lambda _: None
) -> Iterator[bytes]:
    """Yield the decompressed bytes of all members of a compressed stream.

    Args:
        chunks: The compressed bytes.
        codec: Their compression.
        where: The input's name, for errors.
        damaged: Told the kind of damage where the stream ends early (`truncated_compression`), is broken inside
            (`damaged_compression`) or is followed by other bytes (`trailing_bytes`). What came before is yielded.

    Raises:
        DumpError: The output outgrows `BOMB_RATIO`.
    """
    decoder, begun, members = codec.decoder(), False, 0
    taken = given = 0
    for data in _pieces(chunks, codec.feed):
        taken += len(data)
        rest = data
        while rest:
            try:
                output = decoder.decompress(rest)
            except _ERRORS:
                damaged("damaged_compression" if begun or not members else "trailing_bytes")
                return
            given += len(output)
            _refuse_bomb(taken, given, codec, where)
            if output:
                yield output
            begun, rest = True, b""
            if decoder.eof:
                rest = decoder.unused_data.lstrip(b"\0") if codec.name != "zstd" else decoder.unused_data
                decoder, begun, members = codec.decoder(), False, members + 1
    if begun:
        damaged("truncated_compression")


def _pieces(chunks: Iterator[bytes], size: int) -> Iterator[bytes]:
    for chunk in chunks:
        for start in range(0, len(chunk), size):
            yield chunk[start : start + size]


def _refuse_bomb(taken: int, given: int, codec: Codec, where: str) -> None:
    if given > BOMB_FLOOR and given > taken * BOMB_RATIO:
        raise DumpError(
            f"{codec.name} data unpacks to more than {BOMB_RATIO} times its size, which comment dumps never do",
            where=where,
            hint="If you trust the file, unpack it yourself and give the unpacked file",
        )
