"""Reading published files: CSV, JSONL and one-per-line text, each checked for the columns a corpus needs."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from analyzer.errors import AnalyzerError, ExitCode


class CorpusError(AnalyzerError):
    """A corpus file that is missing or not in its published layout."""

    exit_code = ExitCode.BAD_INPUT


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes, gunzipped when its name ends in `.gz`.

    Raises:
        CorpusError: the file is missing or cannot be read.
    """
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except FileNotFoundError:
        hint = "Check the data root; `analyzer-train data` lists every corpus with the path it is expected at"
        raise CorpusError("corpus file not found", where=str(path), hint=hint) from None
    except (OSError, EOFError) as error:
        raise CorpusError(f"cannot read the corpus file: {error}", where=str(path)) from None


def read_text(path: Path, encoding: str = "utf-8") -> str:
    """Return a file's text; bytes that do not decode (tweets cut inside an emoji) are dropped."""
    return read_bytes(path).decode(encoding, errors="ignore").removeprefix("\ufeff")


def read_table(
    path: Path, columns: Sequence[str], *, separator: str = ",", quoted: bool = True, encoding: str = "utf-8"
) -> pl.DataFrame:
    """Read a CSV or TSV as strings and keep `columns`.

    Raises:
        CorpusError: missing file, a malformed row, or a missing column.
    """
    data = read_text(path, encoding).encode()
    try:
        frame = pl.read_csv(
            io.BytesIO(data), separator=separator, quote_char='"' if quoted else None, infer_schema_length=0
        )
    except pl.exceptions.PolarsError as error:
        raise CorpusError(f"not a readable table: {error}", where=str(path)) from None
    _demand(path, columns, frame.columns)
    return frame.select(columns)


def read_header(path: Path) -> list[str]:
    """Return the column names of a CSV.

    Raises:
        CorpusError: missing file, or not a table.
    """
    try:
        return pl.read_csv(io.BytesIO(read_text(path).encode()), infer_schema_length=0, n_rows=1).columns
    except pl.exceptions.PolarsError as error:
        raise CorpusError(f"not a readable table: {error}", where=str(path)) from None


def read_jsonl(path: Path, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Read one JSON object per line.

    Raises:
        CorpusError: missing file, a line that is no JSON object, or one that lacks a column.
    """
    rows: list[dict[str, Any]] = []
    # Only "\n" ends a record: U+2028 and its kin occur inside comments.
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        row = parse_json(line, f"{path}, line {number}")
        if not isinstance(row, dict):
            raise CorpusError("not a JSON object", where=f"{path}, line {number}", value=line)
        _demand(f"{path}, line {number}", columns, row)
        rows.append(row)
    return rows


def read_lines(path: Path) -> list[str]:
    """Read one text per line; a final newline does not make an empty text."""
    return read_text(path).removesuffix("\n").split("\n")


def parse_json(text: str, where: str) -> Any:
    """Parse JSON.

    Raises:
        CorpusError: `text` is not JSON.
    """
    try:
        return json.loads(text)
    except ValueError as error:
        raise CorpusError(f"invalid JSON: {error}", where=where, value=text[:60]) from None


def one_of(mapping: dict[str, Any], value: str, where: object) -> Any:
    """Look up a published label.

    Raises:
        CorpusError: `value` is no label of this corpus.
    """
    if value not in mapping:
        raise CorpusError(
            "unknown label", where=str(where), value=value, hint=f"Known labels: {', '.join(sorted(mapping))}"
        )
    return mapping[value]


def _demand(where: object, needed: Sequence[str], found: Sequence[str] | dict[str, Any]) -> None:
    missing = [name for name in needed if name not in found]
    if missing:
        hint = f"Columns here: {', '.join(found)}"
        raise CorpusError(f"not the published layout: no column {', '.join(missing)}", where=str(where), hint=hint)
