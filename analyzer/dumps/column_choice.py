"""The columns chosen for a table's fields, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analyzer.dumps.values import as_id

BY_NAME = "by its name"
BY_WISH = "your choice"
#: What only a run folder's own comments table has all of.
_OWN_COLUMNS = frozenset(("thread_title", "comment_id", "parent_id", "parent_source", "author_kind", "no_text_reason"))

Record = Mapping[str, Any]


@dataclass
class Columns:
    """A table's columns by field, and why each was chosen.

    Attributes:
        names: Field → column name; `a.b` is the member `b` of an object in column `a`.
        reasons: Field → why, in words.
        html: Whether the text column holds HTML.
        clock: The column of the time of day, where `created_at` is a column of dates only.
    """

    names: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    html: bool = False
    clock: str | None = None

    def choose(self, field_name: str, column: str, reason: str) -> None:
        """Give a field its column."""
        self.names[field_name] = column
        self.reasons[field_name] = reason

    def drop(self, field_name: str) -> None:
        """Take a field's column away from it."""
        del self.names[field_name], self.reasons[field_name]

    def explanations(self) -> list[str]:
        """Return in words every choice that the column's name alone does not explain."""
        return [
            f"column {self.names[name]!r} is taken for {name}: {reason}"
            for name, reason in self.reasons.items()
            if reason not in (BY_NAME, BY_WISH)
        ]


def own_table(columns: Iterable[str]) -> bool:
    """Tell whether a table is a run folder's comments: its ids are certain, its texts plain, its rows in order."""
    return set(columns) >= _OWN_COLUMNS


def value_of(record: Record, column: str) -> Any:
    """Return a record's value in a column, which may be `a.b`."""
    if column in record or "." not in column:
        return record.get(column)
    outer, _, inner = column.partition(".")
    held = record.get(outer)
    return held.get(inner) if isinstance(held, Mapping) else None


def ids_in(column: str, sample: Sequence[Record]) -> list[str | None]:
    """Return a column's values as ids."""
    return [as_id(value_of(record, column)) for record in sample]


def is_unique(column: str, sample: Sequence[Record]) -> bool:
    """Tell whether every record has a value in the column, and each its own."""
    values = ids_in(column, sample)
    present = [value for value in values if value is not None]
    return len(present) > 1 and len(set(present)) == len(values)
