"""Column maps: what somebody else's columns and values mean, as a YAML file or behind `datasets:NAME?…`.

path: comments.csv                 # or datasets: NAME, with config, part, revision
columns: {text: body, toxicity: rude, stance_parent: relation}
values:
  stance_parent: {agree: support, disagree: deny, neutral: comment}
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from training.readers.errors import DataError
from training.readers.fields import FIELDS
from training.readers.table import RawTable

PREFIX = "datasets:"
_SETTINGS = ("config", "part", "revision")


class ColumnMap(BaseModel):
    """The schema of a column map; an unknown key is an error.

    Attributes:
        path: File or folder of a `datasets` data set, relative to the map; or
        datasets: A Hugging Face id or folder.
        name: What the rows are called in reports; the file's name where left out.
        config: Configuration of the data set.
        part: Which of its splits to read; all where left out.
        revision: Commit or tag of the data set.
        columns: Our column → theirs.
        values: Our column → their value → ours (null: not judged).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str | None = None
    datasets: str | None = None
    name: str | None = None
    config: str | None = None
    part: str | None = None
    revision: str | None = None
    columns: dict[str, str] = {}
    values: dict[str, dict[str, str | float | None]] = {}


def read_map(path: Path) -> ColumnMap:
    """Read a column map.

    Raises:
        DataError: Missing, not YAML, or not of the schema; unknown columns of ours are named.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = ColumnMap.model_validate(content)
    except OSError as error:
        raise DataError(f"cannot read the column map: {error.strerror}", where=str(path)) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataError(f"not valid YAML: {error}", where=str(path)) from error
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'the whole'}: {e['msg']}" for e in error.errors())
        raise DataError(f"not a column map: {told}", where=str(path), hint="See docs/training.md.") from error
    if (found.path is None) == (found.datasets is None):
        raise DataError("a column map names either `path` or `datasets`", where=str(path))
    _demand_known({*found.columns, *found.values}, str(path))
    return found


def parse_spec(spec: str) -> ColumnMap:
    """Return the map in `datasets:NAME?text=body&toxicity=rude&part=train`.

    Raises:
        DataError: A key that is neither a column of ours nor one of config, part, revision.
    """
    name, _, query = spec.removeprefix(PREFIX).partition("?")
    pairs = dict(parse_qsl(query, keep_blank_values=True))
    settings = {key: pairs.pop(key) for key in _SETTINGS if key in pairs}
    _demand_known(set(pairs), spec, more=_SETTINGS)
    if not name:
        raise DataError("no data set named", where=spec, hint="Write datasets:NAME or datasets:FOLDER.")
    return ColumnMap(datasets=name, columns=pairs, **settings)


def _demand_known(names: set[str], where: str, more: tuple[str, ...] = ()) -> None:
    unknown = sorted(names - set(FIELDS))
    if unknown:
        hint = f"Known: {', '.join((*FIELDS, *more))}."
        raise DataError("a column that examples do not have", where=where, value=unknown[0], hint=hint)


def apply(found: ColumnMap, table: RawTable) -> RawTable:
    """Rename columns and translate values; columns that are mapped from are gone under their old names.

    Raises:
        DataError: A column the map names is not there, or a value it does not translate.
    """
    columns = {name: values for name, values in table.columns.items() if name not in found.columns.values()}
    for ours, theirs in found.columns.items():
        if theirs not in table.columns:
            hint = f"Columns there: {', '.join(table.columns)}."
            raise DataError(f"no column for {ours}", where=table.where, value=theirs, hint=hint)
        columns[ours] = table.columns[theirs]
    for ours, meaning in found.values.items():
        if ours in columns:
            columns[ours] = [
                _translate(value, meaning, ours, f"{table.where}, {place}")
                for value, place in zip(columns[ours], table.places, strict=True)
            ]
    return RawTable(table.where, columns, table.places)


def _translate(value: Any, meaning: dict[str, str | float | None], column: str, where: str) -> Any:
    if value is None:
        return None
    told = str(value).strip()
    if told not in meaning:
        hint = f"The map translates {', '.join(meaning)}; add this value to `values` (null where it says nothing)."
        raise DataError(f"column {column}: a value the map does not know", where=where, value=value, hint=hint)
    return meaning[told]
