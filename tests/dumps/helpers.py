"""Writing small dumps and reading them back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analyzer.dumps import read
from analyzer.dumps.record import Dump

Row = dict[str, Any]


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def json_lines(records: Sequence[Any]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def rows(dump: Dump) -> list[Row]:
    return list(dump.comments.to_pylist())


def read_one(folder: Path, name: str, content: str | bytes, **options: Any) -> Dump:
    return read([write(folder, name, content)], **options)


def column(dump: Dump, name: str) -> list[Any]:
    return list(dump.comments[name].to_pylist())


FIXTURES = Path(__file__).parent / "fixtures"


def read_fixture(name: str) -> Dump:
    """Read one of the made-up dumps beside this file; its format is told by its content."""
    return read([FIXTURES / name])


def told(dump: Dump, *names: str) -> list[tuple[Any, ...]]:
    """Return some columns of every comment, as tuples."""
    return [tuple(row[name] for name in names) for row in rows(dump)]


def tree(dump: Dump) -> list[tuple[Any, ...]]:
    """Return (thread, comment, parent) of every comment as read."""
    return told(dump, "thread_id", "comment_id", "parent_id")
