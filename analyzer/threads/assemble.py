"""The forest as others use it: comments in reading order with every tree column filled."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.comment import INFERRED, TREE_SCHEMA
from analyzer.dumps.record import Dump, ThreadInfo
from analyzer.spool import Spool
from analyzer.threads.codes import Vocabulary
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
    dump: Dump,
    vocabulary: Vocabulary,
    nodes: Nodes,
    grown: Grown,
    threads: dict[str, ThreadInfo],
    report: TreeReport,
) -> Forest:
    """Lay the nodes out in reading order."""
    order = preorder(grown.parent, grown.placeholder, nodes.rank)
    titles = pa.array([threads[i].title for i in vocabulary.thread_ids], pa.string())
    made = _Made(
        vocabulary,
        nodes,
        grown,
        titles,
        depths(grown.parent),
        _parent_sources(dump, nodes, grown),
        _probabilities(dump, nodes, grown),
    )
    spool, states = _lay_out(dump, made, order)
    return Forest(
        comments=spool.table(),
        states=states,
        parent_row=_parent_rows(grown.parent, order),
        placeholder=_number_by_appearance(grown.placeholder[order]),
        thread_starts=np.cumsum([0, *np.bincount(nodes.thread, minlength=len(vocabulary.thread_ids))]),
        thread_ids=vocabulary.thread_ids,
        threads=threads,
        report=report,
        release=spool.release,
    )


def _lay_out(dump: Dump, made: _Made, order: IntArray) -> tuple[Spool, pa.Array]:
    """Return the comment table and the states in `order`, made a batch at a time."""
    spool, states = Spool(TREE_SCHEMA), [pa.array([], pa.string())]
    rows = made.nodes.row[order]
    for part, copied in gather_batches(dump.comments.select([*_COPIED, "state"]), rows, dump.release):
        columns = {name: copied[name].combine_chunks() for name in (*_COPIED, "state")} | made.of(order[part])
        states.append(columns["state"])
        spool.add(pa.record_batch([columns[name] for name in TREE_SCHEMA.names], schema=TREE_SCHEMA))
    return spool, pa.concat_arrays(states)


@dataclass(frozen=True)
class _Made:
    """The columns of m nodes that the trees add, made for a few nodes at a time.

    Attributes:
        vocabulary: The ids behind the nodes' codes.
        nodes: The nodes.
        grown: Their links.
        titles: Title per thread.
        depth: (m,) depth.
        source: m ways of knowing the parent, as a dictionary array.
        probability: m probabilities of inferred parents; null where it is not inferred or was inferred by name.
    """

    vocabulary: Vocabulary
    nodes: Nodes
    grown: Grown
    titles: pa.Array
    depth: IntArray
    source: pa.DictionaryArray
    probability: pa.Array

    def of(self, at: IntArray) -> dict[str, pa.Array]:
        """Return the made columns of the nodes `at`."""
        taken = pa.array(at)
        return {
            "comment_id": self.grown.ids.take(taken),
            "parent_id": self._parent_ids(at),
            "parent_source": self.source.take(taken).cast(pa.string()),
            "parent_probability": self.probability.take(taken),
            "depth": pa.array(self.depth[at], pa.int32()),
            "position": pa.array(self.nodes.position[at]),
            "thread_title": self.titles.take(pa.array(self.nodes.thread[at])),
        }

    def _parent_ids(self, at: IntArray) -> pa.Array:
        """Return the parent's id, for orphans the id they miss, null at top level."""
        parent = self.grown.parent[at]
        known = parent >= 0
        found = self.grown.ids.take(pa.array(parent, mask=~known))
        missed = self.vocabulary.strings(np.where(self.grown.placeholder[at] >= 0, self.nodes.parent[at], -1))
        return pc.coalesce(found, missed)


def _parent_sources(dump: Dump, nodes: Nodes, grown: Grown) -> pa.DictionaryArray:
    """Return how each parent is known."""
    number: defaultdict[str, int] = defaultdict(lambda: len(number))
    none, explicit = number["none"], number["explicit"]

    def numbers(ways: pa.Array) -> npt.NDArray[np.int8]:
        encoded = ways.dictionary_encode()
        of_code = np.array([*(number[way] for way in encoded.dictionary.to_pylist()), explicit], np.int8)
        numbered: npt.NDArray[np.int8] = of_code[encoded.indices.fill_null(-1).to_numpy()]
        return numbered

    source = dump.along("parent_source", numbers)[nodes.row]
    source[grown.inferred.child] = [number[INFERRED + how] for how in grown.inferred.how]
    source[(grown.parent < 0) & (grown.placeholder < 0)] = none
    return pa.DictionaryArray.from_arrays(pa.array(source), pa.array(list(number), pa.string()))


def _probabilities(dump: Dump, nodes: Nodes, grown: Grown) -> pa.Array:
    """Return how probable each parent is, null where it is not inferred or was inferred by name."""
    given = dump.along("parent_probability", lambda chunk: chunk.to_numpy(zero_copy_only=False).astype(np.float32))
    probability = given[nodes.row]
    told = [np.nan if value is None else value for value in grown.inferred.probability]
    probability[grown.inferred.child] = told
    probability[(grown.parent < 0) & (grown.placeholder < 0)] = np.nan
    return pa.array(probability, mask=np.isnan(probability))


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
