"""Ids as integers: every distinct id string gets one code, so that ids are compared and joined as numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.dumps.record import Dump
from analyzer.threads.forest import BoolArray, IntArray

#: Stands in `created_at` codes where the time is unknown: later than any time.
NO_TIME = int(np.iinfo(np.int64).max)


@dataclass(frozen=True)
class Vocabulary:
    """What the codes of a dump stand for.

    Attributes:
        ids: The distinct comment and parent ids of all threads.
        thread_ids: The t thread ids, in first-seen order.
    """

    ids: pa.Array
    thread_ids: list[str]

    def key(self, thread: IntArray, code: IntArray) -> IntArray:
        """Return one integer per (thread, id); ids are unique in a thread only, so this is what is joined on."""
        return thread * (len(self.ids) + 1) + code + 1

    def strings(self, codes: IntArray) -> pa.Array:
        """Return the ids behind `codes`, null where a code is -1."""
        return self.ids.take(pa.array(codes, mask=codes < 0))


@dataclass(frozen=True)
class Codes:
    """The ids of n comments as integers.

    Attributes:
        thread: (n,) index into `vocabulary.thread_ids`.
        comment: (n,) index into `vocabulary.ids`, -1 where the comment has no id.
        parent: (n,) index into `vocabulary.ids`, -1 where no parent is named.
        vocabulary: The ids themselves.
    """

    thread: IntArray
    comment: IntArray
    parent: IntArray
    vocabulary: Vocabulary


class Lookup:
    """Finds the first row holding a key; keys may repeat.

    Example:
        >>> Lookup(np.array([7, 5, 7])).find(np.array([7, 6]))
        array([ 0, -1])
    """

    def __init__(self, keys: IntArray) -> None:
        self._rows = np.argsort(keys, kind="stable")
        self._keys = keys[self._rows]

    def find(self, keys: IntArray) -> IntArray:
        """Return the first row of each key, -1 where no row holds it."""
        if not len(self._keys):
            return np.full(len(keys), -1)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[at] == keys, self._rows[at], -1)


def encode(dump: Dump) -> Codes:
    """Return the dump's ids as codes; an empty id is no id."""
    comments, thread_ids = dump.comments, list(dump.threads)
    thread = _thread_numbers(dump)
    codes, ids = dictionary_codes([*comments["comment_id"].chunks, *comments["parent_id"].chunks])
    dump.release()
    codes[codes == pc.index(ids, "").as_py()] = -1
    return Codes(
        thread=thread,
        comment=codes[: len(comments)],
        parent=codes[len(comments) :],
        vocabulary=Vocabulary(ids, thread_ids),
    )


def _thread_numbers(dump: Dump) -> IntArray:
    """Return each comment's thread as its place in `dump.threads`."""
    numbers = {thread_id: number for number, thread_id in enumerate(dump.threads)}

    def of(thread_ids: pa.Array) -> IntArray:
        encoded = thread_ids.dictionary_encode()
        of_code = np.array([numbers[thread_id] for thread_id in encoded.dictionary.to_pylist()], np.int64)
        numbered: IntArray = of_code[encoded.indices.to_numpy()]
        return numbered

    return dump.along("thread_id", of)


def dictionary_codes(chunks: list[pa.Array]) -> tuple[IntArray, pa.Array]:
    """Return (n,) codes over the distinct strings of `chunks`, -1 for null, and those strings."""
    encoded = pa.chunked_array(chunks, pa.string()).dictionary_encode()
    if not encoded.num_chunks:
        return np.empty(0, np.int64), pa.array([], pa.string())
    codes, start = np.empty(len(encoded), np.int64), 0
    for chunk in encoded.chunks:
        codes[start : start + len(chunk)] = chunk.indices.fill_null(-1)
        start += len(chunk)
    return codes, encoded.chunk(0).dictionary


def as_flags(booleans: pa.Array) -> BoolArray:
    """Return booleans without nulls as (n,) flags."""
    flags: BoolArray = booleans.to_numpy(zero_copy_only=False)
    return flags


def microseconds(times: pa.Array | pa.ChunkedArray) -> IntArray:
    """Return times as (n,) microseconds since 1970, `NO_TIME` where null."""
    filled: IntArray = times.cast(pa.int64()).fill_null(NO_TIME).to_numpy()
    return filled
