from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.replies.exchange import LEAST, Exchange, Links, exchange_features, lay_out, sums_of
from analyzer.replies.turns import order_turns

ANN, BOB, CY = 0, 1, 2
AUTHORS = [ANN, BOB, ANN, CY, BOB, ANN]
#: Bob answers Ann, Ann answers Bob or herself, Cy answers Ann, Bob answers Ann again, Ann answers Bob or Cy.
LINKS = [(1, 0, 1.0), (2, 1, 0.75), (2, 0, 0.25), (3, 0, 0.5), (4, 2, 1.0), (5, 4, 0.75), (5, 3, 0.25)]


def exchange_of(authors: list[int], links: list[tuple[int, int, float]]) -> Exchange:
    child, parent, probability = (np.array([link[at] for link in links]) for at in range(3))
    whole = Links(child.astype(np.int64), parent.astype(np.int64), probability.astype(np.float32))
    return lay_out(order_turns(np.array(authors)), whole)


def said_of(comment: int, candidate: int) -> dict[str, float]:
    values = exchange_features(exchange_of(AUTHORS, LINKS), np.array([[comment]]), np.array([[candidate]]))
    return {name: float(value[0, 0]) for name, value in values.items()}


def test_hand_worked_sums() -> None:
    sums = sums_of(np.array([3, 1, 3]), np.array([0.5, 1, 2], np.float32))
    assert sums.between(np.array([0, 3, 4]), np.array([4, 4, 9])).tolist() == [3.5, 2.5, 0]


def test_what_the_links_say_of_a_pair() -> None:
    said = said_of(4, 2)  # Bob's second comment and Ann's second
    assert said["told_me"] == 0.75  # she answers Bob there
    assert said["told_back"] == 0.75  # and again after
    assert said["told_them"] == pytest.approx(np.log1p(1))  # Bob answered Ann once before
    assert said["they_told"] == pytest.approx(np.log1p(0.75))
    assert said["they_told_later"] == pytest.approx(np.log1p(0.75))
    assert said["past_mine"] == 1  # his last answer was to an earlier comment
    assert said["candidate_depth"] == pytest.approx(np.log1p(0.75 * 2 + 0.25))


def test_a_link_does_not_speak_for_itself() -> None:
    said = said_of(4, 2)
    assert (said["answered_before"], said["answered_after"], said["answered_by_me"]) == (0, 0, 0)
    assert said_of(3, 0)["answered_before"] == 1.25
    assert said_of(5, 0)["answered_by_me"] == 0.25


def test_the_share_at_top_level_leaves_the_comment_out() -> None:
    # Of comments 1 to 5 only Cy's stands half at top level.
    assert said_of(4, 2)["tops"] == pytest.approx(0.5 / 4)
    assert said_of(3, 0)["tops"] == pytest.approx(0)


def test_lost_authors_and_improbable_links_say_nothing() -> None:
    lost = exchange_of([-1, -1, -1], [(1, 0, 1.0), (2, 1, LEAST / 2)])
    values = exchange_features(lost, np.array([[2]]), np.array([[1, 0]]))
    for name in ("told_me", "answered_by_me", "told_back", "told_them", "they_told"):
        assert values[name].tolist() == [[0, 0]]
    assert lost.top.tolist() == [1, 0, 1]


@st.composite
def threads(draw: st.DrawFn) -> tuple[list[int], list[tuple[int, int, float]]]:
    authors = draw(st.lists(st.integers(-1, 2), min_size=2, max_size=9))
    links = []
    for child in range(1, len(authors)):
        above = draw(st.sets(st.integers(0, child - 1), max_size=3))
        links += [(child, parent, 0.25) for parent in sorted(above)]
    return authors, links


@given(threads(), st.data())
def test_sums_are_what_counting_finds(
    thread: tuple[list[int], list[tuple[int, int, float]]], data: st.DataObject
) -> None:
    authors, links = thread
    i = data.draw(st.integers(1, len(authors) - 1))
    j = data.draw(st.integers(0, i - 1))
    values = exchange_features(exchange_of(authors, links), np.array([[i]]), np.array([[j]]))
    mine, theirs = authors[i], authors[j]

    def counted(by: int, to: int, low: int, high: int) -> float:
        known = by >= 0 and to >= 0
        return sum(q for c, p, q in links if known and low <= c < high and (authors[c], authors[p]) == (by, to))

    expected = {
        "told_me": sum(q for c, p, q in links if c == j and mine >= 0 and authors[p] == mine),
        "answered_before": sum(q for c, p, q in links if p == j and c < i),
        "answered_after": sum(q for c, p, q in links if p == j and c > i),
        "answered_by_me": sum(q for c, p, q in links if p == j and c != i and mine >= 0 and authors[c] == mine),
        "told_back": sum(q for c, p, q in links if p == i and theirs >= 0 and authors[c] == theirs),
        "told_them": np.log1p(counted(mine, theirs, 0, i)),
        "told_them_later": np.log1p(counted(mine, theirs, i + 1, len(authors))),
        "they_told": np.log1p(counted(theirs, mine, 0, i)),
    }
    assert {name: float(values[name][0, 0]) for name in expected} == pytest.approx(expected)
