"""E-mail and network addresses: never handed on as anybody's name or id, or in one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, reduce

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.comment import RAW_SCHEMA
from analyzer.dumps.address_shapes import LIKELY, MARKS, hidden_id, hidden_name, holds_address, is_nameless
from analyzer.dumps.plain import Alphabet, bytes_of
from analyzer.dumps.record import InputReport, ThreadInfo

#: Formats whose names are `user@host` without being e-mail addresses.
HANDLE_FORMATS = frozenset(("mastodon", "lemmy"))

_Change = Callable[[str], str | None]

_MARKS = Alphabet(MARKS)
_FIRST_BEYOND_ASCII = 128
_PEOPLE = ("author", "reply_to", "author_id")
_PLACES = ("thread_id", "comment_id", "parent_id")


def without_addresses(batch: pa.RecordBatch, report: InputReport) -> pa.RecordBatch:
    """Return a batch of `RAW_SCHEMA` whose names and ids hold no e-mail or network address.

    Of `jo@mail.example` as a name `jo@…` stays, of `192.0.2.7` `192.0.x.x` with an anonymous author; as an author's id
    they go (counted as `addresses_hidden`). Ids of comments and threads become hashes, the same id everywhere the same
    one (`address_ids_hashed`).
    """
    columns = {name: batch[name] for name in (*_PEOPLE, *_PLACES)}
    likely = {name: flags for name, column in columns.items() if (flags := _likely(column)) is not None}
    if not likely:
        return batch
    emails = report.format not in HANDLE_FORMATS
    name_of = partial(hidden_name, emails=emails)
    changes: dict[str, _Change] = {"author": name_of, "reply_to": name_of, "author_id": partial(_kept, emails=emails)}
    changed = {name: _changed(columns[name], flags, changes.get(name, hidden_id)) for name, flags in likely.items()}
    report.repair("addresses_hidden", _rows_changed(columns, changed, _PEOPLE))
    report.repair("address_ids_hashed", _rows_changed(columns, changed, _PLACES))
    if "author" in likely:
        changed["author_kind"] = _kinds(batch["author_kind"], columns["author"], likely["author"])
    arrays = [changed.get(name, batch[name]) for name in RAW_SCHEMA.names]
    return pa.RecordBatch.from_arrays(arrays, schema=RAW_SCHEMA)


def threads_without_addresses(threads: dict[str, ThreadInfo]) -> dict[str, ThreadInfo]:
    """Return facts about threads under the ids that `without_addresses` gives these."""
    if _likely(pa.array(threads, pa.string())) is None:
        return threads
    return {hidden_id(thread_id): info for thread_id, info in threads.items()}


def _likely(column: pa.Array) -> pa.Array | None:
    """Return a flag for each value that may hold an address, None where none does."""
    if not _MARKS.occurs(column) and bytes_of(column).max(initial=0) < _FIRST_BEYOND_ASCII:
        return None
    encoded = column.dictionary_encode()
    found = pc.match_substring_regex(encoded.dictionary, LIKELY)
    return pc.fill_null(found.take(encoded.indices), False) if pc.any(found).as_py() else None


def _changed(column: pa.Array, flags: pa.Array, change: _Change) -> pa.Array:
    """Return a column whose flagged values are changed, each different one once."""
    encoded = column.filter(flags).dictionary_encode()
    values = pa.array([change(value) for value in encoded.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(column, flags, values.take(encoded.indices))


def _kept(author_id: str, *, emails: bool) -> str | None:
    return None if holds_address(author_id, emails=emails) else author_id


def _rows_changed(before: dict[str, pa.Array], after: dict[str, pa.Array], names: tuple[str, ...]) -> int:
    """Return in how many rows any of these columns became another."""
    touched = [
        pc.and_(pc.is_valid(before[name]), pc.fill_null(pc.not_equal(before[name], after[name]), True))
        for name in names
        if name in after
    ]
    return pc.sum(reduce(pc.or_, touched)).as_py() or 0 if touched else 0


def _kinds(kinds: pa.Array, authors: pa.Array, flags: pa.Array) -> pa.Array:
    """Return kinds in which those who are known by their network address only are anonymous."""
    users = pc.and_(flags, pc.equal(kinds, "user"))
    found = ["anonymous" if is_nameless(name) else "user" for name in authors.filter(users).to_pylist()]
    return pc.replace_with_mask(kinds, users, pa.array(found, pa.string()))
