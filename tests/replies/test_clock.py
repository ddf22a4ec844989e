from __future__ import annotations

import numpy as np
import pytest

from analyzer.replies.clock import clock_features, set_clock

#: The page shows them as 0, 1, 2, 3, 4; they were written as 0, 1, 4, 2; the time of 3 is lost.
CLOCK = set_clock(np.array([10, 20, 50, -1, 40]), np.array([0, 1, 0, 1, 1]))


def said_of(comment: int, candidate: int) -> dict[str, float]:
    values = clock_features(CLOCK, np.array([[comment]]), np.array([[candidate]]))
    return {name: float(value[0, 0]) for name, value in values.items()}


def test_what_times_say_of_a_pair() -> None:
    said = said_of(4, 0)
    assert said["time_log_distance"] == pytest.approx(np.log(3))
    assert (said["time_distance_2"], said["time_inverse_distance"]) == (1, 0.5)
    assert said["mine_since_in_time"] == pytest.approx(np.log(2))  # comment 1, by the same author
    assert said["newer_by_author_in_time"] == 0  # comment 2 was written after
    assert said_of(2, 0)["mine_since_in_time"] == 0


def test_what_was_written_later_and_what_has_no_time() -> None:
    assert said_of(4, 2)["written_later"] == 1
    assert said_of(4, 2)["time_log_distance"] == pytest.approx(-np.log(2))
    assert said_of(2, 1)["time_goes_back"] == 0
    assert set(said_of(4, 3).values()) == {0}
    assert set_clock(np.array([3, 1]), np.array([0, 1])).rank.tolist() == [1, 0]
    back = set_clock(np.array([1, 9, 5]), np.array([0, 1, 2]))
    assert clock_features(back, np.array([[2]]), np.array([[0]]))["time_goes_back"].item() is True


def test_times_of_one_moment_stand_as_on_the_page() -> None:
    assert set_clock(np.array([7, 7, 7]), np.array([0, 0, 0])).rank.tolist() == [0, 1, 2]
