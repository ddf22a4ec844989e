"""Comments one by one in, Arrow record batches of `RAW_SCHEMA` out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.comment import RAW_SCHEMA
from analyzer.dumps.format import Reading
from analyzer.dumps.plain import bytes_of
from analyzer.dumps.record import InputReport, ThreadInfo

BATCH_ROWS = 8_192
#: Text after which a batch is full however few its rows, so that giant bodies cannot pile up.
BATCH_CHARACTERS = 16_000_000

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

Row = tuple[
    str,
    str | None,
    str | None,
    str | None,
    float | None,
    str | None,
    str | None,
    str | None,
    str,
    int | datetime | None,
    int | datetime | None,
    str,
    str,
]


class CommentBatcher:
    """Collects comments and hands them on as record batches.

    Example:
        >>> batcher = CommentBatcher(reading)
        >>> for post in posts:
        ...     batcher.add(thread_id="page", comment_id=post.id, author=post.name, text=post.body)
        ...     if batcher.full:
        ...         yield batcher.take()
        >>> yield from batcher.rest()
    """

    def __init__(self, reading: Reading) -> None:
        self._report = reading.report
        self._threads = reading.threads
        self._rows: list[Row] = []
        self._characters = 0

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def full(self) -> bool:
        """Whether it is time to `take` a batch."""
        return len(self._rows) >= BATCH_ROWS or self._characters >= BATCH_CHARACTERS

    def add(
        self,
        *,
        thread_id: str,
        text: str = "",
        comment_id: str | None = None,
        parent_id: str | None = None,
        parent_source: str | None = None,
        parent_probability: float | None = None,
        reply_to: str | None = None,
        author: str | None = None,
        author_id: str | None = None,
        author_kind: str = "user",
        created_at: int | datetime | None = None,
        version_at: int | datetime | None = None,
        state: str = "present",
    ) -> None:
        """Append one comment; times are microseconds since 1970 UTC or aware datetimes.

        A given `parent_id` without a `parent_source` is `explicit`. The thread is added to the reading's threads.
        """
        if parent_id is not None and parent_source is None:
            parent_source = "explicit"
        thread_id = thread_id.replace("\0", "")
        if thread_id not in self._threads:
            self._threads[thread_id] = ThreadInfo()
        self._characters += len(text)
        origin = (thread_id, comment_id, parent_id, parent_source, parent_probability, reply_to)
        self._rows.append((*origin, author, author_id, author_kind, created_at, version_at, text, state))

    def take(self) -> pa.RecordBatch:
        """Return everything collected so far as one batch and start anew."""
        fields = list(RAW_SCHEMA)[1:]
        columns = zip(*self._rows, strict=True) if self._rows else ([] for _ in fields)
        source = pa.repeat(pa.scalar(self._report.name, pa.string()), len(self._rows))
        arrays = [
            string_array(values, self._report) if pa.types.is_string(field.type) else pa.array(values, field.type)
            for field, values in zip(fields, columns, strict=True)
        ]
        self._rows = []
        self._characters = 0
        return pa.RecordBatch.from_arrays([source, *arrays], schema=RAW_SCHEMA)

    def rest(self) -> Iterator[pa.RecordBatch]:
        """Yield the last batch, if there is anything left."""
        if self._rows:
            yield self.take()


def string_array(values: Sequence[str | None], report: InputReport) -> pa.Array:
    """Build a string column; lone surrogates become U+FFFD and NULs go, both counted."""
    try:
        array = pa.array(values, pa.string())
    except UnicodeEncodeError:
        broken = [value is not None and _LONE_SURROGATE.search(value) is not None for value in values]
        report.repair("lone_surrogate_replaced", sum(broken))
        array = pa.array(
            [_LONE_SURROGATE.sub("\ufffd", v) if v is not None else None for v in values],
            pa.string(),
        )
    if (data := bytes_of(array)).size and not data.min():
        nuls = pc.sum(pc.match_substring(array, "\0")).as_py() or 0
        report.repair("nul_removed", nuls)
        array = pa.array([v.replace("\0", "") if v is not None else None for v in array.to_pylist()], pa.string())
    return array
