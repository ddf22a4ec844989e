from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.dumps.mojibake import mended
from analyzer.errors import DumpError
from tests.dumps.helpers import column, json_lines, read_one, rows

THREE = [
    {"id": 1, "parent_id": None, "thread_id": "a", "author": "ann", "text": "first", "created_at": 1_700_000_000},
    {"id": 2, "parent_id": 1, "thread_id": "a", "author": "bo", "text": "second", "created_at": "2023-11-14T22:13:21Z"},
    {"id": "3", "parent_id": "2.0", "thread_id": "a", "author": "[deleted]", "text": "[removed]", "created_at": "soon"},
]


def test_comments_are_read_with_canonical_ids_times_and_states(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "three.jsonl", json_lines(THREE))
    report = dump.inputs[0]
    assert report.format == "jsonl"
    assert report.mapping == {name: name for name in ("id", "parent_id", "thread_id", "author", "created_at", "text")}
    assert report.repairs == {"float_id_mended": 1, "unreadable_time": 1}
    assert column(dump, "comment_id") == ["1", "2", "3"]
    assert column(dump, "parent_id") == [None, "1", "2"]
    assert column(dump, "parent_source") == [None, "explicit", "explicit"]
    assert column(dump, "author") == ["ann", "bo", None]
    assert column(dump, "author_kind") == ["user", "user", "deleted"]
    assert column(dump, "text") == ["first", "second", ""]
    assert column(dump, "state") == ["present", "present", "removed"]
    first, second, third = column(dump, "created_at")
    assert (second - first).total_seconds() == 1
    assert third is None


def test_broken_lines_are_skipped_with_their_place_and_counted(tmp_path: Path) -> None:
    lines = json_lines(THREE[:1]) + '{"id": 2, oops}\n\n[1, 2]\n' + json_lines(THREE[1:2]) + '{"id": 3, "text": "cut o'
    dump = read_one(tmp_path, "broken.jsonl", lines)
    report = dump.inputs[0]
    assert column(dump, "comment_id") == ["1", "2"]
    assert report.repairs == {"skipped_records": 3, "partial_last_line": 1}
    assert [place.partition(":")[0] for place in report.skipped] == ["line 2", "line 4", "line 6"]
    assert "invalid JSON" in report.skipped[0]
    assert "not a JSON object but list" in report.skipped[1]


def test_where_no_line_is_json_the_first_failure_is_said(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match=r"no line is a JSON object; line 1: .*column 2"):
        read_one(tmp_path, "not.jsonl", "{oops}\n{again}\n", format="jsonl")


def test_what_strict_json_forbids_is_read_and_counted(tmp_path: Path) -> None:
    lines = (
        '{"id": 1, "score": NaN, "text": "a"}\n{"id": 2, "text": "half \\ud83d pair"}\n{"id": 3, "text": "tab\there"}\n'
    )
    dump = read_one(tmp_path, "lenient.jsonl", lines)
    assert column(dump, "text") == ["a", "half \ufffd pair", "tab\there"]
    assert dump.inputs[0].repairs == {"lenient_json": 3, "lone_surrogate_replaced": 1}


def test_broken_bytes_in_a_line_are_mended_and_counted(tmp_path: Path) -> None:
    damaged = '{"id": 1, "text": "größer '.encode() + b'\xe2\x82"}\n'
    western = '{"id": 2, "text": "größer"}\n'.encode("cp1252")
    dump = read_one(tmp_path, "bytes.jsonl", damaged + western)
    assert column(dump, "text") == ["größer \ufffd", "größer"]
    assert dump.inputs[0].repairs == {"invalid_utf8_replaced": 1, "decoded_as_cp1252": 1}


def test_line_separators_and_nuls_inside_text_end_no_line(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "a.jsonl", json_lines([{"id": 1, "text": "a\u2028b\x85c\x00d"}, {"id": 2, "text": "e"}]))
    assert column(dump, "text") == ["a\u2028b\x85cd", "e"]
    assert dump.inputs[0].repairs == {"nul_removed": 1}


def test_records_with_neither_text_nor_id_are_skipped(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "meta.jsonl", json_lines([{"version": 1}, {"id": 1, "text": "a"}, {"id": 2}]))
    assert column(dump, "comment_id") == ["1", "2"]
    assert dump.inputs[0].skipped == ["line 1: neither text nor id"]


def test_ids_that_lost_digits_join_nothing(tmp_path: Path) -> None:
    records = [
        {"id": "7.9E+17", "parent_id": "", "author": "a", "text": "x"},
        {"id": 5, "parent_id": "7.9E+17", "author": "b", "text": "y"},
    ]
    dump = read_one(tmp_path, "excel.jsonl", json_lines(records))
    assert column(dump, "comment_id") == [None, "5"]
    assert column(dump, "parent_id") == [None, "7.9E+17"]
    assert dump.inputs[0].repairs == {"damaged_id_dropped": 1, "damaged_parent_id": 1}
    assert any("lost digits" in note for note in dump.inputs[0].notes)


def test_ids_rounded_to_fifteen_digits_join_nothing(tmp_path: Path) -> None:
    records = [{"id": f"79012345678901{n}000", "text": "x"} for n in range(4)]
    dump = read_one(tmp_path, "rounded.jsonl", json_lines(records))
    assert column(dump, "comment_id") == [None] * 4
    assert dump.inputs[0].repairs == {"damaged_id_dropped": 4}


def test_big_whole_numbers_are_exact(tmp_path: Path) -> None:
    dump = read_one(
        tmp_path, "big.jsonl", '{"id": 790123456789012345, "text": "a"}\n{"id": 790123456789012346, "text": "b"}\n'
    )
    assert column(dump, "comment_id") == ["790123456789012345", "790123456789012346"]


def test_threads_get_their_title_target_and_address(tmp_path: Path) -> None:
    record = {
        "id": 1,
        "thread_id": "t",
        "text": "a",
        "thread_title": "News",
        "target": "A claim",
        "thread_url": "http://n",
    }
    dump = read_one(tmp_path, "a.jsonl", json_lines([record, {"id": 2, "thread_id": "u", "text": "b"}]))
    assert (dump.threads["t"].title, dump.threads["t"].target, dump.threads["t"].url) == ("News", "A claim", "http://n")
    assert dump.threads["u"].title is None


def test_html_bodies_become_plain_text(tmp_path: Path) -> None:
    records = [
        {"id": 1, "text": "<p>Well &amp; good</p>"},
        {"id": 2, "text": "<blockquote>Why?</blockquote><p>Because</p>"},
    ]
    dump = read_one(tmp_path, "html.jsonl", json_lines(records))
    assert column(dump, "text") == ["Well & good", "> Why?\nBecause"]


def test_a_thread_per_line_gives_its_comments(tmp_path: Path) -> None:
    thread = {"id": "t1", "title": "Bees", "thread": [{"id": 1, "text": "a"}, {"id": 2, "text": "b", "reply_to": 1}]}
    other = {"id": "t2", "title": "Ants", "thread": [{"id": 1, "text": "c"}]}
    dump = read_one(tmp_path, "threads.jsonl", json_lines([thread, other]))
    assert [(r["thread_id"], r["comment_id"], r["parent_id"]) for r in rows(dump)] == [
        ("t1", "1", None),
        ("t1", "2", "1"),
        ("t2", "1", None),
    ]
    assert dump.threads["t2"].title == "Ants"


def test_the_runs_own_output_reads_back(tmp_path: Path) -> None:
    own = {
        "thread_id": "t",
        "thread_title": "News",
        "comment_id": "c2",
        "parent_id": "c1",
        "parent_source": "inferred:quote",
        "depth": 1,
        "position": 1,
        "author": None,
        "author_id": "u9",
        "author_kind": "bot",
        "created_at": "2024-01-02T03:04:05Z",
        "text": "hi",
        "toxicity": 0.1,
        "stance_parent": "deny",
        "stance_target": "none",
        "flags": [],
        "spans": [],
        "source": "old.txt",
    }
    (row,) = rows(read_one(tmp_path, "comments.jsonl", json_lines([own])))
    kept = ("thread_id", "comment_id", "parent_id", "parent_source", "author", "author_id", "author_kind", "text")
    assert {name: row[name] for name in kept} == {name: own[name] for name in kept}
    assert row["created_at"].isoformat() == "2024-01-02T03:04:05+00:00"


def test_the_verdicts_in_the_runs_own_output_are_no_claim(tmp_path: Path) -> None:
    own = [
        {"thread_id": "t", "comment_id": n, "text": "a", "stance_parent": "deny", "stance_target": "against"}
        for n in "ab"
    ]
    dump = read_one(tmp_path, "comments.jsonl", json_lines(own))
    assert dump.threads["t"].target is None


@given(st.lists(st.text(max_size=40), min_size=1, max_size=20))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_survives_but_for_nuls_line_ends_and_placeholders(tmp_path: Path, texts: list[str]) -> None:
    texts = [text.replace("<", "(").replace("[", "(") for text in texts]
    records = [{"id": n, "text": text} for n, text in enumerate(texts)]
    dump = read_one(tmp_path, "any.jsonl", json_lines(records), format="jsonl")
    expected = [mended(t).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "") for t in texts]
    assert column(dump, "text") == expected


def test_a_nested_reply_that_names_another_parent_keeps_it_and_is_counted(tmp_path: Path) -> None:
    nested = {
        "id": 1,
        "parent_id": None,
        "text": "a",
        "replies": [{"id": 2, "parent_id": 9, "text": "b"}, {"id": 3, "parent_id": "1", "text": "c"}],
    }
    dump = read_one(tmp_path, "a.jsonl", json_lines([nested, {"id": 4, "parent_id": None, "text": "d"}]))
    assert column(dump, "parent_id") == [None, "9", "1", None]
    assert dump.inputs[0].repairs == {"parent_conflicts": 1}
