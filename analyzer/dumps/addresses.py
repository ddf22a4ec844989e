"""E-mail and network addresses: never handed on as anybody's name or id."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.comment import RAW_SCHEMA
from analyzer.dumps.plain import Alphabet
from analyzer.dumps.record import InputReport

#: Formats whose names are `user@host` without being e-mail addresses.
HANDLE_FORMATS = frozenset(("mastodon", "lemmy"))

EMAIL: Final = re.compile(r"([^\s@<>()\"',;:]+)@[^\s@<>()\"',;:]+\.[^\W\d_]{2,}")
#: What may be a network address; `ipaddress` decides.
IP_LIKE: Final = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7})(?![\w:])"
)
#: Characters without which nothing is likely.
_MARKS = Alphabet("@.:")
_LIKELY = r"@.*\.|\d\.\d+\.\d+\.\d|:.*:"


def without_addresses(batch: pa.RecordBatch, report: InputReport) -> pa.RecordBatch:
    """Return a batch of `RAW_SCHEMA` whose names and author ids hold no e-mail or network address.

    Of `jo@mail.example` as a name `jo@…` stays, of `192.0.2.7` `192.0.x.x` with an anonymous author; as an author's id
    they go. Counted as `addresses_hidden`.
    """
    columns = {name: batch[name] for name in ("author", "reply_to", "author_id")}
    likely = {name: _rows(column) for name, column in columns.items()}
    if not any(len(rows) for rows in likely.values()):
        return batch
    emails = report.format not in HANDLE_FORMATS
    changed = {
        name: pa.array(_hidden(columns[name], likely[name], emails=emails), pa.string())
        for name in ("author", "reply_to")
    }
    changed["author_id"] = pa.array(_dropped(columns["author_id"], likely["author_id"], emails=emails), pa.string())
    changed["author_kind"] = _kinds(batch["author_kind"], columns["author"], likely["author"])
    touched = [pc.fill_null(pc.not_equal(columns[name], changed[name]), True) for name in columns]
    were = [pc.and_(pc.is_valid(columns[name]), flags) for name, flags in zip(columns, touched, strict=True)]
    report.repair("addresses_hidden", pc.sum(pc.or_(pc.or_(were[0], were[1]), were[2])).as_py() or 0)
    arrays = [changed.get(name, batch[name]) for name in RAW_SCHEMA.names]
    return pa.RecordBatch.from_arrays(arrays, schema=RAW_SCHEMA)


def is_ip(text: str) -> bool:
    """Tell whether a text is an IPv4 or IPv6 address and nothing else."""
    try:
        ipaddress.ip_address(text.strip())
    except ValueError:
        return False
    return True


def hidden_name(name: str, *, emails: bool = True) -> str:
    """Return a name without the addresses in it.

    Example:
        >>> hidden_name("jo@mail.example"), hidden_name("192.0.2.7"), hidden_name("2001:db8::1")
        ('jo@…', '192.0.x.x', '2001:db8:x')
    """
    if is_ip(name):
        mark, rest = (":", "x") if ":" in name else (".", "x.x")
        return mark.join([*name.strip().split(mark)[:2], rest])
    return EMAIL.sub(r"\1@…", name) if emails else name


def _rows(column: pa.Array) -> list[int]:
    if not _MARKS.occurs(column):
        return []
    found = pc.fill_null(pc.match_substring_regex(column, _LIKELY), False)
    return np.flatnonzero(found.to_numpy(zero_copy_only=False)).tolist()


def _hidden(column: pa.Array, rows: list[int], *, emails: bool) -> list[str | None]:
    names: list[str | None] = column.to_pylist()
    for row in rows:
        names[row] = hidden_name(names[row] or "", emails=emails)
    return names


def _dropped(column: pa.Array, rows: list[int], *, emails: bool) -> list[str | None]:
    ids: list[str | None] = column.to_pylist()
    for row in rows:
        held = ids[row] or ""
        if is_ip(held) or (emails and EMAIL.search(held)):
            ids[row] = None
    return ids


def _kinds(kinds: pa.Array, authors: pa.Array, rows: list[int]) -> pa.Array:
    """Return kinds in which those who are known by their network address only are anonymous."""
    found: list[str] = kinds.to_pylist()
    for row in rows:
        if found[row] == "user" and is_ip(authors[row].as_py()):
            found[row] = "anonymous"
    return pa.array(found, pa.string())
