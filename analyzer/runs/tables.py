"""One table as one file: Parquet, JSON lines or CSV, and back again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import orjson
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from analyzer.runs.layout import OutputFormat

_ISO = "%Y-%m-%dT%H:%M:%S%.fZ"
#: A spreadsheet runs a cell that starts with one of these, some also with their full-width forms; quotes before it are
#: counted in so that unmarking is exact.
_STARTS = r"[=+\-@\t\r|\uFF1D\uFF0B\uFF0D\uFF20]"
_FORMULA = f"^'*{_STARTS}"
_MARKED = f"^'+{_STARTS}"


@dataclass(frozen=True)
class TableFile:
    """How one output format is written and read."""

    write: Callable[[pa.Table, Path, bool], None]
    read: Callable[[Path, pa.Schema, bool], pa.Table]


def write_table(table: pa.Table, path: Path, output_format: OutputFormat, *, raw_csv: bool = False) -> None:
    """Write `table` to `path`.

    In JSON lines, times are ISO 8601 with `Z` and nulls are kept. In CSV, nulls are empty cells, lists are JSON, and a
    text cell a spreadsheet would run as a formula gets a `'` in front unless `raw_csv`; numbers are never touched.
    """
    TABLE_FILES[output_format].write(table, path, raw_csv)


def read_table(path: Path, schema: pa.Schema, output_format: OutputFormat, *, raw_csv: bool = False) -> pa.Table:
    """Read back what `write_table` wrote, with the types of `schema`."""
    return TABLE_FILES[output_format].read(path, schema, raw_csv)


def _write_parquet(table: pa.Table, path: Path, raw_csv: bool) -> None:
    pq.write_table(table, path, compression="zstd")


def _read_parquet(path: Path, schema: pa.Schema, raw_csv: bool) -> pa.Table:
    return pq.read_table(path).cast(schema)


def _write_jsonl(table: pa.Table, path: Path, raw_csv: bool) -> None:
    _iso_times(_frame(table)).write_ndjson(path)


def _read_jsonl(path: Path, schema: pa.Schema, raw_csv: bool) -> pa.Table:
    if not path.stat().st_size:
        return schema.empty_table()
    text_times = pa.schema([pa.field(f.name, pa.string() if pa.types.is_timestamp(f.type) else f.type) for f in schema])
    frame = pl.read_ndjson(path, schema=_frame(text_times.empty_table()).schema)
    return _typed(frame, schema)


def _write_csv(table: pa.Table, path: Path, raw_csv: bool) -> None:
    text = [field.name for field in table.schema if pa.types.is_string(field.type)]
    frame = _iso_times(_frame(_json_lists(table)))
    if not raw_csv:
        frame = frame.with_columns(_marked(pl.col(name)) for name in text)
    frame.write_csv(path)


def _read_csv(path: Path, schema: pa.Schema, raw_csv: bool) -> pa.Table:
    flat = pa.schema([pa.field(f.name, f.type if _is_plain(f.type) else pa.string()) for f in schema])
    frame = pl.read_csv(path, schema=_frame(flat.empty_table()).schema)
    if not raw_csv:
        text = [field.name for field in schema if pa.types.is_string(field.type)]
        frame = frame.with_columns(_unmarked(pl.col(name)) for name in text)
    return _typed(frame, schema)


TABLE_FILES: dict[OutputFormat, TableFile] = {
    "parquet": TableFile(_write_parquet, _read_parquet),
    "jsonl": TableFile(_write_jsonl, _read_jsonl),
    "csv": TableFile(_write_csv, _read_csv),
}


def _frame(table: pa.Table) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)  # noqa: S101  a table is never a series
    return frame


def _iso_times(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(pl.Datetime("us", "UTC")).dt.strftime(_ISO))


def _marked(cell: pl.Expr) -> pl.Expr:
    return pl.when(cell.str.contains(_FORMULA)).then("'" + cell).otherwise(cell).name.keep()


def _unmarked(cell: pl.Expr) -> pl.Expr:
    return pl.when(cell.str.contains(_MARKED)).then(cell.str.slice(1)).otherwise(cell).name.keep()


def _is_nested(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_struct(kind))


def _is_plain(kind: pa.DataType) -> bool:
    return not _is_nested(kind) and not pa.types.is_timestamp(kind)


def _json_lists(table: pa.Table) -> pa.Table:
    """Return `table` with nested columns as JSON text."""
    for at, field in enumerate(table.schema):
        if _is_nested(field.type):
            cells = [None if cell is None else orjson.dumps(cell).decode() for cell in table[at].to_pylist()]
            table = table.set_column(at, field.name, pa.array(cells, pa.string()))
    return table


def _typed(frame: pl.DataFrame, schema: pa.Schema) -> pa.Table:
    """Return `frame` as a table of `schema`: times parsed, JSON text of nested columns decoded."""
    columns = [_typed_column(frame[field.name], field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _typed_column(values: pl.Series, kind: pa.DataType) -> pa.Array:
    if pa.types.is_timestamp(kind):
        return (
            values.str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", time_unit="us")
            .dt.replace_time_zone("UTC")
            .to_arrow()
            .cast(kind)
        )
    if _is_nested(kind) and values.dtype == pl.String:
        return pa.array([None if cell is None else orjson.loads(cell) for cell in values.to_list()], kind)
    return values.to_arrow().cast(kind)
