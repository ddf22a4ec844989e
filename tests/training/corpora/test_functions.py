from __future__ import annotations

import polars as pl
import pytest

from analyzer.comment import TOXICITY_LABELS
from training import corpora
from training.corpora import functions
from training.dedup import text_key
from training.suites import identity


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    return corpora.load(corpora.SHIPPED, ("functions",))


def test_every_sentence_is_filled_with_every_word(frame: pl.DataFrame) -> None:
    assert not frame["text"].str.contains(r"[{}]").any()
    assert frame["text"].is_unique().all()
    assert frame["id"].is_unique().all()
    sizes = frame.group_by("group").len()["len"].unique().to_list()
    assert sorted(sizes) == [16, 56]  # insults, groups


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Indian", "I married an Indian woman."),
        ("Ukrainian", "I married a Ukrainian woman."),
        ("old", "I married an old woman."),
    ],
)
def test_the_article_agrees_with_the_word(word: str, text: str) -> None:
    assert functions.fill("I married a {group} woman.", "group", word) == text


def test_a_sentence_begins_with_a_capital() -> None:
    assert functions.fill("{group} people vote too.", "group", "deaf") == "Deaf people vote too."


def test_labels_are_those_of_the_kind(frame: pl.DataFrame) -> None:
    kinds = frame.with_columns(kind=pl.col("id").str.split("/").list.first())
    toxic = dict(kinds.group_by("kind").agg(pl.col("toxicity").unique()).iter_rows())
    assert toxic == {"harmless": [0.0], "denied": [0.0], "attack": [1.0], "insult": [1.0]}
    harmless = kinds.filter(pl.col("toxicity") == 0)
    assert all(harmless[label].sum() == 0 and harmless[label].null_count() == 0 for label in TOXICITY_LABELS)


def test_every_kind_is_held_out_by_sentence_and_never_both(frame: pl.DataFrame) -> None:
    parts = {split: set(rows["group"]) for (split,), rows in frame.group_by("split")}
    assert set(parts) == {"train", "test"}
    assert not parts["train"] & parts["test"]
    assert {group.split("/")[1] for group in parts["test"]} == {"harmless", "denied", "attack", "insult"}


def test_no_sentence_of_the_measure_is_trained_on(frame: pl.DataFrame) -> None:
    def keys(rows: pl.DataFrame) -> set[str]:
        """The sentences without the word that was filled in."""
        return {
            text_key(text.replace(word, "").replace(word.capitalize(), ""))
            for text, word in rows.select("text", "target").iter_rows()
        }

    assert not keys(frame) & keys(identity.sentences())
