"""What a dump format is: a name, a sniffer over the first bytes, and a reader that yields comment batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from analyzer.dumps.record import InputReport, ThreadInfo

if TYPE_CHECKING:
    from analyzer.dumps.source import Source


@dataclass(frozen=True)
class Head:
    """What a sniffer sees: the name of an input and its beginning, decompressed and decoded.

    Attributes:
        name: File name without compression suffix, or `-`.
        text: First 64 KiB or less as text, decoding errors replaced.
        complete: True where `text` is the whole input.
        records: First JSON values of the input, parsed once for all sniffers; empty where it is not JSON.
        layout: How those values are laid out: `object`, `array`, `lines`, or None where it is not JSON.
    """

    name: str
    text: str
    complete: bool
    records: tuple[Any, ...] = ()
    layout: str | None = None


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
class Format:
    """One dump format; each lives in a file of its own and has one row in `registry.FORMATS`."""

    name: str
    title: str
    sniff: Callable[[Head], Detection | None]
    read: Callable[[Source, Reading], Iterator[pa.RecordBatch]]
