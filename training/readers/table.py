"""Files → columns of plain values with the place of every row: JSON lines, CSV, TSV and Parquet."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from training.corpora.files import CorpusError, read_bytes
from training.readers.errors import DataError


@dataclass(frozen=True)
class RawTable:
    """A file as read: nothing checked yet.

    Attributes:
        where: The file, as the user named it.
        columns: Column → n values.
        places: n places of rows in the file, such as "line 3".
    """

    where: str
    columns: dict[str, list[Any]]
    places: list[str]

    def __len__(self) -> int:
        return len(self.places)


def read_table(path: Path) -> RawTable:
    """Read a labelled file by its ending.

    Raises:
        DataError: Missing, of an unknown ending, or broken; the message names the line where it can.
    """
    name = path.name.removesuffix(".gz")
    ending = Path(name).suffix.casefold()
    if ending not in _READERS:
        hint = f"Known endings: {', '.join(_READERS)} (each also with .gz), datasets:NAME, and a column map (.yaml)."
        raise DataError("cannot tell the format by the ending", where=str(path), value=ending or path.name, hint=hint)
    try:
        data = read_bytes(path)
    except CorpusError as error:
        told = "no such file" if not path.exists() else error.message
        raise DataError(told, where=str(path), hint="Check the path.") from error
    return _READERS[ending](data, str(path))


def _decode(data: bytes, where: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise DataError(
            "not UTF-8 text",
            where=f"{where}, line {line}",
            value=data[error.start : error.end],
            hint="Save it as UTF-8.",
        ) from error


def _json_lines(data: bytes, where: str) -> RawTable:
    rows: list[dict[str, Any]] = []
    places: list[str] = []
    # Only "\n" ends a record: U+2028 and its kin occur inside comments.
    for number, line in enumerate(_decode(data, where).split("\n"), start=1):
        if not line.strip():
            continue
        place = f"line {number}"
        try:
            row = orjson.loads(line)
        except ValueError as error:
            hint = "Every line holds one JSON object; cut lines and pretty-printed JSON do not."
            raise DataError(f"not JSON: {error}", where=f"{where}, {place}", value=line, hint=hint) from error
        if not isinstance(row, dict):
            hint = 'Write each row as an object: {"text": "…", "toxicity": 1}.'
            raise DataError("not a JSON object", where=f"{where}, {place}", value=row, hint=hint)
        rows.append(row)
        places.append(place)
    names = dict.fromkeys(name for row in rows for name in row)
    return RawTable(where, {name: [row.get(name) for row in rows] for name in names}, places)


def _delimited(data: bytes, where: str) -> RawTable:
    text = _decode(data, where)
    head = text.split("\n", 1)[0]
    separator = max(("\t", ";", ","), key=head.count)
    try:
        frame = pl.read_csv(io.BytesIO(text.encode()), separator=separator, infer_schema_length=0)
    except pl.exceptions.PolarsError as error:
        hint = "Quote fields that hold the delimiter or line ends, and double the quotes inside."
        raise DataError(f"not a readable table: {error}", where=where, hint=hint) from error
    return of_frame(frame, where)


def _parquet(data: bytes, where: str) -> RawTable:
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise DataError(f"not a readable Parquet file: {error}", where=where, hint="Write it again.") from error
    return of_frame(frame, where)


def of_frame(frame: pl.DataFrame, where: str) -> RawTable:
    """Return a frame as a raw table; rows are numbered from 1, the header not counted."""
    places = [f"row {number}" for number in range(1, frame.height + 1)]
    return RawTable(where, {name: frame.get_column(name).to_list() for name in frame.columns}, places)


_READERS: dict[str, Callable[[bytes, str], RawTable]] = {
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".csv": _delimited,
    ".tsv": _delimited,
    ".parquet": _parquet,
}
