"""Labelled data of anybody's → examples: the project's own files, desk exports, `datasets`, column maps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

import polars as pl

from training.corpora import CORPORA
from training.readers.check import Account, complete, desk_columns, hold_test, parse, without_desk
from training.readers.errors import DataError
from training.readers.fields import FIELDS, LABEL_FIELDS
from training.readers.hub import read_dataset
from training.readers.mapping import PREFIX, ColumnMap, apply, parse_spec, read_map
from training.readers.table import RawTable, read_table
from training.readers.votes import gather

__all__ = ["FIELDS", "Account", "DataError", "free_name", "read_all", "read_labelled"]

_CONTEXTS = {"stance_parent": "parent", "stance_target": "target"}


def read_all(specs: Sequence[str], *, all_test: bool = False) -> tuple[list[pl.DataFrame], list[Account]]:
    """Read several labelled files; see `read_labelled`. Each becomes a corpus under a name of its own."""
    frames, accounts, taken = [], [], {corpus.name for corpus in CORPORA}
    for spec in specs:
        table, name = raw(spec)
        free = free_name(name, taken)
        taken.add(free)
        frame, account = examples_of(table, free, all_test=all_test)
        frames.append(frame)
        accounts.append(account)
    return frames, accounts


def read_labelled(spec: str, *, all_test: bool = False) -> tuple[pl.DataFrame, Account]:
    """Read one labelled file into examples, with the account of its rows.

    Args:
        spec: A path (.jsonl, .csv, .tsv, .parquet, a column map .yaml) or `datasets:NAME?…`.
        all_test: Whether rows without a split are all for test; otherwise a hash of their group decides.

    Raises:
        DataError: The file or a value in it does not fit; the message says where, what, and what would.
    """
    frames, accounts = read_all([spec], all_test=all_test)
    return frames[0], accounts[0]


def free_name(name: str, taken: set[str]) -> str:
    """Return `name`, or one made from it that is not taken."""
    numbered = (f"own-{name}-{i}" for i in count(2))
    return next(n for n in chain((name, f"own-{name}"), numbered) if n not in taken)


def raw(spec: str) -> tuple[RawTable, str]:
    """Return what `spec` names as a raw table, and what its rows shall be called."""
    if spec.startswith(PREFIX):
        found = parse_spec(spec)
        return _mapped(found, Path()), slug(found.datasets or "")
    path = Path(spec)
    if path.suffix.casefold() in (".yaml", ".yml"):
        found = read_map(path)
        return _mapped(found, path.parent), slug(found.name or path.stem)
    return read_table(path), slug(path.name.split(".")[0])


def _mapped(found: ColumnMap, beside: Path) -> RawTable:
    if found.path is not None and not (beside / found.path).is_dir():
        return apply(found, read_table(beside / found.path))
    name = str(beside / found.path) if found.path is not None else str(found.datasets)
    return apply(found, read_dataset(found, name))


def slug(name: str) -> str:
    """Return a name fit for a corpus: the last part of a path, letters, digits, dashes and underscores."""
    return re.sub(r"[^\w-]+", "-", name.rstrip("/").split("/")[-1]).strip("-").casefold() or "own"


def examples_of(table: RawTable, corpus: str, *, all_test: bool) -> tuple[pl.DataFrame, Account]:
    """Check a raw table and return its examples under the name `corpus`, with the account.

    Raises:
        DataError: See `parse`; or no row is left.
    """
    checked, ignored = parse(table)
    account = Account(table.where, len(table), 0, ignored=tuple(ignored))
    versions = checked.get_column("guideline_version").drop_nulls().unique().sort().to_list()
    account = replace(account, guideline_versions=tuple(versions))
    worded = checked.filter(pl.col("text").is_not_null())
    worded, moved = hold_test(worded)
    account = replace(account, without_text=len(checked) - len(worded), moved_to_test=moved)
    if desk_columns(worded):
        votes = len(worded)
        worded, ties = gather(worded)
        account = replace(account, votes=votes, ties=ties)
    else:
        worded = without_desk(worded)
    worded, alone = _drop_lone_stances(worded)
    judged = worded.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in LABEL_FIELDS))
    if judged.is_empty():
        hint = f"Rows need text and at least one of {', '.join(LABEL_FIELDS)}; stances need their parent or target."
        raise DataError("no labelled row", where=table.where, value=f"{len(table)} rows", hint=hint)
    examples = complete(judged, corpus, all_test=all_test)
    splits = dict(examples.group_by("split").len().sort("split").iter_rows())
    account = replace(
        account, kept=len(examples), without_label=len(worded) - len(judged), without_context=alone, splits=splits
    )
    return examples, account


def _drop_lone_stances(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Unjudge stances whose parent or target is not there; return how many there were."""
    count = 0
    for stance, context in _CONTEXTS.items():
        alone = pl.col(stance).is_not_null() & pl.col(context).is_null()
        count += int(frame.select(alone.sum()).item())
        frame = frame.with_columns(pl.when(alone).then(None).otherwise(pl.col(stance)).alias(stance))
    return frame, count
