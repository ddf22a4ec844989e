"""Where a thread is hottest: its worst comment, its worst subtree, and the run of comments where it heated up."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.rollups.facts import Facts
from analyzer.rollups.rates import Columns
from analyzer.rollups.subtree import subtree_sizes, subtree_sums

IntArray = npt.NDArray[np.int64]

#: Rated comments in a row that make a run: one rude comment alone is no heated thread.
RUN = 5


def heat_columns(facts: Facts, thread_starts: IntArray) -> Columns:
    """Return, per thread, its hottest comment, subtree and run; null where there is none."""
    return _hottest_comment(facts) | _hot_subtree(facts) | _heated_run(facts, thread_starts)


def _hottest_comment(facts: Facts) -> Columns:
    toxicity = facts.numbers("toxicity")
    rows = np.flatnonzero(facts.rated & ~np.isnan(toxicity))
    best = _best(facts, rows, [-toxicity[rows]])
    return {"hottest_comment_id": _ids(facts, best)}


def _hot_subtree(facts: Facts) -> Columns:
    """Of all subtrees, at any depth, take the most flagged; of those the smallest: the part that holds all of it."""
    sizes = subtree_sizes(facts.parent_row)
    flagged = subtree_sums((facts.flagged_any & facts.rated).astype(np.int64), sizes)
    rows = np.flatnonzero(flagged > 0)
    best = _best(facts, rows, [-flagged[rows], sizes[rows]])
    return {
        "hot_subtree_id": _ids(facts, best),
        "hot_subtree_flagged": pc.take(pa.array(flagged), best),
        "hot_subtree_size": pc.take(pa.array(sizes), best),
    }


def _heated_run(facts: Facts, thread_starts: IntArray) -> Columns:
    """Of the runs of `RUN` rated comments in thread order with a flag in them, take the highest mean toxicity.

    For toxicity 0, 0, .9 (flagged), .9, .9, .9, .9, 0 the run begins at the third comment, with mean 0.9.
    """
    toxicity = facts.numbers("toxicity")
    rows = np.flatnonzero(facts.rated & ~np.isnan(toxicity))
    if len(rows) < RUN:
        rows = rows[:0]
    begins, ends = rows[: len(rows) - RUN + 1], rows[RUN - 1 :]
    means = _running(toxicity[rows]) / RUN
    with_flag = _running(facts.flagged_any[rows].astype(np.float64)) > 0
    whole = (facts.threads.of[begins] == facts.threads.of[ends]) & with_flag
    begins, means = begins[whole], means[whole]
    best = _best(facts, begins, [-np.round(means, 9)])
    of_row = np.full(facts.comments.num_rows, np.nan)
    of_row[begins] = means
    place = np.arange(facts.comments.num_rows) - thread_starts[facts.threads.of]
    return {
        "heated_from": _ids(facts, best),
        "heated_at_position": pc.take(pa.array(place, pa.int64()), best),
        "heated_mean": pc.take(pa.array(of_row), best),
    }


def _running(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the sum of each `RUN` values in a row: (n,) becomes (n - RUN + 1,)."""
    if len(values) < RUN:
        return values[:0]
    return np.asarray(np.lib.stride_tricks.sliding_window_view(values, RUN).sum(axis=1), dtype=np.float64)


def _best(facts: Facts, rows: IntArray, keys: list[npt.NDArray[np.float64] | IntArray]) -> pa.Array:
    """Return, per thread, the row of `rows` with the smallest keys, earliest first among equals; null without one."""
    frame = pl.DataFrame(
        {"row": rows, "thread": facts.threads.of[rows], **{f"key{i}": key for i, key in enumerate(keys)}}
    )
    first = frame.sort([*(f"key{i}" for i in range(len(keys))), "row"]).unique("thread", keep="first")
    best = np.full(facts.threads.size, -1, dtype=np.int64)
    best[first["thread"].to_numpy()] = first["row"].to_numpy()
    return pa.array(best, pa.int64(), mask=best < 0)


def _ids(facts: Facts, rows: pa.Array) -> pa.Array:
    return pc.take(facts.comments["comment_id"], rows).combine_chunks()
