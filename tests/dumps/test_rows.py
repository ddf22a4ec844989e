from __future__ import annotations

from pathlib import Path

import pytest

from tests.dumps.helpers import column, json_lines, read_one, told

GONE = [
    ("deleted", "1.0 WAHR ja x on sí verdadero true", "deleted"),
    ("is_removed", "1.0 vrai", "removed"),
    ("state", "DELETED Deleted", "deleted"),
    ("state", "Removed", "removed"),
    ("deleted_at", "2024-01-02 yesterday 1704153600", "deleted"),
    ("removed_at", "2024-01-02", "removed"),
    ("deleted", "0.0 FALSCH nein null \\N", "present"),
    ("state", "PRESENT approved", "present"),
    ("deleted_at", "NULL \\N nan false 0 NaT -", "present"),
]


@pytest.mark.parametrize(("name", "cells", "state"), GONE)
def test_comments_that_are_gone_have_no_text(name: str, cells: str, state: str, tmp_path: Path) -> None:
    rows = "".join(f"{n},ann,{cell},words\n" for n, cell in enumerate(cells.split(" ")))
    dump = read_one(tmp_path, "a.csv", f"id,author,{name},text\n{rows}")
    text = "words" if state == "present" else ""
    assert told(dump, "state", "text") == [(state, text)] * len(cells.split(" "))


def test_either_the_switch_or_the_time_says_that_a_comment_is_gone(tmp_path: Path) -> None:
    records = [
        {"id": 1, "text": "a", "deleted_at": "2024-01-02T00:00:00Z"},
        {"id": 2, "text": "b", "deleted_at": None},
        {"id": 3, "text": "c", "is_deleted": 1.0},
        {"id": 4, "text": "d", "is_deleted": "0.0"},
    ]
    assert column(read_one(tmp_path, "a.jsonl", json_lines(records)), "text") == ["", "b", "", "d"]


def test_what_databases_write_for_nothing_is_nothing(tmp_path: Path) -> None:
    table = "id\tparent_id\tauthor\tcreated_at\tbody\n1\t\\N\t\\N\t\\N\tfirst\n2\t1\t#N/A\t<NA>\t\\N\n"
    dump = read_one(tmp_path, "a.tsv", table)
    assert told(dump, "parent_id", "author", "author_kind", "created_at", "text") == [
        (None, None, "anonymous", None, "first"),
        ("1", None, "anonymous", None, ""),
    ]
    assert not dump.inputs[0].repairs


@pytest.mark.parametrize("word", ["NA", "NULL", "nan"])
def test_words_for_nothing_name_no_one(word: str, tmp_path: Path) -> None:
    dump = read_one(
        tmp_path, "a.csv", f"id,parent_id,author,created,text\n1,{word},{word},{word},top\n2,1,bob,,{word}\n"
    )
    assert told(dump, "parent_id", "author", "text") == [(None, None, "top"), ("1", "bob", "")]


def test_a_text_may_be_such_a_word(tmp_path: Path) -> None:
    assert column(read_one(tmp_path, "a.csv", "id,author,text\n1,ann,NA\n2,bob,nan\n"), "text") == ["NA", "nan"]


def test_days_of_a_spreadsheet_are_times_and_years_are_not(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "a.csv", "id,date,text\n1,45292.5416667,x\n2,45293,y\n")
    assert [str(time) for time in column(dump, "created_at")] == [
        "2024-01-01 13:00:00+00:00",
        "2024-01-02 00:00:00+00:00",
    ]
    dump = read_one(tmp_path, "a.csv", "id,date,text\n1,2019,x\n2,2024,y\n3,45292.5,z\n")
    assert column(dump, "created_at") == [None] * 3
    assert dump.inputs[0].repairs == {"unreadable_time": 3}
