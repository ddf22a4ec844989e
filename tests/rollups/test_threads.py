from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import pytest

from analyzer.dumps.record import ThreadInfo
from analyzer.rollups import THREAD_COLUMNS, roll_up
from analyzer.scored import Scored
from tests.rollups.sample import comment, scored

NOON = datetime(2024, 5, 3, 12, tzinfo=UTC)
ONE = datetime(2024, 5, 3, 13, tzinfo=UTC)


def only_row(rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    table = roll_up(scored(rows, **more)).threads
    assert table.num_rows == 1
    return dict(table.to_pylist()[0])


MIXED = [
    comment("1", "ada", flags=["insult"], created_at=ONE, stance_target="favor", insult=0.8),
    comment("2", "bob", "1", stance_parent="support", stance_target="against", created_at=NOON, insult=0.2),
    comment("3", "ada", "2", stance_parent="deny", flags=["insult", "threat"], insult=0.8),
    comment("4", "cyd", "1", stance_parent="support", stance_target="favor", insult=0.2),
    comment("5", "helper", "1", author_kind="bot", flags=["insult"], stance_parent="deny"),
    comment("6", None, "1", author_kind="deleted", flags=["insult"]),
    comment("7", "dan", "lost", no_text_reason="empty", toxicity=None),
    comment("8", "eve", language="ru", flags=["insult"]),
    comment("9", "Anonymous", author_kind="anonymous", language="und", insult=0.5),
]


def test_sizes_and_shape_of_a_mixed_thread() -> None:
    info = ThreadInfo(title="A title", url="https://example.org", declared=12)
    row = only_row(MIXED, threads={"t": info})
    expected = {"title": "A title", "target": "A title", "url": "https://example.org", "comments": 9, "declared": 12}
    expected |= {"coverage": 0.75, "scored": 5, "no_text": 1, "comments_by_bots": 1, "comments_deleted": 1}
    expected |= {"other_language": 1, "top_level": 3, "orphans": 1, "max_depth": 2, "participants": 5}
    expected |= {"mean_branching": 2.5, "first_at": NOON, "last_at": ONE}
    assert {name: row[name] for name in expected} == expected


def test_rates_leave_out_bots_deleted_authors_and_other_languages() -> None:
    row = only_row(MIXED)
    assert (row["insult_flagged"], row["insult_share"]) == (2, 0.4)
    assert (row["insult_low"], row["insult_high"]) == pytest.approx((0.1176, 0.7693), abs=5e-5)
    assert row["insult_mean"] == pytest.approx(0.5)
    assert (row["threat_flagged"], row["threat_share"]) == (1, 0.2)
    assert (row["obscene_flagged"], row["obscene_share"]) == (0, 0.0)
    assert (row["flagged_any"], row["flagged_any_share"]) == (2, 0.4)


def test_stances_are_shares_of_those_told_and_replies_only_towards_parents() -> None:
    row = only_row([*MIXED, comment("10", "fay", stance_parent="query")])
    assert (row["stance_n"], row["stance_query_share"]) == (3, 0.0)
    assert row["stance_support_share"] == pytest.approx(2 / 3)
    assert row["stance_balance"] == pytest.approx(1 / 3)
    assert (row["target_n"], row["target_balance"]) == (3, pytest.approx(1 / 3))


def test_a_language_counts_once_the_model_knows_it() -> None:
    table = roll_up(scored(MIXED), languages=["en", "ru"]).threads
    assert table.column("scored").to_pylist() == [6]
    assert table.column("other_language").to_pylist() == [0]
    assert roll_up(scored(MIXED), languages="ru").threads.column("other_language").to_pylist() == [6]


def test_what_is_not_scored_is_told_by_name() -> None:
    with pytest.raises(TypeError, match="roll_up takes the Scored that score returns"):
        roll_up(cast(Scored, scored(MIXED).forest))


def test_a_thread_without_comments_has_a_row_of_nothing() -> None:
    row = only_row([], threads={"empty": ThreadInfo(title="Quiet", declared=0)})
    assert (row["thread_id"], row["comments"], row["scored"], row["flagged_any"]) == ("empty", 0, 0, 0)
    for name in (
        "coverage",
        "max_depth",
        "mean_branching",
        "insult_share",
        "stance_balance",
        "first_at",
        "hot_subtree_id",
    ):
        assert row[name] is None


def test_a_run_without_threads_gives_empty_tables() -> None:
    rollups = roll_up(scored([]))
    assert (rollups.threads.num_rows, rollups.users.num_rows) == (0, 0)


def test_a_label_without_a_point_is_null_not_zero() -> None:
    row = only_row(MIXED, flag_labels=("insult",))
    assert row["threat_flagged"] is None
    assert row["threat_share"] is None
    assert row["insult_flagged"] == 2


def test_the_hot_subtree_is_the_smallest_that_holds_most_flags() -> None:
    rows = [
        comment("1", "ada"),
        comment("2", "bob", "1"),
        comment("3", "cyd", "2", flags=["insult"]),
        comment("4", "ada", "3", flags=["insult"]),
        comment("5", "bob", "1"),
        comment("6", "cyd", flags=["insult"]),
    ]
    row = only_row(rows)
    assert (row["hot_subtree_id"], row["hot_subtree_flagged"], row["hot_subtree_size"]) == ("3", 2, 2)


def test_the_thread_heats_up_where_the_most_toxic_run_begins() -> None:
    levels = [0.0, 0.0, 0.9, 0.8, 0.9, 0.8, 0.9, 0.1]
    rows = [
        comment(str(i), "ada", toxicity=level, flags=["toxicity"] if level > 0.5 else [])
        for i, level in enumerate(levels)
    ]
    rows.insert(4, comment("bot", "helper", author_kind="bot", toxicity=1.0))
    row = only_row(rows)
    assert (row["heated_from"], row["heated_at_position"]) == ("2", 2)
    assert row["heated_mean"] == pytest.approx(0.86)
    assert row["hottest_comment_id"] == "2"


def test_a_calm_or_short_thread_does_not_heat_up() -> None:
    assert only_row([comment(str(i), "ada") for i in range(9)])["heated_from"] is None
    assert only_row([comment(str(i), "ada", flags=["insult"]) for i in range(4)])["heated_from"] is None


def test_a_run_does_not_reach_over_the_end_of_its_thread() -> None:
    rows = [comment(f"{t}{i}", "ada", thread_id=t, flags=["insult"]) for t in "ab" for i in range(3)]
    table = roll_up(scored(rows)).threads
    assert table.column("heated_from").to_pylist() == [None, None]
    assert table.column("hottest_comment_id").to_pylist() == ["a0", "b0"]


def test_the_columns_are_the_documented_ones() -> None:
    table = roll_up(scored(MIXED)).threads
    assert [(field.name, field.type) for field in table.schema] == [(c.name, c.type) for c in THREAD_COLUMNS]
    assert all(column.meaning for column in THREAD_COLUMNS)
