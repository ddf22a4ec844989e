from __future__ import annotations

from pathlib import Path
from typing import Any

from analyzer.dumps.ids import IdReader
from analyzer.dumps.record import InputReport
from analyzer.threads import build_threads
from tests.dumps.helpers import column, json_lines, read_one, told, tree


def reader(ids: Any = (), parents: Any = ()) -> tuple[IdReader, InputReport]:
    report = InputReport("a", "csv", "")
    return IdReader(report, ids, parents), report


def test_ids_that_lost_digits_are_never_joined_on() -> None:
    ids, report = reader()
    assert ids.own("7.9E+17") is None
    assert ids.parent("7.9E+17") == "7.9E+17"  # no comment has it, so it is an orphan
    assert ids.user(2.0**60) is None
    assert ids.thread("1E+05") == "1E+05"
    assert report.repairs == {
        "damaged_id_dropped": 1,
        "damaged_parent_id": 1,
        "damaged_author_id": 1,
        "damaged_thread_id": 1,
    }
    assert len(report.notes) == 1


def test_floats_that_are_still_exact_and_ids_that_look_like_floats_are_kept() -> None:
    ids, report = reader()
    assert [ids.own(value) for value in (5.0, "5.0", 2.0**53, "7e17", "1e5")] == ["5", "5", str(2**53), "7e17", "1e5"]
    assert report.repairs == {"float_id_mended": 3}


def test_long_ids_that_all_end_in_zeros_were_cut_by_a_spreadsheet() -> None:
    cut = [f"79012345678901{n}000" for n in range(4)]
    ids, _ = reader(cut)
    assert ids.own(cut[0]) is None
    assert ids.own("12") == "12"
    sound, _ = reader([*cut, "790123456789012345"])
    assert sound.own(cut[0]) == cut[0]


def test_kinds_that_only_parents_carry_are_left_out() -> None:
    ids, _ = reader(["c1", "c2"], ["t3_p1", "t1_c1"])
    assert [ids.parent(value) for value in ("t3_p1", "t1_c1", None)] == [None, "c1", None]
    both, _ = reader(["t1_c1"], ["t3_p1", "t1_c1"])
    assert both.parent("t1_c1") == "t1_c1"
    other, _ = reader(["c1"], ["t1_c1", "x"])
    assert other.parent("t1_c1") == "t1_c1"


def test_columns_of_text_ids_are_preferred_to_damaged_numbers(tmp_path: Path) -> None:
    table = "id,id_str,text,in_reply_to_status_id,in_reply_to_status_id_str,user_id,user_id_str\n"
    table += "1.2E+18,1200000000000000001,yes,,,9E+17,900000000000000001\n"
    table += "1.2E+18,1200000000000000002,no,1.2E+18,1200000000000000001,9E+17,900000000000000002\n"
    dump = read_one(tmp_path, "a.csv", table)
    assert [row[1:] for row in tree(dump)] == [
        ("1200000000000000001", None),
        ("1200000000000000002", "1200000000000000001"),
    ]
    assert told(dump, "author_id")[1] == ("900000000000000002",)
    assert not dump.inputs[0].repairs


def test_users_who_lost_their_ids_do_not_become_one(tmp_path: Path) -> None:
    records = [{"id": n, "text": "words", "author": name, "user_id": 9e17} for n, name in enumerate(("ann", "bo"))]
    dump = read_one(tmp_path, "a.jsonl", json_lines(records))
    assert told(dump, "author", "author_id", "author_kind") == [("ann", None, "user"), ("bo", None, "user")]


def test_ids_that_only_differ_in_how_they_are_written_are_joined(tmp_path: Path) -> None:
    records = [
        {"id": 5, "text": "a"},
        {"id": " 6 ", "parent_id": "5.0", "text": "b"},
        {"id": "'7", "parent_id": '="6"', "text": "c"},
    ]
    forest = build_threads(read_one(tmp_path, "a.jsonl", json_lines(records)))
    assert forest.comments["depth"].to_pylist() == [0, 1, 2]


def test_a_submission_is_no_parent_where_all_ids_are_those_of_comments(tmp_path: Path) -> None:
    records = [
        {"comment_id": "t1_a", "submission_id": "x", "parent_id": "t3_x", "comment": "top"},
        {"comment_id": "t1_b", "submission_id": "x", "parent_id": "t1_a", "comment": "reply"},
    ]
    assert column(read_one(tmp_path, "a.jsonl", json_lines(records)), "parent_id") == [None, "t1_a"]
    records.append({"comment_id": "t3_x", "submission_id": "x", "parent_id": "", "comment": "the post"})
    assert column(read_one(tmp_path, "a.jsonl", json_lines(records)), "parent_id") == ["t3_x", "t1_a", None]
