"""Tables that were written as one JSON object, as pandas does: by columns, split in names and cells, or by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from analyzer.dumps.columns import knows
from analyzer.dumps.nests import has_text, own_id

Row = dict[str, Any]

#: What a comment has and a list of words, by whatever names, has not.
_SURE = frozenset(("id", "author_id", "created_at"))


def rows_of(value: Any) -> Iterator[Row] | None:
    """Return the rows of a table, None where the value is none.

    Example:
        `{"id": {"0": "a"}, "text": {"0": "x"}}` (by columns) and `{"columns": ["id", "text"], "data": [["a", "x"]]}`
        (split) are a row `{"id": "a", "text": "x"}`; `{"a": {"text": "x"}, …}` (by row) begins with the same.
    """
    if not isinstance(value, Mapping) or not value:
        return None
    if is_by_columns(value) and "text" in knows(list(value)):
        return _of_columns(value)
    if _is_split(value):
        return (dict(zip(value["columns"], row, strict=False)) for row in value["data"])
    if _is_by_rows(value):
        return (row if own_id(row) is not None else {"id": key, **row} for key, row in value.items())
    return None


def is_by_columns(value: Mapping[str, Any]) -> bool:
    """Tell whether an object holds columns, each an object of cells under their rows' numbers."""
    columns = list(value.values())
    return all(isinstance(column, dict) and column and all(map(str.isdecimal, column)) for column in columns) and bool(
        knows(list(value))
    )


def _is_by_rows(value: Mapping[str, Any]) -> bool:
    """Tell whether all members of an object are like comments; a page's own members bear other names than rows do."""
    if len(value) < 2 or knows(list(value)) or not all(isinstance(r, dict) and has_text(r) for r in value.values()):
        return False
    return all(map(str.isdecimal, value)) or all(not _SURE.isdisjoint(knows(list(row))) for row in value.values())


def _of_columns(value: Mapping[str, Mapping[str, Any]]) -> Iterator[Row]:
    numbers = dict.fromkeys(number for column in value.values() for number in column)
    return ({name: column.get(number) for name, column in value.items()} for number in numbers)


def _is_split(value: Mapping[str, Any]) -> bool:
    names, cells = value.get("columns"), value.get("data")
    if not isinstance(names, list) or not isinstance(cells, list) or not cells:
        return False
    return all(isinstance(name, str) for name in names) and all(isinstance(row, list) for row in cells)
