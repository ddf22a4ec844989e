"""Near-duplicates: what is gathered, what is kept apart, and that order and number of texts do no harm."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from analyzer.desk.duplicates import jaccard, near_duplicates, plain_form, shingles

COPY = "Share this before they take it down, the ferry company has been paid to keep quiet about the bridge works"


def test_case_punctuation_and_hidden_characters_make_no_difference() -> None:
    assert near_duplicates(["Wake up, people!", "lovely day", "wake\u200b up people", "WAKE UP PEOPLE!!"]) == [
        0,
        1,
        0,
        0,
    ]


def test_a_copy_with_a_word_added_is_gathered_and_an_answer_to_it_is_not() -> None:
    texts = [
        COPY,
        f"{COPY} everyone",
        "They were not paid, and the bridge works are in the minutes of the council",
        COPY,
    ]
    assert near_duplicates(texts) == [0, 0, 1, 0]


def test_small_changes_do_not_drift_into_one_cluster() -> None:
    words = COPY.split()
    chain = [" ".join(words[:i] + ["swapped"] * i + words[2 * i :]) for i in range(9)]
    found = near_duplicates(chain, threshold=0.7)
    leaders = {number: chain[found.index(number)] for number in found}
    for text, number in zip(chain, found, strict=True):
        assert jaccard(shingles(plain_form(text)), shingles(plain_form(leaders[number]))) >= 0.7
    assert len(set(found)) > 1


def test_texts_without_words_are_together_only_as_written() -> None:
    assert near_duplicates(["!!!", "???", "!!!", ""]) == [0, 1, 0, 2]


def test_nothing_gives_nothing() -> None:
    assert near_duplicates([]) == []


def test_short_texts_are_not_lumped_together() -> None:
    assert len(set(near_duplicates(["no", "yes", "nope", "so", "lol"]))) == 5


@given(st.lists(st.text(max_size=30), max_size=25))
def test_equal_texts_are_always_together_and_numbers_count_up(texts: list[str]) -> None:
    found = near_duplicates(texts + texts)
    assert found[: len(texts)] == found[len(texts) :]
    assert list(dict.fromkeys(found)) == list(range(len(set(found))))


def test_copies_among_many_are_found() -> None:
    draw = random.Random(5)
    words = [f"{draw.choice('bdfgklmnprst')}{draw.choice('aeiou')}{i}" for i in range(900)]
    lone = [" ".join(draw.choices(words, k=draw.randrange(8, 30))) for _ in range(1500)]
    copied = [f"{text} {draw.choice(words)}" for text in lone[:100] if len(text) > 90]
    found = near_duplicates(lone + copied)
    together = sum(found[1500 + i] == found[lone.index(text.rsplit(" ", 1)[0])] for i, text in enumerate(copied))
    assert together >= 0.97 * len(copied)
    assert len(set(found[:1500])) == 1500
