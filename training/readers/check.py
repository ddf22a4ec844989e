"""Raw tables → examples: every value checked, the first that does not fit named with its place."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from training.corpora.splits import split_of
from training.dedup import text_key
from training.examples import EXAMPLE_SCHEMA, as_examples
from training.readers.errors import DataError
from training.readers.fields import FIELDS, LABEL_FIELDS, names_of
from training.readers.table import RawTable

_DESK = ("mode", "reviewer", "guideline_version")


@dataclass(frozen=True)
class Account:
    """What became of the rows of one file; nothing is lost silently."""

    where: str
    rows: int
    kept: int
    without_text: int = 0
    without_label: int = 0
    votes: int = 0  # rows that were votes, gathered into items
    ties: int = 0  # items whose votes tie on a stance: unjudged there
    moved_to_test: int = 0  # rows of items or groups that elsewhere are marked test
    without_context: int = 0  # stances without the parent or target they are about
    ignored: tuple[str, ...] = ()  # columns that mean nothing here
    guideline_versions: tuple[str, ...] = ()
    splits: dict[str, int] = field(default_factory=dict)


def parse(table: RawTable) -> tuple[pl.DataFrame, list[str]]:
    """Return a frame of `FIELDS` columns, with `_place` beside them, and the names of columns that were ignored.

    Raises:
        DataError: No text column, no label column, two columns for one field, a name that looks misspelt, or a value
            that does not fit its column.
    """
    found = _fields(table)
    values = {name: _column(table, theirs, name) for name, theirs in found.items()}
    schema: dict[str, Any] = {name: EXAMPLE_SCHEMA.get(name, pl.String()) for name in FIELDS}
    empty: list[Any] = [None] * len(table)
    frame = pl.DataFrame({name: values.get(name, empty) for name in FIELDS}, schema=schema)
    ignored = [name for name in table.columns if name not in found.values()]
    return frame.with_columns(_place=pl.Series(table.places, dtype=pl.String)), ignored


def _fields(table: RawTable) -> dict[str, str]:
    """Return field → the table's column for it."""
    known, found = names_of(), dict[str, str]()
    for column in table.columns:
        name = known.get(column.strip().casefold())
        if name is None:
            _demand_no_slip(column, list(known), table.where)
        elif name in found:
            hint = "Keep one of them, or say which with a column map (docs/training.md)."
            raise DataError(f"two columns for {name}", where=table.where, value=[found[name], column], hint=hint)
        else:
            found[name] = column
    if "text" not in found:
        hint = f"Columns there: {', '.join(table.columns) or 'none'}. Name it text, or use a column map."
        raise DataError("no column with the comment's text", where=table.where, hint=hint)
    if not set(LABEL_FIELDS) & set(found):
        hint = f"Label columns: {', '.join(LABEL_FIELDS)}. Columns there: {', '.join(table.columns)}."
        raise DataError("no label column", where=table.where, hint=hint)
    return found


def _demand_no_slip(column: str, known: list[str], where: str) -> None:
    """A column named nearly like one of ours is more likely misspelt than meant for nothing."""
    near = difflib.get_close_matches(column.casefold(), known, n=1, cutoff=0.88)
    if near:
        hint = f"Did you mean {near[0]}? Rename it, or drop the column."
        raise DataError("an unknown column that looks misspelt", where=where, value=column, hint=hint)


def _column(table: RawTable, column: str, name: str) -> list[Any]:
    expected = FIELDS[name]
    parsed = []
    for value, place in zip(table.columns[column], table.places, strict=True):
        try:
            parsed.append(expected.parse(value))
        except (TypeError, ValueError) as error:
            where = f"{table.where}, {place}, column {column}"
            hint = f"Expected {expected.expected}."
            raise DataError(f"not a value of {name}", where=where, value=value, hint=hint) from error
    return parsed


def complete(frame: pl.DataFrame, corpus: str, *, all_test: bool) -> pl.DataFrame:
    """Return checked rows as examples of `corpus`.

    Rows without a split get one by the hash of their group, a tenth each for validation and test, or are all for test
    where `all_test`. Rows without a group are grouped by what they answer, or by their own text.
    """
    key = pl.coalesce("parent", "text").map_elements(text_key, return_dtype=pl.String)
    frame = frame.with_columns(
        pl.coalesce("id", "_place").alias("id"),
        pl.coalesce("group", key).alias("group"),
        pl.lit(corpus).alias("corpus"),
    )
    own = pl.lit("test") if all_test else pl.col("group").map_elements(split_of, return_dtype=pl.String)
    frame = frame.with_columns(pl.coalesce("split", own).alias("split"))
    return as_examples(frame.select(name for name in frame.columns if name in EXAMPLE_SCHEMA))


def hold_test(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Move rows to test whose group or text is marked test in another row; return the frame and how many moved."""
    test = frame.filter(pl.col("split") == "test")
    if test.is_empty():
        return frame, 0
    groups, texts = test.get_column("group").drop_nulls().unique(), test.get_column("text").drop_nulls().unique()
    held = (pl.col("group").is_in(groups.implode()) | pl.col("text").is_in(texts.implode())).fill_null(value=False)
    crossing = held & (pl.col("split").fill_null("") != "test")
    moved = frame.select(crossing.sum()).item()
    return frame.with_columns(pl.when(crossing).then(pl.lit("test")).otherwise("split").alias("split")), int(moved)


def desk_columns(frame: pl.DataFrame) -> bool:
    """Say whether the rows are votes of a review desk: somebody's name stands beside them."""
    return frame.get_column("reviewer").is_not_null().any()


def without_desk(frame: pl.DataFrame) -> pl.DataFrame:
    """Drop the columns that only a desk's export has."""
    return frame.drop(_DESK)
