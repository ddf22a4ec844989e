"""The forest as others use it: comments in reading order with every tree column filled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.comment import TREE_SCHEMA
from analyzer.dumps.record import ThreadInfo
from analyzer.threads.codes import Codes
from analyzer.threads.flat import Inferred
from analyzer.threads.forest import Forest, IntArray, TreeReport
from analyzer.threads.gather import gather_batches
from analyzer.threads.nodes import Nodes
from analyzer.threads.tree import depths, preorder

#: Columns that pass from the dump to the forest as they are.
_COPIED = ("thread_id", "author", "author_id", "author_kind", "created_at", "text", "source")


@dataclass(frozen=True)
class Grown:
    """What the trees know of m nodes.

    Attributes:
        parent: (m,) node answered or -1, without cycles.
        placeholder: (m,) number of an orphan's missing parent, else -1.
        ids: m comment ids, unique in their threads.
        inferred: The links among `parent` that were inferred, before cycles were broken.
    """

    parent: IntArray
    placeholder: IntArray
    ids: pa.Array
    inferred: Inferred


def assemble(
    comments: pa.Table, codes: Codes, nodes: Nodes, grown: Grown, threads: dict[str, ThreadInfo], report: TreeReport
) -> Forest:
    """Lay the nodes out in reading order."""
    order = preorder(grown.parent, grown.placeholder, nodes.rank)
    made = {
        "comment_id": grown.ids,
        "parent_id": _parent_ids(codes, nodes, grown),
        "parent_source": pa.array(_parent_sources(comments, nodes, grown), pa.string()),
        "depth": pa.array(depths(grown.parent), pa.int32()),
        "position": pa.array(nodes.position),
        "thread_title": pa.array([threads[i].title for i in codes.thread_ids], pa.string()).dictionary_encode(),
    }
    made["thread_title"] = made["thread_title"].take(pa.array(nodes.thread))
    table, states = _lay_out(comments, pa.table(made), nodes.row, order)
    return Forest(
        comments=table,
        states=states,
        parent_row=_parent_rows(grown.parent, order),
        placeholder=_number_by_appearance(grown.placeholder[order]),
        thread_starts=np.cumsum([0, *np.bincount(nodes.thread, minlength=len(codes.thread_ids))]),
        thread_ids=codes.thread_ids,
        threads=threads,
        report=report,
    )


def _lay_out(comments: pa.Table, made: pa.Table, row: IntArray, order: IntArray) -> tuple[pa.Table, pa.Array]:
    """Return the comment table and the states in `order`, a batch at a time so that memory holds one copy only."""
    tables, states = [TREE_SCHEMA.empty_table()], [pa.array([], pa.string())]
    for part, copied in gather_batches(comments.select([*_COPIED, "state"]), row[order]):
        columns = {name: copied[name] for name in _COPIED}
        fresh = made.take(pa.array(order[part]))
        columns.update({name: fresh[name].cast(TREE_SCHEMA.field(name).type) for name in fresh.column_names})
        tables.append(pa.table([columns[name] for name in TREE_SCHEMA.names], schema=TREE_SCHEMA))
        states.extend(copied["state"].chunks)
    return pa.concat_tables(tables), pa.concat_arrays(states)


def _parent_ids(codes: Codes, nodes: Nodes, grown: Grown) -> pa.Array:
    """Return the parent's id, for orphans the id they miss, null at top level."""
    stated = (grown.parent >= 0) | (grown.placeholder >= 0)
    stated[grown.inferred.child] = False
    ids = codes.strings(np.where(stated, nodes.parent, -1))
    told = (grown.parent >= 0) & ~stated
    return pc.replace_with_mask(ids, pa.array(told), grown.ids.take(pa.array(grown.parent[told])))


def _parent_sources(comments: pa.Table, nodes: Nodes, grown: Grown) -> npt.NDArray[np.object_]:
    """Return how each parent is known."""
    given = comments["parent_source"].combine_chunks().dictionary_encode()
    names = np.array([*given.dictionary.to_pylist(), "explicit"], object)
    source: npt.NDArray[np.object_] = names[given.indices.fill_null(len(names) - 1).to_numpy()][nodes.row]
    source[grown.inferred.child] = [f"inferred:{how}" for how in grown.inferred.how]
    source[(grown.parent < 0) & (grown.placeholder < 0)] = "none"
    return source


def _parent_rows(parent: IntArray, order: IntArray) -> IntArray:
    """Return each laid-out comment's parent as a row of the laid-out table."""
    # One slot more than there are nodes, so that -1 leads to -1.
    row_of = np.full(len(order) + 1, -1)
    row_of[order] = np.arange(len(order))
    return row_of[parent[order]]


def _number_by_appearance(placeholder: IntArray) -> IntArray:
    """Renumber missing parents 0, 1, … in the order their first child appears."""
    numbers, first = np.unique(placeholder[placeholder >= 0], return_index=True)
    fresh = np.full(len(numbers) + 1, -1)
    fresh[np.argsort(first)] = np.arange(len(numbers))
    return fresh[placeholder]
