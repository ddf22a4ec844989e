"""One row per thread."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from analyzer.labels.registry import FLAG_LABELS
from analyzer.rollups.columns import THREAD_SCHEMA
from analyzer.rollups.facts import Facts
from analyzer.rollups.heat import heat_columns
from analyzer.rollups.rates import Columns, as_table, count, flag_columns, number, stance_columns
from analyzer.rollups.statistics import shares
from analyzer.threads.forest import Forest


def roll_up_threads(facts: Facts, forest: Forest) -> pa.Table:
    """Return a table of `THREAD_COLUMNS`, threads in the forest's order; threads without comments are in it."""
    rated = facts.rated
    columns = {
        **_identity(forest),
        **_sizes(facts, forest),
        **_shape(facts, forest),
        **flag_columns(facts, facts.threads, rated),
        **{f"{label}_mean": number(facts.threads.mean(facts.numbers(label), rated)) for label in FLAG_LABELS},
        **stance_columns(facts, facts.threads, rated),
        **heat_columns(facts, forest.thread_starts),
    }
    return as_table(columns, THREAD_SCHEMA, len(forest.thread_ids))


def _identity(forest: Forest) -> Columns:
    infos = [forest.threads[thread_id] for thread_id in forest.thread_ids]
    return {
        "thread_id": pa.array(forest.thread_ids, pa.string()),
        "title": pa.array([info.title for info in infos], pa.string()),
        "target": pa.array([info.target or info.title for info in infos], pa.string()),
        "url": pa.array([info.url for info in infos], pa.string()),
        "stubs": pa.array([info.stubs for info in infos], pa.int64()),
        "declared": pa.array([info.declared for info in infos], pa.int64()),
    }


def _sizes(facts: Facts, forest: Forest) -> Columns:
    threads = facts.threads
    comments = threads.count()
    declared = np.array([forest.threads[thread_id].declared or 0 for thread_id in forest.thread_ids], dtype=np.int64)
    return {
        "comments": count(comments),
        "coverage": number(shares(comments, declared)),
        "scored": count(threads.count(facts.rated)),
        "no_text": count(threads.count(~facts.has_text)),
        "comments_by_bots": count(threads.count(facts.by_bot)),
        "comments_deleted": count(threads.count(facts.by_deleted)),
        "other_language": count(threads.count(facts.has_text & ~facts.trained)),
        "participants": count(threads.distinct(np.where(facts.by_user, facts.users.of, -1))),
    }


def _shape(facts: Facts, forest: Forest) -> Columns:
    threads, is_reply = facts.threads, facts.is_reply
    is_orphan = forest.placeholder >= 0
    first, last = threads.time_range(facts.comments["created_at"])
    return {
        "top_level": count(threads.count(~is_reply & ~is_orphan)),
        "orphans": count(threads.count(is_orphan)),
        "max_depth": threads.most(facts.comments["depth"].to_numpy().astype(np.int64)),
        "mean_branching": number(shares(threads.count(is_reply), threads.distinct(facts.parent_row))),
        "first_at": first,
        "last_at": last,
    }
