"""Threads that stand under one address made one: sites open a second where http became https, or a slash was lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.comment import RAW_SCHEMA
from analyzer.dumps.record import Dump, ThreadInfo
from analyzer.spool import spooled


def canonical(url: str) -> str:
    """Return an address without scheme, `www.`, fragment and closing slash.

    Example:
        >>> canonical("http://www.Lantern.example/bees/") == canonical("https://lantern.example/bees#comments")
        True
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"


def merge_threads(dump: Dump) -> Dump:
    """Return a dump in which threads of one address are one, under the id of the first.

    Threads that use one comment id twice stay apart: there ids count within their thread, and replies would go astray.
    Both are counted in the account of the first input.
    """
    shared = _shared(dump)
    if not shared or not dump.inputs:
        return dump
    clashing = _clashing(dump, shared)
    merged = {name: first for name, first in shared.items() if first not in clashing}
    moved = [name for name, first in merged.items() if name != first]
    dump.inputs[0].repair("threads_merged", len(moved))
    dump.inputs[0].repair("threads_not_merged", len(shared) - len(merged))
    spool = spooled(_renamed(dump, merged), RAW_SCHEMA)
    return Dump(spool.table(), _merged_infos(dump.threads, merged), dump.inputs, spool.release)


def _shared(dump: Dump) -> dict[str, str]:
    """Return the first thread of its address for every thread whose address another has too."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for thread_id, info in dump.threads.items():
        if info.url:
            groups[canonical(info.url)].append(thread_id)
    return {thread_id: members[0] for members in groups.values() if len(members) > 1 for thread_id in members}


def _clashing(dump: Dump, shared: Mapping[str, str]) -> set[str]:
    """Return the first threads of those groups in which two threads use one comment id."""
    wanted = pa.array(list(shared), pa.string())
    owner: dict[tuple[str, str], str] = {}
    clashing: set[str] = set()
    for batch in dump.comments.select(["thread_id", "comment_id"]).to_batches():
        rows = batch.filter(pc.and_(pc.is_in(batch["thread_id"], wanted), pc.is_valid(batch["comment_id"])))
        for thread_id, comment_id in zip(rows["thread_id"].to_pylist(), rows["comment_id"].to_pylist(), strict=True):
            first = shared[thread_id]
            if owner.setdefault((first, comment_id), thread_id) != thread_id:
                clashing.add(first)
    dump.release()
    return clashing


def _renamed(dump: Dump, merged: Mapping[str, str]) -> Iterator[pa.RecordBatch]:
    for batch in dump.comments.to_batches():
        encoded = batch["thread_id"].dictionary_encode()
        names = [merged.get(name, name) for name in encoded.dictionary.to_pylist()]
        columns = {name: batch[name] for name in RAW_SCHEMA.names}
        columns["thread_id"] = pa.array(names, pa.string()).take(encoded.indices)
        yield pa.RecordBatch.from_arrays(list(columns.values()), schema=RAW_SCHEMA)
    dump.release()


def _merged_infos(threads: Mapping[str, ThreadInfo], merged: Mapping[str, str]) -> dict[str, ThreadInfo]:
    groups: defaultdict[str, list[ThreadInfo]] = defaultdict(list)
    for thread_id, info in threads.items():
        groups[merged.get(thread_id, thread_id)].append(info)
    return {thread_id: infos[0] if len(infos) == 1 else _one_of(infos) for thread_id, infos in groups.items()}


def _one_of(infos: Sequence[ThreadInfo]) -> ThreadInfo:
    """Return what several threads say as one: the first word counts; numbers add up where all give one."""
    declared = [info.declared for info in infos if info.declared is not None]
    orders = {info.chronological for info in infos}
    return replace(
        infos[0],
        title=next((info.title for info in infos if info.title), None),
        target=next((info.target for info in infos if info.target), None),
        article=next((info.article for info in infos if info.article), None),
        declared=sum(declared) if len(declared) == len(infos) else None,
        stubs=sum(info.stubs for info in infos),
        chronological=orders.pop() if len(orders) == 1 else None,
    )
