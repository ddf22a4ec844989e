"""Nested JSON Lines: the shape worked out by hand, and depth that no reader could follow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pyarrow as pa

from analyzer.comment import COMMENT_SCHEMA
from analyzer.exports import export_run
from analyzer.exports.nested_jsonl import MAX_DEPTH, write
from analyzer.rollups.columns import THREAD_SCHEMA, USER_SCHEMA
from analyzer.runs.manifest import RunManifest
from analyzer.runs.reader import Run
from tests.exports.sample import write_sample


def outline(comment: dict[str, Any]) -> str:
    inner = " ".join(map(outline, comment["replies"]))
    return f"{comment['comment_id']}({inner})" if inner else str(comment["comment_id"])


def test_replies_stand_in_the_comments_they_answer(tmp_path: Path) -> None:
    export_run(write_sample(tmp_path), "nested-jsonl", tmp_path / "out.jsonl")
    first, second, empty = map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())
    assert [outline(comment) for comment in first["comments"]] == ["1(2(3) 4(5) 6)", "7"]
    assert [outline(comment) for comment in second["comments"]] == ["1(2(3))"]
    assert (first["thread_id"], first["title"], first["declared"], first["url"]) == (
        *("t1", "The bridge", 9),
        "https://news.example/bridge",
    )
    assert empty == {"thread_id": "empty", "title": "Nobody spoke", "target": "Nobody spoke", "comments": []}
    top, orphan = first["comments"]
    assert (top["text"], top["flags"], top["toxicity"]) == ("Hello, you idiot.", ["toxicity", "insult"], 0.95)
    assert top["created_at"] == "2026-05-01T12:00:00.250000Z"
    assert "parent_id" not in top
    assert (orphan["parent_id"], orphan["depth"]) == ("gone", 0)
    assert list(tmp_path.glob("*.part")) == []


def test_a_chain_deeper_than_readers_go_ends_flat_and_whole(tmp_path: Path) -> None:
    size = 100_000
    columns: dict[str, Any] = {field.name: pa.nulls(size, field.type) for field in COMMENT_SCHEMA}
    columns["thread_id"] = pa.repeat(pa.scalar("t"), size)
    columns["comment_id"] = pa.array(range(size), pa.int64()).cast(pa.string())
    columns["depth"] = pa.array(range(size), pa.int32())
    threads = pa.Table.from_pylist([{"thread_id": "t"}], THREAD_SCHEMA)
    write(
        Run(cast(RunManifest, None), pa.table(columns, COMMENT_SCHEMA), threads, USER_SCHEMA.empty_table()),
        tmp_path / "deep",
    )
    (line,) = (tmp_path / "deep").read_bytes().splitlines()
    level = json.loads(line)["comments"]
    for depth in range(MAX_DEPTH):
        assert [comment["depth"] for comment in level] == [depth]
        level = level[0]["replies"]
    assert [comment["depth"] for comment in level] == list(range(MAX_DEPTH, size))
