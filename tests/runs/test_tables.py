from __future__ import annotations

import csv
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.comment import TIMESTAMP
from analyzer.runs.layout import OUTPUT_FORMATS, OutputFormat
from analyzer.runs.tables import read_table, write_table

SPANS = pa.list_(pa.struct([("start", pa.int32()), ("end", pa.int32()), ("label", pa.string())]))
SCHEMA = pa.schema(
    [
        ("text", pa.string()),
        ("n", pa.int64()),
        ("p", pa.float32()),
        ("at", TIMESTAMP),
        ("flags", pa.list_(pa.string())),
        ("spans", SPANS),
    ]
)
ROWS: list[dict[str, Any]] = [
    {"text": "=1+1", "n": -5, "p": 0.1, "at": datetime(2026, 5, 1, 12, tzinfo=UTC), "flags": ["insult"], "spans": []},
    {"text": None, "n": None, "p": None, "at": None, "flags": [], "spans": [{"start": 0, "end": 3, "label": "insult"}]},
]


def table(rows: list[dict[str, Any]] = ROWS) -> pa.Table:
    return pa.Table.from_pylist(rows, SCHEMA)


def cells(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_json_lines_keep_nulls_and_write_times_as_iso(tmp_path: Path) -> None:
    write_table(table(), tmp_path / "t", "jsonl")
    first, second = map(json.loads, (tmp_path / "t").read_text().splitlines())
    assert first == {"text": "=1+1", "n": -5, "p": 0.1, "at": "2026-05-01T12:00:00Z", "flags": ["insult"], "spans": []}
    assert second == dict.fromkeys(("text", "n", "p", "at")) | {
        "flags": [],
        "spans": [{"start": 0, "end": 3, "label": "insult"}],
    }


def test_csv_marks_formulas_in_text_and_leaves_numbers_alone(tmp_path: Path) -> None:
    write_table(table(), tmp_path / "t", "csv")
    first, second = cells(tmp_path / "t")
    assert (first["text"], first["n"], first["flags"]) == ("'=1+1", "-5", '["insult"]')
    assert (second["text"], second["n"], second["spans"]) == ("", "", '[{"start":0,"end":3,"label":"insult"}]')


def test_raw_csv_leaves_formulas_alone(tmp_path: Path) -> None:
    write_table(table(), tmp_path / "t", "csv", raw_csv=True)
    assert cells(tmp_path / "t")[0]["text"] == "=1+1"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "|", *"\uff1d\uff0b\uff0d\uff20"])
def test_csv_marks_every_start_a_spreadsheet_would_run(tmp_path: Path, start: str) -> None:
    write_table(table([{"text": start + "x"}, {"text": "x" + start}]), tmp_path / "t", "csv")
    assert [row["text"] for row in cells(tmp_path / "t")] == ["'" + start + "x", "x" + start]


@pytest.mark.parametrize("output_format", OUTPUT_FORMATS)
@settings(max_examples=40, deadline=None)
@given(
    texts=st.lists(
        st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
        | st.text("'=+-@|\t\r\n,\"\uff1d\uff0d", max_size=4),
        max_size=4,
    )
)  # fmt: skip
def test_every_text_reads_back_as_it_was(output_format: OutputFormat, texts: list[str | None]) -> None:
    rows: list[dict[str, Any]] = [{"text": text, "n": at} for at, text in enumerate(texts)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t"
        write_table(table(rows), path, output_format)
        assert read_table(path, SCHEMA, output_format).to_pylist() == table(rows).to_pylist()
