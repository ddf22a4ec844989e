"""One row per user. Deleted and anonymous authors are many people under one name: they get no row."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.rollups.columns import USER_SCHEMA
from analyzer.rollups.facts import Facts, user_keys
from analyzer.rollups.groups import IntArray
from analyzer.rollups.rates import Columns, as_table, count, flag_columns, stance_columns


def roll_up_users(facts: Facts) -> pa.Table:
    """Return a table of `USER_COLUMNS`, most flagged comments first, then by name."""
    users = facts.users
    rated = facts.has_text & facts.trained
    first, last = users.time_range(facts.comments["created_at"])
    identity = _identity(facts)
    ordinary = np.asarray(pc.equal(identity["author_kind"], "user").to_numpy(zero_copy_only=False), dtype=np.bool_)
    columns = {
        **identity,
        "comments": count(users.count()),
        "scored": count(users.count(rated)),
        "threads": count(users.distinct(facts.threads.of)),
        **flag_columns(facts, users, rated, ordinary),
        **stance_columns(facts, users, rated),
        **_answers(facts, identity["author"]),
        "first_at": first,
        "last_at": last,
    }
    table = as_table(columns, USER_SCHEMA, users.size)
    return table.sort_by([("flagged_any", "descending"), ("author", "ascending"), ("user", "ascending")])


def unlisted(facts: Facts) -> dict[str, int]:
    """Count the comments whose writers have no row, by kind of author; `unknown` is a user whose name is lost."""
    kinds = facts.comments["author_kind"].filter(pa.array(facts.users.of < 0))
    counts: dict[str, int] = {entry["values"]: entry["counts"] for entry in kinds.value_counts().to_pylist()}
    return {"unknown" if kind == "user" else kind: counted for kind, counted in counts.items()}


def _identity(facts: Facts) -> Columns:
    first = pa.array(facts.users.first_row())
    keys = pc.take(user_keys(facts.comments), first).combine_chunks()
    names = {
        name: pc.take(facts.comments[name], first).combine_chunks() for name in ("author", "author_id", "author_kind")
    }
    return {"user": keys, **names, "key_kind": pc.if_else(pc.is_valid(names["author_id"]), "id", "name")}


def _answers(facts: Facts, authors: pa.Array) -> Columns:
    """Count answers given and received, those to oneself left out, and find whom each user answers most."""
    users = facts.users
    rows = np.flatnonzero(facts.is_reply)
    writer, answered = users.of[rows], users.of[facts.parent_row[rows]]
    others = (writer != answered) | (writer < 0)
    writer, answered = writer[others], answered[others]
    most, times = _answers_most(writer, answered, users.size)
    return {
        "replies_given": count(np.bincount(writer[writer >= 0], minlength=users.size).astype(np.int64)),
        "replies_received": count(np.bincount(answered[answered >= 0], minlength=users.size).astype(np.int64)),
        "answers_most": pc.take(authors, pa.array(most, pa.int64(), mask=most < 0)),
        "answers_most_count": count(times),
    }


def _answers_most(writer: IntArray, answered: IntArray, users: int) -> tuple[IntArray, IntArray]:
    """Return whom each user answers most (-1: nobody known) and how often; of equals the one first seen."""
    pairs = pl.DataFrame({"writer": writer, "answered": answered}).filter(
        pl.col("writer") >= 0, pl.col("answered") >= 0
    )
    counted = pairs.group_by("writer", "answered").len("times")
    best = counted.sort("times", "answered", descending=[True, False]).unique(
        "writer", keep="first", maintain_order=True
    )
    most, times = np.full(users, -1, dtype=np.int64), np.zeros(users, dtype=np.int64)
    most[best["writer"].to_numpy()] = best["answered"].to_numpy()
    times[best["writer"].to_numpy()] = best["times"].to_numpy()
    return most, times
