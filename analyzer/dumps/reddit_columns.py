"""Reddit comments as typed records, decoded many at a time, and those records as Arrow columns.

A dump holds millions of lines of forty members, of which eight matter. A typed decoder skips the others without making
objects of them, and what every comment goes through is then done column by column; values out of the ordinary, which
are few, go one by one through the same functions as anywhere else.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.comment import RAW_SCHEMA, TIMESTAMP
from analyzer.dumps.authors import kinds_of, states_of
from analyzer.dumps.batches import string_array
from analyzer.dumps.format import Reading
from analyzer.dumps.plain import VISIBLE, Alphabet, mended
from analyzer.dumps.record import InputReport, ThreadInfo
from analyzer.dumps.reddit_ids import fullnames, parents_of
from analyzer.dumps.reddit_values import unescaped
from analyzer.dumps.times import TimeReader
from analyzer.dumps.values import as_label

_REMOVALS = {"deleted": "deleted", "removed": "removed", "removed by reddit": "removed"}
#: Unix times that are seconds for certain, as `analyzer.dumps.times.of_number` tells them.
_SECONDS = 4_000_000_000
_RETURN = Alphabet("\r")


class Removal(msgspec.Struct, gc=False):
    """What Arctic Shift says of a comment's end; where it was gone only later, the text is the one from before."""

    removal_type: str | None = None
    was_deleted_later: bool | None = None


class Posted(msgspec.Struct, gc=False):
    """One comment as Reddit's dumps write it, in any year's types; members that mean nothing here are skipped."""

    body: str
    link_id: str
    parent_id: str
    id: str
    created_utc: int | float | str
    author: str | None = None
    author_fullname: str | None = None
    retrieved_on: int | float | str | None = None
    retrieved_utc: int | float | str | None = None
    edited: bool | int | float | str | None = None
    meta: Removal | None = msgspec.field(name="_meta", default=None)


def batch_of(posted: Sequence[Posted], stem: str, reading: Reading, *, escaped: bool) -> pa.RecordBatch:
    """Return comments as a batch of `RAW_SCHEMA`.

    Args:
        posted: The comments; an empty `id`, `link_id` or `parent_id` is none.
        stem: The thread of comments that name none.
        reading: Receives threads and repairs.
        escaped: Whether bodies hold `&lt;`, `&gt;` and `&amp;`.
    """
    report = reading.report
    text = _texts([one.body for one in posted], report, escaped=escaped)
    threads = pc.fill_null(fullnames(string_array([one.link_id for one in posted], report), "t3"), stem)
    for thread_id in threads.unique().to_pylist():
        if thread_id not in reading.threads:
            reading.threads[thread_id] = ThreadInfo()
    author = _labels(string_array([one.author for one in posted], report))
    kind = kinds_of(author)
    state = _states(states_of(text), posted, report)
    parent = parents_of(string_array([one.parent_id for one in posted], report), threads)
    columns = {
        "source": pa.repeat(pa.scalar(report.name, pa.string()), len(posted)),
        "thread_id": threads,
        "comment_id": fullnames(string_array([one.id for one in posted], report), "t1"),
        "parent_id": parent,
        "parent_source": pc.if_else(pc.is_valid(parent), "explicit", pa.scalar(None, pa.string())),
        "parent_probability": pa.nulls(len(posted), pa.float32()),
        "reply_to": pa.nulls(len(posted), pa.string()),
        "author": pc.if_else(pc.equal(kind, "deleted"), pa.scalar(None, pa.string()), author),
        "author_id": fullnames(string_array([one.author_fullname for one in posted], report), "t2"),
        "author_kind": kind,
        "created_at": _times([one.created_utc for one in posted], reading),
        "version_at": _versions(posted),
        "text": pc.if_else(pc.equal(state, "present"), text, ""),
        "state": state,
    }
    return pa.RecordBatch.from_arrays([columns[name] for name in RAW_SCHEMA.names], schema=RAW_SCHEMA)


def _labels(names: pa.Array) -> pa.Array:
    """Return names trimmed and on one line; those of visible ASCII are already."""
    if VISIBLE.spells(names):
        return names
    return mended(names, pc.match_substring_regex(names, r"^[\w-]+$"), as_label)


def _texts(bodies: list[str], report: InputReport, *, escaped: bool) -> pa.Array:
    r"""Return bodies with line ends as `\n` and, where they are escaped, `&lt;`, `&gt;` and `&amp;` as characters."""
    if escaped:
        bodies = [body if "&" not in body else unescaped(body) for body in bodies]
    texts = string_array(bodies, report)
    if not _RETURN.occurs(texts):
        return texts
    return pc.replace_substring(pc.replace_substring(texts, "\r\n", "\n"), "\r", "\n")


def _states(states: pa.Array, posted: Sequence[Posted], report: InputReport) -> pa.Array:
    """Return states, those of lost texts as `_meta` tells them where it does; count texts that were lost later."""
    present = pc.equal(states, "present").to_numpy(zero_copy_only=False)
    later = [row for row, one in enumerate(posted) if one.meta is not None and one.meta.was_deleted_later]
    report.repair("deleted_later", int(np.count_nonzero(present[later])))
    rows = np.flatnonzero(~present).tolist()
    if not rows:
        return states
    told = [_REMOVALS.get(meta.removal_type or "") if (meta := posted[row].meta) else None for row in rows]
    lost = pa.array(~present)
    return pc.replace_with_mask(states, lost, pc.coalesce(pa.array(told, pa.string()), states.filter(lost)))


def _versions(posted: Sequence[Posted]) -> pa.Array:
    """Return when each copy was fetched, else edited, in microseconds; what is no number of seconds is none."""
    fetched = _all_seconds([one.retrieved_on for one in posted])
    if fetched is not None:
        return pc.multiply(fetched, 1_000_000).cast(TIMESTAMP)
    said = [one.retrieved_on or one.retrieved_utc or one.edited for one in posted]
    seconds = [_seconds(value) if type(value) is not int else value for value in said]
    known = [value if value is not None and 0 < value < _SECONDS else None for value in seconds]
    return pc.multiply(pa.array(known, pa.int64()), 1_000_000).cast(TIMESTAMP)


def _all_seconds(values: Sequence[int | float | str | None]) -> pa.Array | None:
    """Return values as whole seconds where all of them are, the short way; else None."""
    if type(values[0]) is not int:
        return None
    try:
        seconds = pa.array(values, pa.int64())
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return None
    bounds = pc.min_max(seconds).as_py()
    return seconds if not seconds.null_count and bounds["min"] > 0 and bounds["max"] < _SECONDS else None


def _seconds(value: bool | float | str | None) -> int | None:
    """Return whole seconds of a value that is no integer; dumps write `false` where a comment was never edited."""
    if isinstance(value, str):
        return int(value) if value.isdecimal() and len(value) < 12 else None
    return int(value) if isinstance(value, float) and 0 < value < _SECONDS else None


def _times(values: Sequence[int | float | str], reading: Reading) -> pa.Array:
    """Return times in microseconds; whole seconds, as they are or as text, go the short way."""
    try:
        seconds = (
            pa.array(values, pa.int64()) if type(values[0]) is int else pa.array(values, pa.string()).cast("int64")
        )
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, UnicodeEncodeError):
        seconds = None
    if seconds is not None and pc.all(pc.less(pc.abs(seconds), _SECONDS)).as_py() and pc.min(seconds).as_py() >= 0:
        return pc.multiply(seconds, 1_000_000).cast(TIMESTAMP)
    reader = TimeReader()
    times = [reader.read(value) for value in values]
    unreadable = sum(time is None and value not in ("", "null") for time, value in zip(times, values, strict=True))
    reading.report.repair("unreadable_time", unreadable)
    return pa.array(times, pa.int64()).cast(TIMESTAMP)
