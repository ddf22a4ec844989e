"""Data sets of the `datasets` library: a Hugging Face id, or a folder, which needs no network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from training.readers.errors import DataError
from training.readers.mapping import ColumnMap
from training.readers.table import RawTable

#: Files that `save_to_disk` leaves in a folder.
_SAVED = ("dataset_dict.json", "state.json")


def read_dataset(found: ColumnMap, name: str) -> RawTable:
    """Read a data set's rows; its splits become the column `split` unless the map names one.

    Class labels come as their names.

    Raises:
        DataError: It cannot be found or loaded, or lacks the part asked for.
    """
    parts = _load(found, name)
    if found.part is not None:
        if found.part not in parts:
            hint = f"Parts there: {', '.join(parts)}."
            raise DataError("no such part", where=f"datasets:{name}", value=found.part, hint=hint)
        parts = {found.part: parts[found.part]}
    columns: dict[str, list[Any]] = {}
    places: list[str] = []
    for part, rows in parts.items():
        before = len(places)
        places += [f"{part} row {number}" for number in range(1, len(rows) + 1)]
        values = {column: _values(rows, column) for column in rows.column_names}
        # A data set of one part says nothing about splits.
        if len(parts) > 1 and "split" not in values:
            values["split"] = [_split_name(part)] * len(rows)
        for column in {**columns, **values}:
            columns.setdefault(column, [None] * before)
            columns[column] += values.get(column, [None] * len(rows))
    return RawTable(f"datasets:{name}", columns, places)


def _split_name(part: str) -> str:
    return next((known for known in ("train", "val", "test") if part.startswith(known)), "train")


def _load(found: ColumnMap, name: str) -> dict[str, Any]:
    import datasets

    folder = Path(name)
    try:
        if any((folder / saved).is_file() for saved in _SAVED):
            loaded: Any = datasets.load_from_disk(name)
        else:
            loaded = datasets.load_dataset(name, found.config, revision=found.revision)
    except Exception as error:  # the library raises whatever its back ends do
        hint = "Name a folder that is there, or a data set id; ids need a network or the library's cache."
        told = (str(error).splitlines() or [""])[0]
        raise DataError(f"cannot load the data set: {told}", where=f"datasets:{name}", hint=hint) from error
    return dict(loaded) if isinstance(loaded, dict) else {"train": loaded}


def _values(rows: Any, column: str) -> list[Any]:
    values = list(rows[column])
    names = getattr(rows.features[column], "names", None)
    if names is None:
        return values
    return [None if value is None or value < 0 else names[value] for value in values]
