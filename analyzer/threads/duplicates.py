"""Comments that stand in a dump more than once: overlapping crawls, edited versions, ids used twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.dumps.record import Dump
from analyzer.threads.codes import NO_TIME, Codes, dictionary_codes, microseconds
from analyzer.threads.forest import BoolArray, IntArray, TreeReport
from analyzer.threads.gather import gather

#: Characters from which on an equal text at an equal time is no coincidence: people do say "yes" twice.
MIN_COPIED = 16


@dataclass(frozen=True)
class Kept:
    """The m comments that stay, in file order.

    Attributes:
        row: (m,) row in the dump of the version kept.
        position: (m,) row in the dump where the comment stood first.
        clashing: m flags, true where the comment's id belongs to an earlier comment of another author.
    """

    row: IntArray
    position: IntArray
    clashing: BoolArray


def drop_duplicates(codes: Codes, dump: Dump, report: TreeReport) -> Kept:
    """Return the comments that stay where several share a thread and an id.

    Among rows of one author the one fetched or edited last (else written last, else the last) stays, in the place of
    the first; a row with text is never given up for one without. Rows of different authors all stay. Where the author
    is lost, the same text is the same comment, and a row without text is a deleted version of the first comment with
    that id. Rows without an id are the same comment where thread, author, time and a text of some length are.

    Example:
        Rows `(id, author, text)` of one thread: `(1, A, x) (1, A, x) (1, A, y) (1, B, z)`. The third row stays, at
        position 0, and the fourth, clashing; counted are 1 duplicate, 1 edited duplicate and 1 conflicting id.
    """
    copies = _copies(codes, dump)
    report.repair("duplicate_comments", len(copies))
    repeated = _repeated(codes)
    if not len(repeated) and not len(copies):
        rows = np.arange(len(codes.thread))
        return Kept(rows, rows, np.zeros(len(rows), bool))
    single = np.ones(len(codes.thread), bool)
    single[repeated] = False
    single[copies] = False
    if not len(repeated):
        rows = np.flatnonzero(single)
        return Kept(rows, rows, np.zeros(len(rows), bool))
    mended = _mend(codes, dump, repeated, report)
    rows = np.flatnonzero(single)
    position = np.concatenate([rows, mended.position])
    order = np.argsort(position)
    clashing = np.concatenate([np.zeros(len(rows), bool), mended.clashing])
    return Kept(np.concatenate([rows, mended.row])[order], position[order], clashing[order])


def _copies(codes: Codes, dump: Dump) -> IntArray:
    """Return the rows without an id that say again what an earlier one said: same thread, author, time and text."""
    rows = np.flatnonzero(codes.comment < 0)
    if not len(rows):
        return rows
    columns = gather(dump.comments.select(["author", "text", "created_at"]), rows, dump.release)
    author, _ = dictionary_codes(columns["author"].chunks)
    text, _ = dictionary_codes(columns["text"].chunks)
    time = microseconds(columns["created_at"])
    long = pc.greater_equal(pc.utf8_length(columns["text"]), MIN_COPIED).to_numpy()
    able = np.flatnonzero((author >= 0) & (time != NO_TIME) & long)
    keys = [codes.thread[rows][able], author[able], time[able], text[able]]
    order = np.lexsort((able, *keys))
    again = ~_changes(*(key[order] for key in keys)) if len(able) else np.zeros(0, bool)
    return np.sort(rows[able[order[again]]])


def _repeated(codes: Codes) -> IntArray:
    """Return the rows, ascending, whose id another row of their thread has too."""
    rows = np.flatnonzero(codes.comment >= 0)
    holders = np.bincount(codes.comment[rows], minlength=1)
    rows = rows[holders[codes.comment[rows]] > 1]
    keys = codes.vocabulary.key(codes.thread[rows], codes.comment[rows])
    _, group, count = np.unique(keys, return_inverse=True, return_counts=True)
    return rows[count[group] > 1]


def _mend(codes: Codes, dump: Dump, rows: IntArray, report: TreeReport) -> Kept:
    """Choose one version per (id, author) among `rows`, count the others."""
    group = np.unique(codes.vocabulary.key(codes.thread[rows], codes.comment[rows]), return_inverse=True)[1]
    columns = gather(
        dump.comments.select(["author", "author_id", "text", "created_at", "version_at"]), rows, dump.release
    )
    text, _ = dictionary_codes(columns["text"].chunks)
    has_text = pc.not_equal(columns["text"], "").to_numpy()
    writer = _writers(columns, group, text, has_text)
    version, age = (_unknown_first(microseconds(columns[name])) for name in ("version_at", "created_at"))
    order = np.lexsort((rows, codes.parent[rows] >= 0, age, version, has_text, writer, group))
    starts = np.flatnonzero(_changes(group[order], writer[order]))
    last = np.append(starts[1:], len(order)) - 1
    position = np.minimum.reduceat(rows[order], starts)
    first_of_id = np.full(group.max() + 1, len(codes.thread))
    np.minimum.at(first_of_id, group, rows)
    clashing = position != first_of_id[group[order][starts]]
    by_text = np.lexsort((text, writer, group))
    versions = int(np.count_nonzero(_changes(group[by_text], writer[by_text], text[by_text])))
    report.repair("duplicate_comments", len(rows) - versions)
    report.repair("edited_duplicates", versions - len(starts))
    report.repair("conflicting_ids", int(np.count_nonzero(clashing)))
    return Kept(rows[order][last], position, clashing)


def _unknown_first(time: IntArray) -> IntArray:
    return np.where(time == NO_TIME, -NO_TIME, time)


def _writers(columns: pa.Table, group: IntArray, text: IntArray, has_text: BoolArray) -> IntArray:
    """Return a number per row that is the same for rows of the same author under one id."""
    name, names = dictionary_codes(columns["author"].chunks)
    user, users = dictionary_codes(columns["author_id"].chunks)
    writer = np.where(user >= 0, user, np.where(name >= 0, len(users) + name, len(users) + len(names) + text))
    blank = (user < 0) & (name < 0) & ~has_text
    known = np.flatnonzero(~blank)
    first = np.full(group.max() + 1, -1)
    first[group[known][::-1]] = known[::-1]
    adopted = np.flatnonzero(blank & (first[group] >= 0))
    writer[adopted] = writer[first[group[adopted]]]
    return writer


def _changes(*columns: IntArray) -> BoolArray:
    """Return flags that are true where any of the sorted columns differs from the row before."""
    flags = np.ones(len(columns[0]), bool)
    flags[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return flags
