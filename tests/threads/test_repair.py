"""Cycles, orphans, duplicates and clocks that disagree: what is mended, and that it is counted."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.dumps.record import ThreadInfo
from analyzer.threads import TreeReport, build_threads
from analyzer.threads.codes import NO_TIME
from analyzer.threads.repair import break_cycles
from tests.threads.sample import column, dump_of, ids, outline, row


def cut(parent: list[int], time: list[int] | None = None, weak: list[bool] | None = None) -> tuple[list[int], int]:
    """Break cycles in plain lists; return the nodes cut and the count in the report."""
    report = TreeReport()
    before = np.array(parent, np.int64)
    times = np.array(time or [NO_TIME] * len(parent), np.int64)
    after = break_cycles(before, times, np.array(weak or [False] * len(parent), bool), report)
    return np.flatnonzero(before != after).tolist(), report.repairs.get("cycles_broken", 0)


@pytest.mark.parametrize(
    ("parent", "time", "expected"),
    [
        ([], None, []),
        ([-1, 0, 1], None, []),
        ([1, 0], None, [0]),
        ([1, 0], [20, 10], [1]),
        ([1, 0], [NO_TIME, 10], [1]),
        ([1, 2, 0, 0], [30, 10, 20, 5], [1]),
        ([1, 0, 3, 2], None, [0, 2]),
        ([1, 2, 0, 4, 3, 3, -1], [7, 7, 7, 9, 8, 1, 1], [0, 4]),
        ([2, -1, 3, 4, 2, 4], None, [2]),
    ],
)
def test_each_cycle_loses_the_edge_of_its_earliest_comment_and_tails_keep_theirs(
    parent: list[int], time: list[int] | None, expected: list[int]
) -> None:
    assert cut(parent, time) == (expected, len(expected))


def test_an_inferred_edge_is_cut_before_a_stated_one() -> None:
    assert cut([1, 2, 0], [1, 2, 3], [False, False, True]) == ([2], 1)


def test_one_long_cycle_is_cut_once() -> None:
    parent = [*range(1, 50_000), 0]
    assert cut(parent) == ([0], 1)


def test_a_broken_cycle_reads_from_its_earliest_comment() -> None:
    rows = [row("1", "3", created_at=30), row("2", "1", created_at=10), row("3", "2", created_at=20)]
    forest = build_threads(dump_of([*rows, row("4", "3", created_at=5)]))
    assert outline(forest) == "2(3(4 1))"
    assert column(forest, "parent_id") == [None, "2", "3", "3"]
    assert column(forest, "parent_source")[0] == "none"
    assert forest.report.repairs == {"cycles_broken": 1, "parent_newer_than_child": 1}


def test_orphans_share_a_placeholder_per_missing_parent_and_stand_together() -> None:
    rows = [row("1", "x"), row("2"), row("3", "y"), row("4", "x"), row("5", "1"), row("6", "x", thread_id="u")]
    forest = build_threads(dump_of(rows))
    assert ids(forest) == ["1", "5", "4", "2", "3", "6"]
    assert forest.placeholder.tolist() == [0, -1, 0, -1, 1, 2]
    assert column(forest, "parent_id") == ["x", "1", "x", None, "y", "x"]
    assert column(forest, "parent_source") == ["explicit", "explicit", "explicit", "none", "explicit", "explicit"]
    assert column(forest, "depth") == [0, 1, 0, 0, 0, 0]
    assert (forest.roots, forest.orphans) == (1, 4)
    assert forest.report.repairs == {"orphans": 4, "missing_parents": 3}


def test_a_parent_newer_than_its_child_stays_the_parent() -> None:
    rows = [row("1", created_at=9), row("2", "1", created_at=8), row("3", "1"), row("4", "3", created_at=1)]
    forest = build_threads(dump_of(rows))
    assert outline(forest) == "1(2 3(4))"
    assert forest.report.repairs == {"parent_newer_than_child": 1}


def test_identical_duplicates_are_dropped_and_counted() -> None:
    forest = build_threads(dump_of([row("1"), row("2", "1"), row("1"), row("2", "1"), row("1")]))
    assert outline(forest) == "1(2)"
    assert column(forest, "position") == [0, 1]
    assert forest.report.repairs == {"duplicate_comments": 3}


def test_equal_text_under_different_ids_or_threads_is_no_duplicate() -> None:
    forest = build_threads(dump_of([row("1"), row("2"), row("1", thread_id="u")]))
    assert len(ids(forest)) == 3
    assert forest.report.repairs == {}


@pytest.mark.parametrize(
    ("versions", "kept"),
    [
        ([("a", 1), ("b", 2)], "b"),
        ([("a", 2), ("b", 1)], "a"),
        ([("a", None), ("b", None)], "b"),
        ([("a", 1), ("b", None)], "a"),
        ([("a", 1), ("", 2)], "a"),
    ],
)
def test_of_an_authors_versions_the_newest_with_text_stays_in_the_place_of_the_first(
    versions: list[tuple[str, int | None]], kept: str
) -> None:
    (first, at), (second, later) = versions
    rows = [row("1", text=first, created_at=at), row("2", created_at=5), row("1", text=second, created_at=later)]
    forest = build_threads(dump_of(rows))
    assert dict(zip(ids(forest), column(forest, "text"), strict=True)) == {"1": kept, "2": "words"}
    assert column(forest, "position")[ids(forest).index("1")] == 0
    assert forest.report.repairs == {"edited_duplicates": 1}


def test_identical_and_edited_versions_are_told_apart() -> None:
    rows = [row("1", text="a"), row("1", text="a"), row("1", text="b"), row("1", author="bob")]
    assert build_threads(dump_of(rows)).report.repairs == {
        "duplicate_comments": 1,
        "edited_duplicates": 1,
        "conflicting_ids": 1,
    }


def test_an_id_used_by_two_authors_keeps_both_and_children_answer_the_first() -> None:
    rows = [row("1"), row("1", author="bob"), row("1~2"), row("2", "1"), row("1", author="cy"), row("1", author="bob")]
    forest = build_threads(dump_of(rows))
    assert outline(forest) == "1(2) 1~3 1~2 1~4"
    assert column(forest, "author") == ["ann", "ann", "bob", "ann", "cy"]
    assert forest.report.repairs == {"duplicate_comments": 1, "conflicting_ids": 2}


def test_a_stable_author_id_outweighs_a_changed_name() -> None:
    rows = [row("1", author_id="7"), row("1", author="ann smith", author_id="7", text="new")]
    assert build_threads(dump_of(rows)).report.repairs == {"edited_duplicates": 1}


def test_a_deleted_twin_is_a_version_of_the_comment_it_was() -> None:
    gone = row("1", author=None, text="", state="deleted", author_kind="deleted")
    for rows in ([row("1"), gone], [gone, row("1")]):
        forest = build_threads(dump_of(rows))
        assert column(forest, "text") == ["words"]
        assert forest.states.to_pylist() == ["present"]
        assert forest.report.repairs == {"edited_duplicates": 1}


def test_comments_without_authors_are_the_same_only_with_the_same_text() -> None:
    rows = [row("1", author=None, text=text) for text in ("a", "b", "a")]
    forest = build_threads(dump_of(rows))
    assert column(forest, "text") == ["a", "b"]
    assert forest.report.repairs == {"duplicate_comments": 1, "conflicting_ids": 1}


def test_orphans_may_be_dropped_with_all_that_hangs_below_them() -> None:
    rows = [row("1"), row("2", "9"), row("3", "2"), row("4", "3"), row("5", "1"), row("6", "8", thread_id="u")]
    rows += [row("7", "8", thread_id="v"), row("8", "7", thread_id="v"), row("9", "8", thread_id="v")]
    threads = {"t": ThreadInfo(declared=7)}
    forest = build_threads(dump_of(rows, threads), keep_orphans=False)
    assert outline(forest) == "1(5) 7(8(9))"
    assert column(forest, "position") == [0, 4, 6, 7, 8]
    assert forest.report.repairs == {"orphans_dropped": 2, "replies_to_orphans_dropped": 2, "cycles_broken": 1}
    assert forest.report.coverage == [{"thread_id": "t", "seen": 5, "declared": 7}]
    assert len(ids(build_threads(dump_of(rows, threads)))) == len(rows)


def test_a_dump_of_orphans_alone_may_be_dropped_whole() -> None:
    forest = build_threads(dump_of([row("1", "x"), row("2", "1")]), keep_orphans=False)
    assert ids(forest) == []
    assert forest.report.repairs == {"orphans_dropped": 1, "replies_to_orphans_dropped": 1}


@pytest.mark.parametrize(
    ("versions", "kept"), [((30, 20), "old"), ((20, 30), "new"), ((30, None), "old"), ((None, None), "new")]
)
def test_of_two_copies_the_one_fetched_last_stays(versions: tuple[int | None, int | None], kept: str) -> None:
    first, second = versions
    rows = [row("1", text="old", created_at=5, version_at=first), row("1", text="new", created_at=5, version_at=second)]
    forest = build_threads(dump_of(rows))
    assert column(forest, "text") == [kept]
    assert forest.report.repairs == {"edited_duplicates": 1}
