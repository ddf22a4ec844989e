"""Columns threads and users share: how many comments are flagged for what, and the stances they take."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from analyzer.comment import STANCE_PARENT_LABELS, STANCE_TARGET_LABELS
from analyzer.labels.registry import FLAG_LABELS
from analyzer.rollups.facts import Facts
from analyzer.rollups.groups import Groups
from analyzer.rollups.statistics import balance, prior_of, shares, wilson

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Columns = dict[str, pa.Array]


def number(values: npt.NDArray[np.float64]) -> pa.Array:
    """Return numbers as a column, NaN as null."""
    return pa.array(values, pa.float64(), from_pandas=True)


def count(values: IntArray) -> pa.Array:
    """Return counts as a column."""
    return pa.array(values, pa.int64())


def flag_columns(facts: Facts, groups: Groups, rated: BoolArray, population: BoolArray | None = None) -> Columns:
    """Return count, share and interval per label and for any label; labels without an operating point are null.

    Args:
        facts: The comments.
        groups: What they are gathered into.
        rated: (n,) comments that count.
        population: (groups,) those whose mean shares are shrunk toward; without it there are no shrunk shares.
    """
    totals = groups.count(rated)
    columns: Columns = {}
    for label in FLAG_LABELS:
        mask = facts.flagged.get(label)
        if mask is not None:
            counts = groups.count(mask & rated)
            columns |= _rates(label, f"{label}_flagged", counts, totals, population)
    any_counts = groups.count(facts.flagged_any & rated)
    return columns | _rates("flagged_any", "flagged_any", any_counts, totals, population)


def _rates(name: str, flagged: str, counts: IntArray, totals: IntArray, population: BoolArray | None) -> Columns:
    low, high = wilson(counts, totals)
    columns = {
        flagged: count(counts),
        f"{name}_share": number(shares(counts, totals)),
        f"{name}_low": number(low),
        f"{name}_high": number(high),
    }
    if population is not None:
        prior = prior_of(counts[population], totals[population])
        shrunk = np.where(totals > 0, prior.shrunk(counts, totals), np.nan)
        columns[f"{name}_shrunk"] = number(shrunk)
    return columns


def stance_columns(facts: Facts, groups: Groups, rated: BoolArray) -> Columns:
    """Return the mix of stances to parent comments and to the target, and the balance of each."""
    to_parent = {
        name: groups.count(rated & facts.is_reply & facts.is_in("stance_parent", [name]))
        for name in STANCE_PARENT_LABELS
    }
    to_target = {name: groups.count(rated & facts.is_in("stance_target", [name])) for name in STANCE_TARGET_LABELS}
    return {
        **_mix("stance", to_parent),
        "stance_balance": number(balance(to_parent["support"], to_parent["deny"])),
        **_mix("target", to_target),
        "target_balance": number(balance(to_target["favor"], to_target["against"])),
    }


def _mix(prefix: str, counts: dict[str, IntArray]) -> Columns:
    total = np.asarray(sum(counts.values()), dtype=np.int64)
    return {
        f"{prefix}_n": count(total),
        **{f"{prefix}_{name}_share": number(shares(counted, total)) for name, counted in counts.items()},
    }


def as_table(columns: Columns, schema: pa.Schema, rows: int) -> pa.Table:
    """Return `columns` in the order and types of `schema`; a column that is missing is null."""
    unknown = columns.keys() - set(schema.names)
    if unknown:
        raise KeyError(f"columns without a meaning: {sorted(unknown)}")
    arrays = [columns[f.name].cast(f.type) if f.name in columns else pa.nulls(rows, f.type) for f in schema]
    return pa.table(arrays, schema=schema)
