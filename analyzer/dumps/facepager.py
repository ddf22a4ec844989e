"""Facepager: a table of nodes, posts below pages and comments below posts; parents are its own node numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzer.dumps.ancestry import Ancestry
from analyzer.dumps.format import Reading
from analyzer.dumps.presets import table_format
from analyzer.dumps.rows import Placed
from analyzer.dumps.values import as_id

#: Rows that tell how fetching went, and hold nothing that anybody wrote.
_NO_DATA = frozenset(("offcut", "empty", "headers", "error"))
_THREAD = "thread_node"


def _threaded(rows: Iterable[Placed], reading: Reading) -> Iterator[Placed]:
    """Give rows the topmost node above them for a thread; rows that are no comments are counted and left out."""
    every = list(rows)
    pairs = ((as_id(row.get("id")), as_id(row.get("parent_id"))) for _, row in every)
    ancestry = Ancestry({own: parent for own, parent in pairs if own is not None and parent is not None})
    for place, row in every:
        own = as_id(row.get("id"))
        seed = as_id(row.get("parent_id")) is None or str(row.get("object_type")) in ("seed", *_NO_DATA)
        if seed or own is None:
            reading.report.repair("service_rows")
        else:
            yield place, {**row, _THREAD: ancestry.top(own)}


FORMAT = table_format(
    "facepager",
    "Facepager: nodes with level and object_id",
    frozenset(("id", "parent_id", "level", "object_id", "query_status")),
    {
        "id": "id",
        "parent_id": "parent_id",
        "thread_id": _THREAD,
        "author": "from.name",
        "author_id": "from.id",
        "created_at": "created_time",
        "text": "message",
    },
    _threaded,
)
