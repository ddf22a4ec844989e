from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analyzer.dumps.format import Reading
from analyzer.dumps.posts import Post, write_posts
from analyzer.dumps.record import InputReport
from tests.dumps.helpers import FIXTURES, read_one


def written(*posts: Post) -> tuple[list[dict[str, Any]], InputReport]:
    report = InputReport("a", "x", "")
    batches = list(write_posts(posts, Reading(report, {}), "page"))
    return [row for batch in batches for row in batch.to_pylist()], report


def test_values_of_any_type_become_a_comment() -> None:
    (row,), report = written(
        Post(thread_id=7, comment_id=5.0, parent_id="4", author=" Ann\n A ", created_at="1600000000", text="a\r\nb")
    )
    assert (row["thread_id"], row["comment_id"], row["parent_id"], row["parent_source"]) == ("7", "5", "4", "explicit")
    assert (row["author"], row["author_kind"], row["text"]) == ("Ann A", "user", "a\nb")
    assert report.repairs == {"float_id_mended": 1}


def test_wrong_types_are_nothing_and_times_that_are_none_are_counted() -> None:
    (row,), report = written(Post(thread_id=[], comment_id={}, author={"x": 1}, created_at="soon", text=[[1]]))
    assert (row["thread_id"], row["comment_id"], row["author"], row["text"]) == ("page", None, None, "")
    assert (row["author_kind"], row["created_at"]) == ("anonymous", None)
    assert report.repairs == {"unreadable_text": 1, "unreadable_time": 1}


def test_what_a_comment_names_goes_before_where_it_stands() -> None:
    found, report = written(
        Post(comment_id="b", parent_id="a", nested_in="x"),
        Post(comment_id="c", nested_in="b"),
        Post(comment_id="d", parent_id="b", nested_in="b"),
    )
    assert [row["parent_id"] for row in found] == ["a", "b", "b"]
    assert report.repairs == {"parent_conflicts": 1}


CONFLICTS = [
    ("hn-algolia.json", '"parent_id": 102', '"parent_id": 104'),
    ("reddit-bdfr.json", '"parent_id": "t1_c2"', '"parent_id": "t1_c4"'),
]


@pytest.mark.parametrize(("fixture", "said", "instead"), CONFLICTS)
def test_nests_that_contradict_parents_are_counted(fixture: str, said: str, instead: str, tmp_path: Path) -> None:
    text = (FIXTURES / fixture).read_text()
    assert said in text
    dump = read_one(tmp_path, fixture, text.replace(said, instead))
    assert dump.inputs[0].repairs == {"parent_conflicts": 1}


def test_generic_nests_too(tmp_path: Path) -> None:
    inner = [{"id": 2, "text": "b", "parent_id": 1}, {"id": 3, "text": "c", "parent_id": 2}, {"id": 4, "text": "d"}]
    dump = read_one(tmp_path, "a.json", json.dumps([{"id": 1, "text": "a", "parent_id": None, "replies": inner}]))
    assert dump.comments["parent_id"].to_pylist() == [None, "1", "2", "1"]
    assert dump.inputs[0].repairs == {"parent_conflicts": 1}
