"""Reddit comments as typed records, decoded many at a time, and those records as Arrow columns.

A dump holds millions of lines of forty members, of which eight matter. A typed decoder skips the others without making
objects of them, and what every comment goes through is then done column by column; values out of the ordinary, which
are few, go one by one through the same functions as anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.comment import RAW_SCHEMA, TIMESTAMP
from analyzer.dumps.authors import kinds_of, states_of
from analyzer.dumps.batches import string_array
from analyzer.dumps.format import Reading
from analyzer.dumps.record import InputReport, ThreadInfo
from analyzer.dumps.reddit_values import fullname, unescaped
from analyzer.dumps.times import TimeReader
from analyzer.dumps.values import as_label

_REMOVALS = {"deleted": "deleted", "removed": "removed", "removed by reddit": "removed"}
#: Unix times that are seconds for certain, as `analyzer.dumps.times.of_number` tells them.
_SECONDS = 4_000_000_000


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
    text = string_array([_text(one.body, escaped=escaped) for one in posted], report)
    threads = pc.fill_null(_fullnames(string_array([one.link_id for one in posted], report), "t3"), stem)
    for thread_id in threads.unique().to_pylist():
        if thread_id not in reading.threads:
            reading.threads[thread_id] = ThreadInfo()
    author = _mended(string_array([one.author for one in posted], report), _is_label, as_label)
    kind = kinds_of(author)
    state = _states(states_of(text), posted, report)
    parent = _parents(string_array([one.parent_id for one in posted], report), threads)
    columns = {
        "source": pa.repeat(pa.scalar(report.name, pa.string()), len(posted)),
        "thread_id": threads,
        "comment_id": _fullnames(string_array([one.id for one in posted], report), "t1"),
        "parent_id": parent,
        "parent_source": pc.if_else(pc.is_valid(parent), "explicit", pa.scalar(None, pa.string())),
        "parent_probability": pa.nulls(len(posted), pa.float32()),
        "reply_to": pa.nulls(len(posted), pa.string()),
        "author": pc.if_else(pc.equal(kind, "deleted"), pa.scalar(None, pa.string()), author),
        "author_id": _fullnames(string_array([one.author_fullname for one in posted], report), "t2"),
        "author_kind": kind,
        "created_at": _times([one.created_utc for one in posted], reading),
        "text": pc.if_else(pc.equal(state, "present"), text, ""),
        "state": state,
    }
    return pa.RecordBatch.from_arrays([columns[name] for name in RAW_SCHEMA.names], schema=RAW_SCHEMA)


def _mended(array: pa.Array, is_plain: Callable[[pa.Array], pa.Array], mend: Callable[[Any], str | None]) -> pa.Array:
    """Return `array` with the values that are not plain passed through `mend`."""
    odd = pc.and_(pc.is_valid(array), pc.invert(pc.fill_null(is_plain(array), True)))
    if not pc.any(odd).as_py():
        return array
    return pc.replace_with_mask(array, odd, pa.array(map(mend, array.filter(odd).to_pylist()), pa.string()))


def _is_label(names: pa.Array) -> pa.Array:
    """Tell which names are letters, digits, `_` and `-` only: nothing to trim."""
    return pc.match_substring_regex(names, r"^[\w-]+$")


def _fullnames(ids: pa.Array, kind: str) -> pa.Array:
    """Return ids with their kind, as `fullname` does one by one."""
    bare = pc.match_substring_regex(ids, r"^[0-9a-z]+$")
    prefixed = pc.match_substring_regex(ids, r"^t\d_[0-9a-z]+$")
    mended = _mended(ids, lambda _: pc.or_(bare, prefixed), lambda value: fullname(value, kind))
    named = pc.if_else(pc.fill_null(bare, False), pc.binary_join_element_wise(f"{kind}_", mended, ""), mended)
    return pc.if_else(pc.equal(ids, "null"), pa.scalar(None, pa.string()), named)


def _parents(ids: pa.Array, threads: pa.Array) -> pa.Array:
    """Return the answered comments, null where the submission is answered.

    A bare id is the submission where it is the thread's own, else a comment; one with `t1_` is a comment always.
    """
    parents = _fullnames(ids, "t1")
    submission = pc.starts_with(parents, "t3_")
    bare = pc.invert(pc.starts_with(pc.ascii_lower(ids), "t1_"))
    if pc.any(pc.and_(bare, pc.invert(submission))).as_py():
        own = pc.equal(pc.utf8_slice_codeunits(parents, 3), pc.utf8_slice_codeunits(threads, 3))
        submission = pc.or_(submission, pc.and_(bare, own))
    return pc.if_else(pc.fill_null(submission, True), pa.scalar(None, pa.string()), parents)


def _text(body: str, *, escaped: bool) -> str:
    if "\r" in body:
        body = body.replace("\r\n", "\n").replace("\r", "\n")
    return unescaped(body) if escaped and "&" in body else body


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
