from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from analyzer.cli.mapping import parse_mapping
from tests.dumps.helpers import write


def test_pairs_and_files_are_one_mapping_and_later_ones_win(tmp_path: Path) -> None:
    file = write(tmp_path, "weekly.yaml", "text: Body\nauthor: Posted by  # a remark\nid: 7\n")
    assert parse_mapping([str(file), "author=Name"]) == {"text": "Body", "author": "Name", "id": "7"}
    assert parse_mapping(["author=Name", str(file)]) == {"author": "Posted by", "text": "Body", "id": "7"}


def test_json_is_a_file_too_and_so_is_a_name_with_an_equals_sign(tmp_path: Path) -> None:
    file = write(tmp_path, "a=b.json", "\ufeff" + json.dumps({"text": "Body = Text"}))
    assert parse_mapping([str(file)]) == {"text": "Body = Text"}


def test_no_entries_are_no_mapping() -> None:
    assert parse_mapping(None) is None
    assert parse_mapping([]) is None


def test_a_column_may_hold_an_equals_sign() -> None:
    assert parse_mapping(["text=a=b", " id =c"]) == {"text": "a=b", "id": "c"}


BROKEN = [
    ("text: [a, b]", "'text' should name one column"),
    ("text:", "'text' should name one column"),
    ("text: yes", "'text' should name one column"),
    ("- text", "holds no mapping"),
    ("just words", "holds no mapping"),
    ("a: b: c", "neither YAML nor JSON"),
    (b"\xff\xfe\x00", "neither YAML nor JSON"),
    ("!!python/object/apply:os.getcwd []", "neither YAML nor JSON"),
    ("[" * 5000, "neither YAML nor JSON"),
    ("x" * (2**20 + 1), "too large"),
]


@pytest.mark.parametrize(("content", "message"), BROKEN)
def test_files_that_are_no_mapping_are_refused(content: str | bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(typer.BadParameter, match=message):
        parse_mapping([str(write(tmp_path, "a.yaml", content))])


@pytest.mark.parametrize("entry", ["=Body", "text=", "nowhere.yaml"])
def test_entries_that_are_neither_are_refused(entry: str) -> None:
    with pytest.raises(typer.BadParameter, match="neither FIELD=COLUMN"):
        parse_mapping([entry])
