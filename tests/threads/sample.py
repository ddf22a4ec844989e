"""Small dumps written row by row, and what a forest says of them in plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from analyzer.comment import RAW_SCHEMA
from analyzer.dumps.record import Dump, InputReport, ThreadInfo
from analyzer.threads import Forest

#: What a row of `dump_of` is where it does not say otherwise.
DEFAULTS: dict[str, Any] = {
    "source": "in.jsonl",
    "thread_id": "t",
    "comment_id": None,
    "parent_id": None,
    "parent_source": None,
    "parent_probability": None,
    "reply_to": None,
    "author": "ann",
    "author_id": None,
    "author_kind": "user",
    "created_at": None,
    "version_at": None,
    "text": "words",
    "state": "present",
}


def row(comment_id: str | None = None, parent_id: str | None = None, **more: Any) -> dict[str, Any]:
    """Return one comment; a number in `created_at` is microseconds since 1970."""
    source = "explicit" if parent_id is not None else None
    return {**DEFAULTS, "parent_source": source, "comment_id": comment_id, "parent_id": parent_id, **more}


def dump_of(
    rows: Sequence[Mapping[str, Any]],
    threads: Mapping[str, ThreadInfo] | None = None,
    inputs: Sequence[InputReport] | None = None,
    chunk: int = 3,
) -> Dump:
    """Return a dump of `rows`, in chunks of a few rows so that chunk borders are met."""
    batches = [pa.RecordBatch.from_pylist(list(rows[i : i + chunk]), RAW_SCHEMA) for i in range(0, len(rows), chunk)]
    known = dict(threads or {})
    for entry in rows:
        known.setdefault(entry["thread_id"], ThreadInfo())
    return Dump(
        comments=pa.Table.from_batches(batches, RAW_SCHEMA),
        threads=known,
        inputs=list(inputs or [InputReport("in.jsonl", "jsonl", "made for a test")]),
    )


def ids(forest: Forest) -> list[str]:
    """Return the comment ids in reading order."""
    values: list[str] = forest.comments["comment_id"].to_pylist()
    return values


def column(forest: Forest, name: str) -> list[Any]:
    """Return one column as plain values."""
    values: list[Any] = forest.comments[name].to_pylist()
    return values


def outline(forest: Forest) -> str:
    """Return the forest as `id` and, in brackets, replies: `1(2(4) 3) 5`."""
    depth, out, above = column(forest, "depth"), "", -1
    for level, name in zip(depth, ids(forest), strict=True):
        out += "(" if level > above >= 0 else ")" * (above - level) + (" " if out else "")
        out, above = out + name, level
    return out + ")" * max(above, 0)


def reread(forest: Forest) -> Dump:
    """Return a forest's own comments as a dump, as a reader of its table would."""
    table = forest.comments.append_column("state", pa.chunked_array([forest.states]))
    rows = table.to_pylist()
    for entry in rows:
        entry["reply_to"] = entry["version_at"] = None
        if entry["parent_id"] is None:
            entry["parent_source"] = None
    known = {name: forest.threads[name] for name in forest.thread_ids}
    return dump_of([{name: entry[name] for name in RAW_SCHEMA.names} for entry in rows], known)
