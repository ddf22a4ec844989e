"""Agreement: worked examples from the papers, parity with statsmodels and scikit-learn, properties."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats import inter_rater

from analyzer.desk.statistics.agreement import (
    MISSING,
    cohen_kappa,
    counts_of,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    specific_agreement,
)
from analyzer.desk.statistics.estimate import Estimate, IntArray

# Krippendorff 2011, example C: four observers, twelve units, five values, missing ratings; here counted from 0.
_ = MISSING
KRIPPENDORFF = np.array(
    [
        [0, 1, 2, 2, 1, 0, 3, 0, 1, _, _, _],
        [0, 1, 2, 2, 1, 1, 3, 0, 1, 4, _, 2],
        [_, 2, 2, 2, 1, 2, 3, 1, 1, 4, 0, _],
        [0, 1, 2, 2, 1, 3, 3, 0, 1, 4, 0, _],
    ]
).T


def test_published_example_with_missing_ratings() -> None:
    counts = counts_of(KRIPPENDORFF, 5)
    assert krippendorff_alpha(counts).value == pytest.approx(0.743, abs=0.0005)  # Krippendorff 2011
    assert gwet_ac1(counts).value == pytest.approx(0.77544, abs=0.00005)  # Gwet 2014, the same data
    assert fleiss_kappa(counts).value == pytest.approx(0.76117, abs=0.00005)  # Gwet 2014
    assert krippendorff_alpha(counts).n == 11  # the twelfth unit has one rating


def test_cohen_of_the_textbook_table() -> None:
    first = np.array([1] * 25 + [0] * 25)
    second = np.array([1] * 20 + [0] * 5 + [1] * 10 + [0] * 15)
    found = cohen_kappa(first, second, 2)
    assert found.value == pytest.approx(0.4)
    assert found.n == 50
    assert found.low is not None
    assert found.high is not None
    # The large-sample standard error is 0.129 (Fleiss, Cohen and Everitt 1969), so the interval is near 0.15 to 0.65.
    assert found.low == pytest.approx(0.15, abs=0.05)
    assert found.high == pytest.approx(0.65, abs=0.05)


def test_the_kappa_paradox_shows_in_the_four_figures() -> None:
    """118 of 125 votes agree, on no; the table of Gwet 2008, where kappa is −0.02 and AC1 0.94."""
    first = np.array([0] * 118 + [1] * 2 + [0] * 5)
    second = np.array([0] * 118 + [0] * 2 + [1] * 5)
    counts = counts_of(np.stack([first, second], axis=1), 2)
    assert cohen_kappa(first, second, 2).value == pytest.approx(-0.0234, abs=0.0005)
    assert gwet_ac1(counts).value == pytest.approx(0.9408, abs=0.0005)
    assert specific_agreement(counts, 1).value == 0.0
    assert specific_agreement(counts, 0).value == pytest.approx(236 / 243)


def test_positive_agreement_of_three_votes_by_hand() -> None:
    # Votes for yes on three comments: 3 of 3, 1 of 3, 1 of 2. Agreeing pairs 6 + 0 + 0 of 6 + 2 + 1.
    counts = np.array([[0, 3], [2, 1], [1, 1]])
    found = specific_agreement(counts)
    assert found.value == pytest.approx(6 / 9)
    assert found.n == 3


def test_positive_agreement_counts_the_comments_somebody_marked() -> None:
    assert specific_agreement(np.array([[0, 2], [2, 0], [2, 0]])).n == 1


@pytest.mark.parametrize("coefficient", [fleiss_kappa, krippendorff_alpha, gwet_ac1, specific_agreement])
def test_without_two_votes_on_a_comment_nothing_is_claimed(coefficient: Callable[[IntArray], Estimate]) -> None:
    for counts in (np.empty((0, 2), dtype=np.int64), np.array([[1, 0], [0, 1], [0, 0]])):
        found = coefficient(counts)
        assert found == Estimate(None, None, None, 0, "no comment has two votes yet")


def test_all_the_same_answer_leaves_kappa_undefined_and_ac1_at_one() -> None:
    counts = np.array([[2, 0]] * 9)
    assert fleiss_kappa(counts).value is None
    assert krippendorff_alpha(counts).value is None
    assert "every vote is the same" in krippendorff_alpha(counts).why_undefined
    assert gwet_ac1(counts).value == pytest.approx(1.0)
    assert specific_agreement(counts).value is None


def test_two_who_share_no_comment() -> None:
    found = cohen_kappa(np.array([1, MISSING]), np.array([MISSING, 0]), 2)
    assert found.value is None
    assert found.why_undefined == "the two have no comment in common"


def test_a_rating_that_is_no_category_is_refused() -> None:
    with pytest.raises(ValueError, match="from -1 to 1"):
        counts_of(np.array([[0, 2]]), 2)


ratings = st.integers(2, 4).flatmap(
    lambda categories: st.tuples(
        st.just(categories),
        st.lists(st.lists(st.integers(0, categories - 1), min_size=3, max_size=3), min_size=4, max_size=40),
    )
)


@given(ratings)
def test_parity_with_statsmodels_and_scikit_learn(drawn: tuple[int, list[list[int]]]) -> None:
    categories, rows = drawn
    table = np.array(rows)
    counts = counts_of(table, categories)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the references divide by zero where ours says it is undefined
        fleiss = float(inter_rater.fleiss_kappa(counts))
        cohen = float(cohen_kappa_score(table[:, 0], table[:, 1]))
    for ours, theirs in ((fleiss_kappa(counts), fleiss), (cohen_kappa(table[:, 0], table[:, 1], categories), cohen)):
        if ours.value is None:
            assert not np.isfinite(theirs) or len(np.unique(table)) == 1 or theirs == 0.0
        else:
            assert ours.value == pytest.approx(theirs, abs=1e-9)


def _alpha_by_pairs(table: npt.NDArray[np.int64]) -> float:
    """Krippendorff's alpha from its definition, pair by pair."""
    units = [[value for value in row if value != MISSING] for row in table.tolist()]
    units = [unit for unit in units if len(unit) >= 2]
    values = [value for unit in units for value in unit]
    observed: float = sum(
        sum(a != b for i, a in enumerate(unit) for j, b in enumerate(unit) if i != j) / (len(unit) - 1)
        for unit in units
    ) / len(values)
    expected: int = sum(a != b for i, a in enumerate(values) for j, b in enumerate(values) if i != j)
    return 1.0 - observed / (expected / (len(values) * (len(values) - 1)))


@given(st.lists(st.lists(st.integers(-1, 2), min_size=4, max_size=4), min_size=2, max_size=12))
def test_alpha_is_its_definition(rows: list[list[int]]) -> None:
    table = np.array(rows)
    found = krippendorff_alpha(counts_of(table, 3))
    if found.value is not None:
        assert found.value == pytest.approx(_alpha_by_pairs(table), abs=1e-9)


@given(ratings)
def test_an_estimate_holds_together(drawn: tuple[int, list[list[int]]]) -> None:
    categories, rows = drawn
    counts = counts_of(np.array(rows), categories)
    for found in (fleiss_kappa(counts), krippendorff_alpha(counts), gwet_ac1(counts), specific_agreement(counts)):
        assert (found.value is None) == bool(found.why_undefined)
        if found.low is not None and found.high is not None:
            assert found.low <= found.high <= 1 + 1e-9
        assert found.n <= len(rows)


def test_the_same_votes_give_the_same_interval() -> None:
    counts = counts_of(KRIPPENDORFF, 5)
    assert krippendorff_alpha(counts) == krippendorff_alpha(counts[::-1])
