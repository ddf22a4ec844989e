from __future__ import annotations

from typing import Any

import pytest

from analyzer.rollups import USER_COLUMNS, roll_up
from tests.rollups.sample import comment, scored


def users(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["author"]: row for row in roll_up(scored(rows)).users.to_pylist()}


def test_replies_are_counted_both_ways_and_those_to_oneself_left_out() -> None:
    found = users(
        [
            comment("1", "ada"),
            comment("2", "bob", "1"),
            comment("3", "ada", "2"),
            comment("4", "ada", "3"),
            comment("5", "bob", "1"),
            comment("6", "cyd", "1"),
            comment("7", "bob", "6"),
            comment("8", None, "1", author_kind="deleted"),
            comment("9", "cyd", "8"),
        ]
    )
    assert {name: (row["comments"], row["replies_given"], row["replies_received"]) for name, row in found.items()} == {
        "ada": (3, 1, 4),
        "bob": (3, 3, 1),
        "cyd": (2, 2, 1),
    }
    assert {name: (row["answers_most"], row["answers_most_count"]) for name, row in found.items()} == {
        "ada": ("bob", 1),
        "bob": ("ada", 2),
        "cyd": ("ada", 1),
    }


def test_an_id_tells_users_apart_and_names_whatever_their_capitals_only_without_one() -> None:
    table = roll_up(
        scored(
            [
                comment("1", "Ada", author_id="u1"),
                comment("2", "Ada the second", author_id="u1"),
                comment("3", "Ada", author_id="u2"),
                comment("4", "Ada"),
                comment("5", "\u0410da"),
                comment("6", "ada"),
            ]
        )
    ).users
    keys = {row["user"]: (row["author"], row["key_kind"], row["comments"]) for row in table.to_pylist()}
    assert keys == {
        "id:u1": ("Ada", "id", 2),
        "id:u2": ("Ada", "id", 1),
        "name:Ada": ("Ada", "name", 2),
        "name:\u0410da": ("\u0410da", "name", 1),
    }


def test_deleted_anonymous_and_nameless_writers_have_no_row_but_are_counted() -> None:
    rollups = roll_up(
        scored(
            [
                comment("1", "[deleted]", author_kind="deleted"),
                comment("2", "[deleted]", author_kind="deleted"),
                comment("3", "Anonymous", author_kind="anonymous"),
                comment("4", None),
                comment("5", "helper", author_kind="bot"),
                comment("6", "helper"),
            ]
        )
    )
    assert rollups.unlisted == {"deleted": 2, "anonymous": 1, "unknown": 1}
    listed = [(row["author"], row["author_kind"]) for row in rollups.users.to_pylist()]
    assert sorted(listed) == [("helper", "bot"), ("helper", "user")]


def test_users_come_by_flags_then_by_name() -> None:
    rows = [comment("1", "cyd"), comment("2", "bob", flags=["insult"]), comment("3", "ada")]
    assert roll_up(scored(rows)).users.column("author").to_pylist() == ["bob", "ada", "cyd"]


def test_one_flagged_comment_of_one_is_not_a_hundred_percent() -> None:
    rows = [comment("1", "ada", flags=["insult"])] + [comment(f"b{i}", f"user{i}") for i in range(9)]
    row = users(rows)["ada"]
    assert (row["insult_share"], row["insult_high"]) == (1.0, 1.0)
    assert row["insult_low"] == pytest.approx(0.2065, abs=5e-5)
    # Ten users of one comment each: mean 1.5 / 11, strength 10.
    assert row["insult_shrunk"] == pytest.approx((1 + 10 * 1.5 / 11) / 11)


def test_bots_do_not_move_the_mean_users_are_drawn_to() -> None:
    people = [comment("1", "ada", flags=["insult"]), comment("2", "bob")]
    bots = [comment(f"x{i}", "helper", author_kind="bot", flags=["insult"]) for i in range(50)]
    assert users([*people, *bots])["bob"]["insult_shrunk"] == users(people)["bob"]["insult_shrunk"]


def test_comments_without_words_or_in_other_languages_do_not_count_in_rates() -> None:
    rows = [
        comment("1", "ada", flags=["insult"]),
        comment("2", "ada", no_text_reason="emoji_only", toxicity=None),
        comment("3", "ada", language="ru", flags=["insult"]),
    ]
    row = users(rows)["ada"]
    assert (row["comments"], row["scored"], row["insult_flagged"]) == (3, 1, 1)


def test_stances_and_threads_of_a_user() -> None:
    rows = [
        comment("1", "ada", stance_target="favor", thread_id="a"),
        comment("2", "bob", "1", stance_parent="deny", stance_target="against", thread_id="a"),
        comment("3", "bob", "1", stance_parent="query", stance_target="none", thread_id="a"),
        comment("4", "bob", stance_parent="support", stance_target="favor", thread_id="b"),
    ]
    row = users(rows)["bob"]
    assert (row["threads"], row["stance_n"], row["stance_deny_share"], row["stance_balance"]) == (2, 2, 0.5, -1.0)
    assert (row["target_n"], row["target_none_share"], row["target_balance"]) == (3, pytest.approx(1 / 3), 0.0)


def test_the_columns_are_the_documented_ones() -> None:
    table = roll_up(scored([comment("1", "ada")])).users
    assert [(field.name, field.type) for field in table.schema] == [(c.name, c.type) for c in USER_COLUMNS]
    assert all(column.meaning for column in USER_COLUMNS)
