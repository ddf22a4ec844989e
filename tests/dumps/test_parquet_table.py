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
