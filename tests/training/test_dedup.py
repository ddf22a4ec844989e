from __future__ import annotations

import string
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.dedup import drop_leaks, text_key
from training.examples import as_examples


def table(*rows: dict[str, Any]) -> pl.DataFrame:
    schema = {"id": pl.String, "corpus": pl.String, "split": pl.String, "text": pl.String, "parent": pl.String}
    more = {"target": pl.String, "toxicity": pl.Float32, "stance_parent": pl.String, "weight": pl.Float32}
    spans = pl.List(pl.Struct({"start": pl.Int32, "end": pl.Int32, "label": pl.String}))
    full = [{"id": str(number), "corpus": "c", "split": "train", **row} for number, row in enumerate(rows)]
    return as_examples(pl.DataFrame(full, schema={**schema, **more, "spans": spans}))


def ids(frame: pl.DataFrame) -> list[str]:
    return frame["id"].to_list()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Ｎot so fast…", "notsofast"),
        ("RT @one_two: So. https://t.co/x", "so"),
        ("@USER URL curl", "curl"),
        ("www.a.test Straße", "strasse"),
        ("snake_case", "snakecase"),
        ("🙂 👍🏽 !!", ""),
        (None, ""),
        ("日本語 テスト", "日本語テスト"),
    ],
)
def test_keys_keep_words_only(text: str | None, key: str) -> None:
    assert text_key(text) == key


@given(st.text())
def test_keys_hold_no_space_punctuation_or_upper_case(text: str) -> None:
    key = text_key(text)
    assert not any(char.isspace() or char in string.punctuation for char in key)
    assert key.casefold() == key


def test_a_text_of_any_test_leaves_train_and_val() -> None:
    frame = table(
        {"split": "test", "text": "The same thing", "corpus": "a", "toxicity": 1.0},
        {"split": "train", "text": "the SAME thing!", "corpus": "b", "stance_parent": "deny", "parent": "p"},
        {"split": "val", "text": "@x the same thing", "corpus": "b", "toxicity": 0.0},
        {"split": "train", "text": "another thing", "corpus": "b", "toxicity": 0.0},
    )
    kept, report = drop_leaks(frame)
    assert ids(kept) == ["0", "3"]
    assert report.in_test == {"b": 2}
    assert report.in_val == {}


def test_a_text_of_val_leaves_train() -> None:
    frame = table({"split": "train", "text": "one", "toxicity": 0.0}, {"split": "val", "text": "One.", "toxicity": 0.0})
    kept, report = drop_leaks(frame)
    assert ids(kept) == ["1"]
    assert report.in_val == {"c": 1}


def test_a_long_text_leaks_by_its_head_and_a_short_one_does_not() -> None:
    long = "abcdefgh" * 8
    frame = table(
        {"split": "test", "text": long + " one ending", "toxicity": 0.0},
        {"split": "test", "text": "short start", "toxicity": 0.0},
        {"split": "train", "text": long + " another ending", "toxicity": 0.0},
        {"split": "train", "text": "short start and more", "toxicity": 0.0},
    )
    assert ids(drop_leaks(frame)[0]) == ["0", "1", "3"]


def test_test_rows_are_never_touched() -> None:
    frame = table(*({"split": "test", "text": "twice", "toxicity": value} for value in (0.0, 1.0)), {"text": "🙂"})
    kept, report = drop_leaks(frame)
    assert kept.equals(frame.head(2))
    assert report.textless == 1


def test_equal_rows_merge_their_labels() -> None:
    frame = table(
        {"text": "well then", "corpus": "a", "toxicity": 1.0, "weight": 1.0},
        {"text": "Well, then", "corpus": "b", "toxicity": 0.0, "weight": 0.5, "stance_parent": "deny"},
        {"text": "well then", "corpus": "b", "stance_parent": "deny"},
    )
    kept, report = drop_leaks(frame)
    assert kept.select("id", "corpus", "text", "toxicity", "stance_parent").rows() == [
        ("0", "a", "well then", 0.5, "deny")
    ]
    assert kept["weight"].to_list() == pytest.approx([2.5 / 3])
    assert report.merged == {"b": 2}


def test_rows_that_answer_different_posts_stay_apart() -> None:
    frame = table(
        {"text": "exactly", "parent": "tea is good", "stance_parent": "support"},
        {"text": "exactly", "parent": "tea is bad", "stance_parent": "deny"},
        {"text": "exactly", "parent": "tea is bad", "target": "Tea", "stance_parent": "comment"},
    )
    assert ids(drop_leaks(frame)[0]) == ["0", "1", "2"]


def test_stances_that_disagree_become_null_and_an_empty_row_goes() -> None:
    pair = {"text": "hm", "parent": "p"}
    frame = table(
        {**pair, "stance_parent": "deny"},
        {**pair, "stance_parent": "support"},
        {**pair, "parent": "q", "stance_parent": "deny", "toxicity": 0.0},
        {**pair, "parent": "q", "stance_parent": "comment"},
    )
    kept, report = drop_leaks(frame)
    assert kept.select("id", "toxicity", "stance_parent").rows() == [("2", 0.0, None)]
    assert (report.conflicts, report.unjudged) == (2, 1)


def test_spans_keep_the_text_they_count() -> None:
    marked: dict[str, Any] = {"text": "you   fool", "spans": [{"start": 6, "end": 10, "label": "toxicity"}]}
    kept, _ = drop_leaks(table({"text": "You fool.", "toxicity": 1.0, "corpus": "a"}, {**marked, "corpus": "b"}))
    row = kept.row(0, named=True)
    assert (row["corpus"], row["text"], row["toxicity"]) == ("a", "you   fool", 1.0)
    assert row["text"][row["spans"][0]["start"] : row["spans"][0]["end"]] == "fool"


ROW = st.fixed_dictionaries(
    {
        "split": st.sampled_from(["train", "val", "test"]),
        "text": st.sampled_from(["one", "One!", "two", "@x two", "🙂", "three"]),
        "parent": st.sampled_from([None, "p", "q"]),
        "toxicity": st.sampled_from([0.0, 1.0]),
    }
)


@settings(deadline=None, max_examples=8)  # few and large: each example runs dozens of queries
@given(st.lists(ROW, min_size=6, max_size=40))
def test_no_key_is_left_in_two_splits_and_a_second_pass_changes_nothing(rows: list[dict[str, Any]]) -> None:
    frame = table(*rows)
    kept, report = drop_leaks(frame)
    keys = {name: {text_key(text) for text in kept.filter(split=name)["text"]} for name in ("train", "val", "test")}
    assert not keys["train"] & keys["val"]
    assert not (keys["train"] | keys["val"]) & (keys["test"] - {""})
    gone = sum(sum(part.values()) for part in (report.in_test, report.in_val, report.merged))
    assert len(kept) + gone + report.textless + report.unjudged == len(frame)
    assert drop_leaks(kept)[0].equals(kept)
