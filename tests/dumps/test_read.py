from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pyarrow as pa
import pytest

from analyzer.comment import RAW_SCHEMA
from analyzer.dumps import batches, read
from analyzer.dumps.batches import CommentBatcher
from analyzer.dumps.format import Reading
from analyzer.dumps.record import InputReport, ThreadInfo
from analyzer.errors import DumpError
from tests.dumps.helpers import column, json_lines, rows, write


def reading() -> Reading:
    return Reading(InputReport("a.txt", "test", "why"), {})


def test_a_comment_has_sane_defaults() -> None:
    work = reading()
    batcher = CommentBatcher(work)
    batcher.add(thread_id="t", text="a", parent_id="p")
    batcher.add(thread_id="u", created_at=1)
    (batch,) = batcher.rest()
    assert batch.schema == RAW_SCHEMA
    first, second = batch.to_pylist()
    assert (first["source"], first["parent_source"], first["author_kind"], first["state"]) == (
        "a.txt",
        "explicit",
        "user",
        "present",
    )
    assert (second["parent_source"], second["text"], second["created_at"].microsecond) == (None, "", 1)
    assert list(work.threads) == ["t", "u"]
    assert list(batcher.rest()) == []


def test_lone_surrogates_and_nuls_are_mended_and_counted() -> None:
    work = reading()
    batcher = CommentBatcher(work)
    batcher.add(thread_id="t", text="a\ud800b\U0001f600", author="x\0y")
    batcher.add(thread_id="t", text="fine")
    assert [(row["text"], row["author"]) for row in batcher.take().to_pylist()] == [
        ("a\ufffdb\U0001f600", "xy"),
        ("fine", None),
    ]
    assert work.report.repairs == {"lone_surrogate_replaced": 1, "nul_removed": 1}


def test_batches_are_cut_by_rows_and_by_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH_ROWS", 2)
    monkeypatch.setattr(batches, "BATCH_CHARACTERS", 100)
    batcher = CommentBatcher(reading())
    fullness: list[bool] = []
    for text in ("short", "short"):
        batcher.add(thread_id="t", text=text)
        fullness.append(batcher.full)
    assert batcher.take().num_rows == 2
    for text in ("short", "long" * 25):
        batcher.add(thread_id="t", text=text)
        fullness.append(batcher.full)
        batcher.take()
    assert fullness == [False, True, False, True]


def test_inputs_join_in_order_each_with_its_account(tmp_path: Path) -> None:
    first = write(tmp_path, "a.jsonl", json_lines([{"id": n, "thread_id": "x", "text": "a"} for n in (1, 2)]))
    second = write(tmp_path, "b.csv.gz", gzip.compress(b"id,thread_id,text\n3,x,b\n4,y,b\n"))
    dump = read([str(first), second])
    assert dump.comments.schema == RAW_SCHEMA
    assert column(dump, "comment_id") == ["1", "2", "3", "4"]
    assert column(dump, "source") == ["a.jsonl"] * 2 + ["b.csv.gz"] * 2
    assert [(report.format, report.comments) for report in dump.inputs] == [("jsonl", 2), ("csv", 2)]
    assert dump.inputs[1].sha256 == hashlib.sha256(second.read_bytes()).hexdigest()
    assert dump.inputs[1].bytes == second.stat().st_size
    assert dump.threads == {"x": ThreadInfo(), "y": ThreadInfo()}


def test_one_path_needs_no_list(tmp_path: Path) -> None:
    path = write(tmp_path, "page.csv", "id,text\n1,hello there\n2,and good night\n")
    expected = rows(read([path]))
    assert len(expected) == 2
    assert rows(read(path)) == rows(read(str(path))) == rows(read(iter([path]))) == expected  # type: ignore[arg-type]
    with pytest.raises(DumpError, match="no such file"):
        read(str(tmp_path / "not-there.csv"))


def test_threads_named_after_files_stay_distinct(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    first = write(tmp_path, "page.csv", "id,text\n1,a\n2,b\n")
    second = write(tmp_path / "other", "page.csv", "id,text\n1,c\n2,d\n")
    dump = read([first, second])
    assert column(dump, "thread_id") == ["page", "page", "page-2", "page-2"]
    assert [report.name for report in dump.inputs] == ["page.csv", "page.csv-2"]


def test_a_cut_compressed_input_is_read_up_to_the_cut_and_noted(tmp_path: Path) -> None:
    lines = json_lines([{"id": n, "text": hashlib.sha256(bytes([n % 256, n // 256])).hexdigest()} for n in range(3000)])
    packed = gzip.compress(lines.encode())
    dump = read([write(tmp_path, "cut.jsonl.gz", packed[: len(packed) // 2])])
    assert 500 < dump.comments.num_rows < 3000
    assert dump.inputs[0].repairs["truncated_compression"] == 1
    assert any("ends early" in note for note in dump.inputs[0].notes)


def test_the_format_can_be_forced_and_the_columns_named(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "nr,words\n1,hello\n")
    dump = read([path], format="csv", mapping={"text": "words", "id": "nr"})
    assert dump.inputs[0].reason == "your choice"
    assert [(row["comment_id"], row["text"]) for row in rows(dump)] == [("1", "hello")]


def test_a_mapping_that_has_no_effect_is_noted(tmp_path: Path) -> None:
    post = '{"id": "p", "title": "T", "selftext": "", "num_comments": 0, "subreddit": "x"}\n'
    dump = read([write(tmp_path, "RS", post * 2)], mapping={"text": "words"})
    assert any("--map has no effect" in note for note in dump.inputs[0].notes)


def test_progress_adds_up_to_the_inputs_sizes(tmp_path: Path) -> None:
    paths = [write(tmp_path, f"{name}.csv", "id,text\n" + "1,words\n" * 1000) for name in "ab"]
    seen: list[int] = []
    read(paths, progress=seen.append)
    assert sum(seen) == sum(path.stat().st_size for path in paths)


def test_no_input_and_an_unknown_format_are_errors(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="no input given"):
        read([])
    with pytest.raises(DumpError, match="Known formats"):
        read([write(tmp_path, "a.csv", "id,text\n1,a\n")], format="xls")


def test_an_input_of_threads_without_comments_has_an_empty_table(tmp_path: Path) -> None:
    post = '{"id": "p", "title": "T", "selftext": "", "num_comments": 0, "subreddit": "x"}\n'
    dump = read([write(tmp_path, "RS", post * 2)])
    assert dump.comments.equals(pa.Table.from_batches([], RAW_SCHEMA))
    assert list(dump.threads) == ["t3_p"]
