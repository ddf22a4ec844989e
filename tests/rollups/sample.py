"""Scored runs written by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from analyzer.comment import COMMENT_SCHEMA
from analyzer.dumps.record import ThreadInfo
from analyzer.labels.registry import FLAG_LABELS
from analyzer.scored import Scored
from analyzer.threads.forest import Forest, TreeReport

_DEFAULTS: dict[str, Any] = {"thread_id": "t", "author_kind": "user", "language": "en", "text": "words", "flags": []}


def comment(comment_id: str, author: str | None = None, parent: str | None = None, **columns: Any) -> dict[str, Any]:
    """Return one comment; toxicity is 0.9 where it is flagged, 0.1 where not."""
    toxicity = 0.9 if columns.get("flags") else 0.1
    return {
        **_DEFAULTS,
        "comment_id": comment_id,
        "author": author,
        "parent_id": parent,
        "toxicity": toxicity,
        **columns,
    }


def scored(
    rows: list[dict[str, Any]],
    threads: dict[str, ThreadInfo] | None = None,
    flag_labels: tuple[str, ...] = FLAG_LABELS,
) -> Scored:
    """Return a scored run of comments in pre-order; a parent that is not among them makes an orphan."""
    infos = threads or {str(row["thread_id"]): ThreadInfo() for row in rows}
    ids = list(infos)
    row_of = {row["comment_id"]: at for at, row in enumerate(rows)}
    parents = [row_of.get(row["parent_id"], -1) for row in rows]
    depths: list[int] = []
    for parent in parents:
        depths.append(depths[parent] + 1 if parent >= 0 else 0)
    orphan = [0 if row["parent_id"] and row["parent_id"] not in row_of else -1 for row in rows]
    starts = [sum(ids.index(row["thread_id"]) < t for row in rows) for t in range(len(ids) + 1)]
    filled = [{**row, "depth": depth} for row, depth in zip(rows, depths, strict=True)]
    table = pa.Table.from_pylist(filled, schema=COMMENT_SCHEMA)
    forest = Forest(
        table,
        pa.array(["present"] * len(rows), pa.string()),
        np.array(parents, dtype=np.int64),
        np.array(orphan, dtype=np.int64),
        np.array(starts, dtype=np.int64),
        ids,
        infos,
        TreeReport(),
    )
    return Scored(table, forest, {"name": "tiny"}, flag_labels)
