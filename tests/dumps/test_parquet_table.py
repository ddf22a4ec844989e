from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analyzer.comment import COMMENT_SCHEMA
from analyzer.dumps import read
from analyzer.errors import DumpError
from tests.dumps.helpers import column, write


def test_a_run_folders_comments_read_back(tmp_path: Path) -> None:
    row = dict.fromkeys(COMMENT_SCHEMA.names) | {
        "thread_id": "t",
        "thread_title": "News",
        "comment_id": "c",
        "author": "ann",
        "author_kind": "user",
        "created_at": 1_700_000_000_000_000,
        "text": "hi",
        "stance_parent": "deny",
        "toxicity": 0.5,
    }
    pq.write_table(pa.Table.from_pylist([row], COMMENT_SCHEMA), tmp_path / "comments.parquet")
    dump = read([tmp_path / "comments.parquet"])
    assert dump.inputs[0].format == "parquet"
    assert (column(dump, "text"), column(dump, "comment_id")) == (["hi"], ["c"])
    assert column(dump, "created_at")[0].timestamp() == 1_700_000_000
    assert dump.threads["t"].title == "News"


def test_damaged_parquet_is_said(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="damaged Parquet"):
        read([write(tmp_path, "a.parquet", b"PAR1 and then nothing PAR1")])


def test_damage_in_a_page_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"id": ["1", "2"], "text": ["one two three", "four"]}), path, compression="zstd")
    data = bytearray(path.read_bytes())
    data[4:80] = b"\xff" * 76
    with pytest.raises(DumpError, match=r"damaged Parquet") as e:
        read([write(tmp_path, "a.parquet", bytes(data))])
    assert (e.value.where, e.value.hint) == (str(path), "Fetch the file again")


def test_texts_of_other_types_are_texts(tmp_path: Path) -> None:
    texts, ids = ["hello you", "größer", None], [b"1", b"2", b"3"]
    table = pa.table(
        {
            "id": pa.array(ids, pa.binary()),
            "text": pa.array([b"hello you", "größer".encode(), None], pa.large_binary()),
            "my title": pa.array(["News"] * 3).dictionary_encode(),
            "who": pa.array(["ann", "bob", "cy"], pa.string_view()),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    dump = read([tmp_path / "a.parquet"], mapping={"author": "who", "title": "my title"})
    assert column(dump, "text") == [text or "" for text in texts]
    assert column(dump, "comment_id") == ["1", "2", "3"]
    assert column(dump, "author") == ["ann", "bob", "cy"]
    assert [info.title for info in dump.threads.values()] == ["News"]
    assert not dump.inputs[0].repairs


def test_columns_of_text_in_any_type_may_be_the_prose(tmp_path: Path) -> None:
    for kind in (pa.string_view(), pa.dictionary(pa.int32(), pa.string())):
        prose = pa.array(["they are all going to sleep", "let them sleep then, please"]).cast(kind)
        pq.write_table(pa.table({"Bees": prose}), tmp_path / "a.parquet")
        assert len(read([tmp_path / "a.parquet"]).comments) == 2


def test_bytes_that_are_no_utf8_are_counted(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": [1], "text": pa.array(["größer".encode("cp1252")], pa.binary())}), tmp_path / "a")
    dump = read([tmp_path / "a"])
    assert column(dump, "text") == ["größer"]
    assert dump.inputs[0].repairs == {"decoded_as_cp1252": 1}
