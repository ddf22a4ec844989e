from __future__ import annotations

from collections import Counter

import numpy as np
import polars as pl
import pytest

from training import metrics
from training.corpora.functions import fill
from training.suites.identity import _rows, sentences, term_aucs, terms


def test_every_sentence_is_there_with_every_term() -> None:
    frame = sentences()
    counts = Counter(frame.get_column("target"))
    assert set(counts) == set(terms())
    assert len(set(counts.values())) == 1
    per_kind = frame.group_by("toxicity").len().get_column("len").to_list()
    assert per_kind[0] == per_kind[1]
    assert frame.filter(pl.col("text").str.contains("{", literal=True)).is_empty()
    assert frame.get_column("text").n_unique() == frame.height


@pytest.mark.parametrize(
    ("template", "term", "text"),
    [
        ("As a {term} person I left.", "Indian", "As an Indian person I left."),
        ("A {term} friend came.", "Black", "A Black friend came."),
        ("A {term} friend came.", "Asian", "An Asian friend came."),
        ("Some {term} guy.", "old", "Some old guy."),
        ("{term} families sing.", "deaf", "Deaf families sing."),
        ("I met a {term} singer.", "Ukrainian", "I met a Ukrainian singer."),
    ],
)
def test_articles_and_capitals_follow_the_term(template: str, term: str, text: str) -> None:
    assert fill(template, "term", term) == text


def test_aucs_by_hand() -> None:
    # Term 0: attack .9, harmless .6. Term 1: attack .5, harmless .1.
    gold = np.array([1, 0, 1, 0], dtype=np.float64)
    both = np.array([[0.9, 0], [0.6, 0], [0.5, 1], [0.1, 1]])
    found = term_aucs(gold, both, 2)
    assert found["subgroup AUC"].tolist() == [1, 1]
    # The harmless sentence with term 0 scores above the attack without it: the term raises scores.
    assert found["BPSN AUC"].tolist() == [0, 1]
    assert found["BNSP AUC"].tolist() == [1, 0]


def test_the_quick_count_is_the_auc_of_the_rows() -> None:
    rng = np.random.default_rng(5)
    gold = (rng.random(300) < 0.5).astype(np.float64)
    place = rng.integers(0, 6, 300)
    both = np.column_stack([rng.random(300).round(1), place])  # rounded: ties
    found = term_aucs(gold, both, 6)
    for term in range(6):
        for name, rows in _rows(gold > 0, place == term).items():
            assert found[name][term] == pytest.approx(metrics.auc(gold[rows], both[rows, 0]))
