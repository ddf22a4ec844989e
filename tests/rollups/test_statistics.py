from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.rollups.statistics import STRONGEST, USUAL, WEAKEST, IntArray, Prior, balance, prior_of, shares, wilson


def ints(*values: int) -> IntArray:
    return np.array(values, dtype=np.int64)


# By hand from Wilson's formula with z = 1.96, in agreement with Newcombe 1998, table I (81/263, 15/148, 0/20, 1/29).
WILSON = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
    (1, 10, 0.0179, 0.4042),
    (1, 1, 0.2065, 1.0),
]


@pytest.mark.parametrize(("count", "total", "low", "high"), WILSON)
def test_wilson_gives_published_intervals(count: int, total: int, low: float, high: float) -> None:
    found_low, found_high = wilson(ints(count), ints(total))
    assert found_low[0] == pytest.approx(low, abs=5e-5)
    assert found_high[0] == pytest.approx(high, abs=5e-5)


def test_nothing_of_nothing_has_no_share_and_no_interval() -> None:
    low, high = wilson(ints(0), ints(0))
    assert np.isnan([low[0], high[0], shares(ints(0), ints(0))[0], balance(ints(0), ints(0))[0]]).all()


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_within_0_and_1(pair: tuple[int, int]) -> None:
    count, total = pair
    low, high = wilson(ints(count), ints(total))
    assert 0 <= low[0] <= count / total <= high[0] <= 1
    mirrored_low, mirrored_high = wilson(ints(total - count), ints(total))
    assert [mirrored_low[0], mirrored_high[0]] == pytest.approx([1 - high[0], 1 - low[0]])


def test_balance_runs_from_minus_one_to_one() -> None:
    assert balance(ints(3, 0, 2), ints(1, 5, 2)).tolist() == [0.5, -1.0, 0.0]


def test_shrinkage_is_the_posterior_mean() -> None:
    shrunk = Prior(mean=0.1, strength=10).shrunk(ints(1, 0, 50), ints(1, 1, 100))
    assert shrunk == pytest.approx([2 / 11, 1 / 11, 51 / 110])


def test_the_prior_of_two_unlike_users_is_worked_out_by_hand() -> None:
    # Shares 1/4 and 3/4 of 4 each: pooled 1/2, MSB = 2 · 4 · (1/4)² = 1/2, MSW = 2 · 4 · 3/16 / 6 = 1/4, n0 = 4:
    # strength (1 − ρ) / ρ = n0 · MSW / (MSB − MSW) = 4; mean (4 + 1/2) / 9.
    prior = prior_of(ints(1, 3), ints(4, 4))
    assert (prior.mean, prior.strength) == pytest.approx((0.5, 4.0))


@pytest.mark.parametrize(
    ("counts", "totals", "strength"),
    [
        ((1,), (1,), USUAL),
        ((1, 0, 0), (1, 1, 1), USUAL),
        ((0, 0), (5, 5), USUAL),
        ((2, 2), (4, 4), STRONGEST),
        ((0, 9), (9, 9), WEAKEST),
        ((), (), USUAL),
    ],
)
def test_the_strength_stays_within_bounds(counts: tuple[int, ...], totals: tuple[int, ...], strength: float) -> None:
    assert prior_of(ints(*counts), ints(*totals)).strength == strength


def test_users_without_comments_do_not_move_the_prior() -> None:
    assert prior_of(ints(1, 3, 0), ints(4, 4, 0)) == prior_of(ints(1, 3), ints(4, 4))


_users = st.lists(
    st.integers(0, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=20
)


@given(_users)
def test_no_user_is_ever_0_or_100_percent(users: list[tuple[int, int]]) -> None:
    counts, totals = ints(*(k for k, _ in users)), ints(*(n for _, n in users))
    shrunk = prior_of(counts, totals).shrunk(counts, totals)
    assert ((shrunk > 0) & (shrunk < 1)).all()
