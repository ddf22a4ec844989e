"""Ids to parent rows: root marks, namespaces, lookups over hostile ids."""

from __future__ import annotations

import pytest

from analyzer.threads import build_threads
from analyzer.threads.resolve import ROOT_MARKS
from tests.threads.sample import column, dump_of, ids, outline, row


def test_children_before_their_parents_in_the_file_find_them() -> None:
    forest = build_threads(dump_of([row("3", "2"), row("2", "1"), row("1")]))
    assert ids(forest) == ["1", "2", "3"]
    assert forest.parent_row.tolist() == [-1, 0, 1]
    assert column(forest, "position") == [2, 1, 0]


@pytest.mark.parametrize("mark", [*ROOT_MARKS, "", "t"])
def test_a_root_mark_makes_a_top_level_comment_without_parent_id(mark: str) -> None:
    forest = build_threads(dump_of([row("1", mark), row("2", "1")]))
    assert column(forest, "parent_id") == [None, "1"]
    assert column(forest, "parent_source") == ["none", "explicit"]
    assert (forest.roots, forest.orphans) == (1, 0)
    assert forest.report.repairs == {}


@pytest.mark.parametrize("mark", ["0", "-1", "root", "t"])
def test_a_root_mark_that_is_a_comments_id_in_the_thread_is_a_parent(mark: str) -> None:
    other = row("x", mark, thread_id="other")
    forest = build_threads(dump_of([row(mark), row("2", mark), other]))
    assert forest.parent_row.tolist()[:2] == [-1, 0]
    assert forest.orphans == (1 if mark == "t" else 0)


def test_a_self_parent_is_top_level_and_counted() -> None:
    forest = build_threads(dump_of([row("1", "1"), row("2", "1")]))
    assert outline(forest) == "1(2)"
    assert column(forest, "parent_id") == [None, "1"]
    assert forest.report.repairs == {"self_parents": 1}


def test_equal_ids_in_two_threads_do_not_meet() -> None:
    rows = [row("1"), row("1", thread_id="u"), row("2", "1", thread_id="u"), row("2", "1")]
    forest = build_threads(dump_of(rows))
    assert column(forest, "thread_id") == ["t", "t", "u", "u"]
    assert forest.parent_row.tolist() == [-1, 0, -1, 2]
    assert forest.report.repairs == {}


def test_a_parent_in_another_thread_is_counted_and_the_child_stays_an_orphan() -> None:
    forest = build_threads(dump_of([row("1"), row("2", "1", thread_id="u")]))
    assert forest.parent_row.tolist() == [-1, -1]
    assert column(forest, "parent_id") == [None, "1"]
    assert forest.report.repairs == {"cross_thread_parents": 1, "orphans": 1, "missing_parents": 1}


def test_a_parent_id_held_in_several_other_threads_is_no_cross_link() -> None:
    rows = [row("1"), row("1", thread_id="u"), row("2", "1", thread_id="v")]
    assert "cross_thread_parents" not in build_threads(dump_of(rows)).report.repairs


def test_comments_without_ids_are_numbered_by_their_place_in_the_thread() -> None:
    rows = [row(None, text="a"), row("x", thread_id="u"), row(None, text="b"), row("", thread_id="u", text="c")]
    forest = build_threads(dump_of(rows))
    assert list(zip(column(forest, "thread_id"), ids(forest), strict=True)) == [
        ("t", "c1"),
        ("t", "c2"),
        ("u", "x"),
        ("u", "c2"),
    ]
    assert forest.report.repairs["made_ids"] == 3


def test_a_made_id_steps_aside_for_ids_and_missing_parents_of_the_dump() -> None:
    rows = [row("c2"), row(None), row("9", "c3"), row(None, "c2"), row("c3~2"), row(None, "c3"), row("8", "c6")]
    forest = build_threads(dump_of(rows))
    assert sorted(ids(forest)) == ["8", "9", "c2", "c2~2", "c3~2", "c4", "c6~2"]
    assert forest.report.repairs["orphans"] == 3


def test_one_made_id_tried_twice_goes_on_counting() -> None:
    rows = [row("c1~2"), row("a", "c2~2"), row(None), row("c3"), row("c3~2")]
    assert "c3~3" in ids(build_threads(dump_of(rows)))


def test_no_comments_at_all_make_an_empty_forest() -> None:
    forest = build_threads(dump_of([]))
    assert (len(forest.comments), len(forest.states), forest.thread_starts.tolist()) == (0, 0, [0])
