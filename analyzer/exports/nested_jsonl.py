"""Nested JSON Lines: one thread per line, replies inside the comments they answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from analyzer.exports.export import Export, rows_of
from analyzer.runs.reader import Run

#: Deepest nesting written. Readers of JSON give up at some depth (Python's near 1,000 brackets, jq 1.6 at 256, two to a
#: reply): replies below this depth stand beside each other in the last level, their `depth` and `parent_id` say where.
MAX_DEPTH = 100

_OF_THREAD = ("thread_id", "thread_title")
_THREAD_FACTS = ("thread_id", "title", "target", "url", "declared")


def write(run: Run, path: Path) -> None:
    """Write each thread as an object with `comments`, each comment with `replies`; null members are left out."""
    facts = {row["thread_id"]: row for row in rows_of(run.threads.select(_THREAD_FACTS))}
    with path.open("wb") as file:
        for thread_id, comments in _threads(rows_of(run.comments)):
            file.writelines(_thread(facts.pop(thread_id), comments))
        for thread in facts.values():  # those without comments
            file.writelines(_thread(thread, ()))


def _threads(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """Group rows by thread; a thread's rows are used up before the next thread is asked for."""
    waiting = iter(rows)
    first = next(waiting, None)
    while first is not None:
        following: list[dict[str, Any]] = []
        yield first["thread_id"], _same_thread(first, waiting, following)
        first = following[0] if following else None


def _same_thread(
    first: dict[str, Any], waiting: Iterator[dict[str, Any]], following: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    yield first
    for row in waiting:
        if row["thread_id"] != first["thread_id"]:
            following.append(row)
            return
        yield row


def _thread(facts: dict[str, Any], comments: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Yield one thread's line in pieces: a comment's object stays open until its replies are written."""
    yield _open(facts, "comments")
    above = -1
    for row in comments:
        depth = min(row["depth"], MAX_DEPTH)
        if depth <= above:
            yield b"]}" * (above - depth + 1) + b","
        yield _open({name: value for name, value in row.items() if name not in _OF_THREAD}, "replies")
        above = depth
    yield b"]}" * (above + 2) + b"\n"


def _open(members: dict[str, Any], children: str) -> bytes:
    """Return an object whose last member, a list, is still open."""
    kept = {name: value for name, value in members.items() if value is not None}
    return orjson.dumps(kept)[:-1] + f',"{children}":['.encode()


EXPORT = Export("nested-jsonl", "JSON Lines, one thread per line, replies nested in the comments they answer", write)
