"""Tables that go to a file: the same batches come back, nothing stays on disk, a full disk is told."""

from __future__ import annotations

import errno
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from analyzer import spool
from analyzer.errors import OutputError
from analyzer.spool import Spool, spooled

SCHEMA = pa.schema([("text", pa.string()), ("number", pa.int64())])


def batches(count: int) -> list[pa.RecordBatch]:
    made = [{"text": [None, f"text {n} é", ""], "number": [n, None, -n]} for n in range(count)]
    return [pa.RecordBatch.from_pydict(columns, schema=SCHEMA) for columns in made]


@pytest.mark.parametrize("limit", [0, 100, 10**9])
def test_batches_come_back_as_one_table_wherever_they_were(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MEMORY_BYTES", limit)
    expected = pa.Table.from_batches(batches(20), SCHEMA)
    kept = spooled(batches(20), SCHEMA)
    table = kept.table()
    assert table.equals(expected)
    kept.release()
    assert table.equals(expected)
    assert Spool(SCHEMA).table().equals(SCHEMA.empty_table())


def test_a_large_table_takes_no_arrow_memory_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "MEMORY_BYTES", 1_000)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = pa.total_allocated_bytes()
    table = spooled(batches(2_000), SCHEMA).table()
    assert pa.total_allocated_bytes() - before < 1_000
    assert table.num_rows == 6_000
    assert table["number"].to_pylist()[-3:] == [1_999, None, -1_999]
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(spool, "MEMORY_BYTES", 0)
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pytest.raises(OutputError, match=r"No space left on device\. Free some space, or set TMPDIR"):
        spooled(batches(1), SCHEMA)


@pytest.mark.parametrize("limit", [0, 10**9])
def test_what_came_after_a_mark_can_be_dropped(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MEMORY_BYTES", limit)
    kept = spooled(batches(2), SCHEMA)
    mark = kept.mark()
    for batch in batches(3):
        kept.add(batch)
    kept.back_to(mark)
    kept.add(batches(1)[0])
    assert kept.table().equals(pa.Table.from_batches([*batches(2), *batches(1)], SCHEMA))
