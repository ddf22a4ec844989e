"""What a dump format is: a name, a sniffer over the first bytes, and a reader that yields comment batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from analyzer.dumps.record import InputReport, ThreadInfo

if TYPE_CHECKING:
    from analyzer.dumps.container import Folder
    from analyzer.dumps.source import Source


@dataclass(frozen=True)
class Head:
    """What a sniffer sees: the name of an input and its beginning, decompressed and decoded.

    Attributes:
        name: File name without compression suffix, or `-`.
        text: First 64 KiB or less as text (of a text whose beginning shows no comments more), decoding errors replaced.
        complete: True where `text` is the whole input.
        records: First JSON values of the input, parsed once for all sniffers; empty where it is not JSON.
        layout: How those values are laid out: `object`, `array`, `lines`, or None where it is not JSON.
        page: The whole input where it begins as an HTML page does: comments stand far from a page's start.
        markup: The same without scripts, styles, drawings and comments of the markup.
    """

    name: str
    text: str
    complete: bool
    records: tuple[Any, ...] = ()
    layout: str | None = None
    page: str | None = None
    markup: str | None = None

    @property
    def objects(self) -> tuple[Mapping[str, Any], ...]:
        """Those of the records that are JSON objects."""
        return tuple(record for record in self.records if isinstance(record, Mapping))


@dataclass(frozen=True)
class Detection:
    """One sniffer's verdict: how sure it is (0 to 1) and what it saw, in words a user can check."""

    confidence: float
    reason: str


@dataclass
class Reading:
    """What a reader works with besides the bytes: the user's wishes, and where its findings go.

    Attributes:
        report: The account of this input; the reader counts its repairs and skips there.
        threads: Facts per thread id; the reader adds a key for each thread it meets, also for one without comments.
        mapping: The user's own column names, `{"text": "Body"}`; empty to guess.
    """

    report: InputReport
    threads: dict[str, ThreadInfo]
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Claim:
    """What a format says of a folder whose files are one dump together.

    Attributes:
        confidence: How sure it is, 0 to 1; of several formats the surest gets the folder.
        reason: What it saw, in words a user can check.
        files: The files it answers for, as paths in the folder; the others are read one by one.
    """

    confidence: float
    reason: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Whole:
    """How a format reads several files of a folder or archive as one dump.

    Attributes:
        sniff: Looks at a folder by the names and heads of its files.
        read: Yields the comments of a folder that `sniff` claimed; the claim is handed on.
    """

    sniff: Callable[[Folder], Claim | None]
    read: Callable[[Folder, Claim, Reading], Iterator[pa.RecordBatch]]


@dataclass(frozen=True)
class Format:
    """One dump format; each lives in a file of its own and has one row in `registry.FORMATS`.

    Attributes:
        name: What `--format` takes.
        title: What it is, in a few words.
        sniff: Looks at the beginning of one file.
        read: Yields the comments of one file.
        signs: What it is recognised by, in words, for `analyzer formats`.
        whole: How it reads a folder or archive as one dump, where it does.
        is_text: Scraped pages: asked about plain text only, never about JSON or markup.
        binary: Asked about files that begin with the magic bytes of Parquet or of an office document, and only those.
    """

    name: str
    title: str
    sniff: Callable[[Head], Detection | None]
    read: Callable[[Source, Reading], Iterator[pa.RecordBatch]]
    signs: str = ""
    whole: Whole | None = None
    is_text: bool = False
    binary: bool = False
