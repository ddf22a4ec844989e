"""Ids that almost match, comments without ids that stand twice, parents in other threads."""

from __future__ import annotations

import pytest

from analyzer.threads import build_threads
from tests.threads.sample import column, dump_of, ids, outline, row


def test_leading_zeros_are_looked_past_only_where_every_parent_misses() -> None:
    forest = build_threads(dump_of([row("007"), row("008", "7"), row("9", "08")]))
    assert outline(forest) == "007(008(9))"
    assert column(forest, "parent_id") == [None, "007", "008"]
    assert forest.report.repairs == {"leading_zeros_mended": 2}


def test_leading_zeros_count_where_any_parent_is_found_with_them() -> None:
    forest = build_threads(dump_of([row("007"), row("7"), row("8", "007"), row("9", "08")]))
    assert outline(forest) == "007(8) 7 9"
    assert forest.report.repairs == {"orphans": 1, "missing_parents": 1}


def test_without_zeros_a_comment_never_answers_itself() -> None:
    forest = build_threads(dump_of([row("07", "7"), row("8", "0")]))
    assert outline(forest) == "07 8"
    assert forest.report.repairs == {"orphans": 1, "missing_parents": 1}


def test_comments_without_ids_are_dropped_where_they_stand_twice() -> None:
    said = "The same long words."
    rows = [row(text=said, created_at=5), row(text=said, created_at=5), row(text="short", created_at=5)]
    rows += [row(text="short", created_at=5), row(text=said, created_at=6), row(text=said, author="bob", created_at=5)]
    rows += [row(text=said), row(text=said), row(text=said, created_at=5, thread_id="u")]
    rows += [row("1", text=said, created_at=5), row(text=said, created_at=5)]
    forest = build_threads(dump_of(rows))
    assert sorted(column(forest, "position")) == [0, 2, 3, 4, 5, 6, 7, 8, 9]
    assert forest.report.repairs["duplicate_comments"] == 2


def test_copies_go_beside_doubled_ids() -> None:
    said = "The same long words."
    rows = [row("1"), row(text=said, created_at=5), row("1"), row(text=said, created_at=5), row("2", "1")]
    forest = build_threads(dump_of(rows))
    assert sorted(column(forest, "position")) == [0, 1, 4]
    assert forest.report.repairs["duplicate_comments"] == 2


def test_a_parent_in_another_thread_is_recorded_with_both_ends() -> None:
    forest = build_threads(dump_of([row("1"), row("2", "1", thread_id="u"), row("3", "2"), row("4", "9")]))
    assert forest.report.cross_links == [
        {"thread_id": "u", "comment_id": "2", "parent_thread_id": "t", "parent_id": "1"},
        {"thread_id": "t", "comment_id": "3", "parent_thread_id": "u", "parent_id": "2"},
    ]
    assert forest.report.as_json()["cross_links"] == forest.report.cross_links
    assert forest.report.repairs["cross_thread_parents"] == 2


def test_past_a_limit_cross_links_are_only_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.threads.account.MAX_CROSS_LINKS", 3)
    forest = build_threads(dump_of([row("1"), *(row(f"x{n}", "1", thread_id="u") for n in range(5))]))
    assert (len(forest.report.cross_links), forest.report.repairs["cross_thread_parents"]) == (3, 5)
    assert len(ids(forest)) == 6
