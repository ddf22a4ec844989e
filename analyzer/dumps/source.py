"""One input of a run: a file or standard input, decompressed, decoded, measured and hashed while it is read."""

from __future__ import annotations

import hashlib
import io
import lzma
import shutil
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple

import numpy as np

from analyzer.dumps.ahead import ahead
from analyzer.dumps.compression import Codec, codec_of, decompress, without_suffix
from analyzer.dumps.decoding import decode_line, encoding_of, is_binary, to_utf8
from analyzer.dumps.member import PICKLE_REFUSED, Member
from analyzer.errors import DumpError

HEAD_BYTES = 2**16
#: A line longer than this is no record of a comment dump.
MAX_LINE_BYTES = 256 * 2**20
#: Lines are handed on in blocks of this size, and so many are read ahead.
BLOCK_BYTES = 2**19
BLOCKS_AHEAD = 8
_CHUNK = 2**18
#: A read that meets damage gives nothing, so members of archives are read in small steps.
_MEMBER_CHUNK = 2**12

#: Files that are no text, by their first bytes, and what to do with them.
_KNOWN_BINARIES: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x05\x06", "an empty ZIP archive", "Check how it was made"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it and give the files inside"),
    (b"Rar!", "a RAR archive", "Unpack it and give the files inside"),
    (b"%PDF", "a PDF", "Save the page as text or HTML instead"),
    (b"SQLite format 3", "an SQLite database", "Export the comments table as CSV or JSON Lines"),
    (b"\x89PNG", "an image", "Give the comments as text"),
    (b"\xff\xd8\xff", "an image", "Give the comments as text"),
    *((bytes([0x80, version]), PICKLE_REFUSED, "Export JSON or CSV instead") for version in range(2, 6)),
)
PARQUET_MAGIC = b"PAR1"
ZIP_MAGIC = b"PK\x03\x04"
#: What begins so is no text, but some format may read it (`Format.binary`).
BINARY_MAGICS = (PARQUET_MAGIC, ZIP_MAGIC)
#: What a broken archive raises while one of its members is read.
_BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError)


class Block(NamedTuple):
    r"""Whole lines of an input: the number of the first, how many, and their bytes; only the last may lack its `\n`."""

    first: int
    lines: int
    data: bytes

    def split(self) -> list[bytes]:
        r"""Return the lines without their `\n`."""
        lines = self.data.split(b"\n")
        if not lines[-1]:
            lines.pop()
        return lines


class Source:
    """One input, opened as often as needed.

    Args:
        path: File path; `-` for standard input, which is kept in a temporary file while the source is open; or a
            member of a folder or archive.
        progress: Called with each further number of raw bytes read, once per byte of the input.

    Attributes:
        where: The path as given, for errors.
        name: File name without folders, or `-`.
        size: Bytes of the raw input.
        stem: File name without compression and format suffixes: the thread id of an input that names none.
        repairs: What was mended in the bytes, counted.

    Raises:
        DumpError: The input is missing, a folder, or may not be read.
    """

    def __init__(self, path: str | Path | Member, *, progress: Callable[[int], None] | None = None) -> None:
        self._spool: Path | None = None
        member = path if isinstance(path, Member) else self._member_of(path)
        self.where = member.where
        self.name = member.name
        self.stem = "stdin" if self.where == "-" else Path(without_suffix(self.name)).stem
        self.repairs: Counter[str] = Counter()
        self.size = member.size
        self._open = member.open
        self._progress = progress
        self._furthest = 0
        self._digest: str | None = None

    def _member_of(self, path: str | Path) -> Member:
        where = str(path)
        if where == "-":
            self._spool = file = spooled()
        else:
            file = Path(path)
            check_readable(file, where)
        return Member(where, file.name if self._spool is None else "-", file.stat().st_size, lambda: file.open("rb"))

    def __enter__(self) -> Source:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Drop the copy of standard input, if there is one."""
        if self._spool is not None:
            self._spool.unlink(missing_ok=True)

    @property
    def sha256(self) -> str:
        """SHA-256 of the raw input: known once it was read to its end, else computed now."""
        if self._digest is None:
            for _ in self._raw_chunks():
                pass
        return self._digest or ""

    @cached_property
    def codec(self) -> Codec | None:
        """The input's compression by its first bytes, None for plain."""
        with self._open() as file:
            try:
                return codec_of(file.read(16))
            except _BROKEN:
                return None

    @cached_property
    def head(self) -> tuple[bytes, bool]:
        """The first `HEAD_BYTES` as UTF-8 and whether they are all there is.

        Raises:
            DumpError: The input is empty or no text.
        """
        head = b""
        for chunk in self._utf8_chunks():
            head += chunk
            if len(head) > HEAD_BYTES:
                break
        if not head.strip():
            self._refuse_blank()
        if not head.startswith(BINARY_MAGICS):
            self._refuse_binary(head)
        return head[:HEAD_BYTES], len(head) <= HEAD_BYTES

    @property
    def is_binary(self) -> bool:
        """Whether the decompressed bytes begin as Parquet or as an office document does."""
        return self.head[0].startswith(BINARY_MAGICS)

    @cached_property
    def encoding(self) -> str:
        """The text encoding of the decompressed bytes, as `analyzer.dumps.decoding.encoding_of` tells it."""
        head = b""
        for chunk in self._plain_chunks():
            head += chunk
            if len(head) >= 4096:
                break
        return "utf-8" if head.startswith(BINARY_MAGICS) else encoding_of(head)

    def open_bytes(self) -> BinaryIO:
        """Open the input decompressed, as UTF-8 without byte-order mark where it was UTF-16 or had one."""
        return io.BufferedReader(_ChunkReader(self._utf8_chunks()), _CHUNK)

    def open_seekable(self) -> BinaryIO:
        """Open the decompressed bytes as they are for a reader that must seek; spooled to disk if compressed."""
        if self.codec is None:
            stream = self._open()
            if stream.seekable():
                return stream
            stream.close()
        spool = tempfile.TemporaryFile()  # noqa: SIM115  the caller closes it
        for chunk in self._plain_chunks():
            spool.write(chunk)
        spool.seek(0)
        return spool

    def lines(self) -> Iterator[tuple[int, bytes]]:
        r"""Yield (number from 1, bytes without the newline) for each line; only `\n` ends one.

        Raises:
            DumpError: A line is longer than `MAX_LINE_BYTES`.
        """
        for block in self.blocks():
            yield from enumerate(block.split(), block.first)

    def blocks(self) -> Iterator[Block]:
        r"""Yield the lines in blocks of about `BLOCK_BYTES`; a second thread reads and unpacks the next meanwhile.

        Raises:
            DumpError: A line is longer than `MAX_LINE_BYTES`.
        """
        return ahead(self._blocks(), BLOCKS_AHEAD)

    def _blocks(self) -> Iterator[Block]:
        kept: list[bytes] = []
        length = unbroken = 0
        first = 1
        for chunk in self._utf8_chunks():
            cut = chunk.rfind(b"\n") + 1
            unbroken = len(chunk) - cut if cut else unbroken + len(chunk)
            if unbroken > MAX_LINE_BYTES:
                number = first + sum(piece.count(b"\n") for piece in (*kept, chunk))
                raise DumpError(f"line {number} is longer than {MAX_LINE_BYTES >> 20} MiB", where=self.where)
            length += len(chunk)
            if not cut or length < BLOCK_BYTES:
                kept.append(chunk)
                continue
            data = b"".join((*kept, chunk[:cut]))
            lines = _newlines(data)
            yield Block(first, lines, data)
            first += lines
            kept, length = [chunk[cut:]], len(chunk) - cut
        if rest := b"".join(kept):
            yield Block(first, rest.count(b"\n") + (not rest.endswith(b"\n")), rest)

    def text_lines(self) -> Iterator[tuple[int, bytes]]:
        r"""Yield lines as `lines` does, but of an input without any `\n` in its head those that `\r` ends."""
        if b"\n" in self.head[0] or b"\r" not in self.head[0]:
            yield from self.lines()
            return
        parts = (part for _, line in self.lines() for part in line.split(b"\r"))
        yield from enumerate(parts, 1)

    def decode(self, line: bytes) -> str:
        """Decode one line, counting what had to be mended."""
        return decode_line(line, self._repair)

    @cached_property
    def _text(self) -> str:
        return "\n".join(self.decode(line) for _, line in self.lines())

    def text(self) -> str:
        r"""Return the whole decoded text, line ends as `\n`; only for formats that are read whole."""
        return self._text.replace("\r\n", "\n").replace("\r", "\n")

    def _repair(self, kind: str) -> None:
        self.repairs[kind] += 1

    def _damaged(self, kind: str) -> None:
        self.repairs[kind] = 1  # the same damage is met each time the input is opened

    def _raw_chunks(self) -> Iterator[bytes]:
        digest, position = hashlib.sha256(), 0
        with self._open() as file:
            while chunk := self._read(file):
                position += len(chunk)
                digest.update(chunk)
                if position > self._furthest:
                    if self._progress is not None:
                        self._progress(position - self._furthest)
                    self._furthest = position
                yield chunk
        self._digest = digest.hexdigest()

    def _read(self, file: BinaryIO) -> bytes:
        """Read on; a member of an archive that is broken inside ends where it breaks, and that is counted."""
        try:
            return file.read(_CHUNK if isinstance(file, io.BufferedReader) else _MEMBER_CHUNK)
        except _BROKEN:
            self._damaged("damaged_compression")
            return b""

    def _plain_chunks(self) -> Iterator[bytes]:
        if self.codec is None:
            return self._raw_chunks()
        return decompress(self._raw_chunks(), self.codec, self.where, self._damaged)

    def _utf8_chunks(self) -> Iterator[bytes]:
        return to_utf8(self._plain_chunks(), self.encoding)

    def _refuse_blank(self) -> None:
        if any(chunk.strip() for chunk in self._utf8_chunks()):
            return
        if self.repairs:
            what = f"the {self.codec.name} data" if self.codec else "it"
            raise DumpError(
                f"{what} is damaged from its start, nothing can be saved",
                where=self.where,
                hint="Fetch the file again",
            )
        raise DumpError("the input is empty", where=self.where, hint="Check how the file was made")

    def _refuse_binary(self, head: bytes) -> None:
        for magic, what, hint in _KNOWN_BINARIES:
            if head.startswith(magic):
                raise DumpError(f"this is {what}, not a comment dump", where=self.where, hint=hint)
        if is_binary(head):
            raise DumpError(
                "this is binary data, not text",
                where=self.where,
                value=head[:16],
                hint="Give JSON, CSV, Parquet or plain text, as it is or packed with gzip, bzip2, xz or zstd",
            )


def _newlines(data: bytes) -> int:
    """Count the line ends; comparing many bytes at once takes a third of the time of `bytes.count`."""
    return int(np.count_nonzero(np.frombuffer(data, np.uint8) == ord("\n")))


class _ChunkReader(io.RawIOBase):
    """A readable file over an iterator of chunks."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._kept = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._kept:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._kept = memoryview(chunk)
        size = min(len(buffer), len(self._kept))
        buffer[:size] = self._kept[:size]
        self._kept = self._kept[size:]
        return size


def spooled() -> Path:
    """Keep standard input in a temporary file and return its path."""
    with tempfile.NamedTemporaryFile(prefix="analyzer-", delete=False) as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
        return Path(file.name)


def is_folder(path: Path) -> bool:
    """Tell whether a path is a folder; one that no system could have is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def check_readable(path: Path, where: str) -> None:
    """Open the file once, so that what cannot be read is said at the start.

    Raises:
        DumpError: It is missing, a folder, or may not be read.
    """
    try:
        if path.is_dir():
            raise DumpError("this is a folder", where=where, hint="Give the files in it, e.g. FOLDER/*.jsonl")
        with path.open("rb"):
            pass
    except FileNotFoundError:
        raise DumpError("there is no such file", where=where, hint="Check the path; - reads standard input") from None
    except PermissionError:
        raise DumpError("permission to read it is denied", where=where) from None
    except (OSError, ValueError) as error:
        raise DumpError(f"it cannot be opened: {error}", where=where) from None
