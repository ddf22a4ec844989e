"""Steps of time: as fine as fits, on boundaries a reader knows, every time in its step."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.desk.charts.time_bins import MOST, bins_of

HOUR = 3_600_000
DAY = 24 * HOUR


def at(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("hours", "step_hours"), [(0.1, 1 / 60), (2, 1 / 12), (20, 1), (24 * 7, 6), (24 * 30, 24), (24 * 365 * 9, 24 * 365)]
)
def test_the_step_is_the_finest_that_fits(hours: float, step_hours: float) -> None:
    begin = at(2026, 3, 2, 10)
    assert bins_of(np.array([begin, begin + int(hours * HOUR)])).step == round(step_hours * HOUR)


def test_steps_begin_on_the_hour_and_empty_ones_are_kept() -> None:
    bins = bins_of(np.array([at(2026, 3, 2, 9, 30), at(2026, 3, 3, 9, 30)]))
    assert bins.names[:2] == ["2 Mar 09:00", "2 Mar 10:00"]
    assert bins.count(np.array([True, True])).tolist() == [1] + [0] * 23 + [1]


def test_one_time_is_one_step() -> None:
    assert len(bins_of(np.array([at(2026, 3, 2)])).starts) == 1


@given(st.lists(st.integers(-(10**13), 4 * 10**13), min_size=1, max_size=30))
def test_every_time_lies_in_its_step(times: list[int]) -> None:
    array = np.array(times)
    bins = bins_of(array)
    assert len(bins.starts) <= MOST
    begins = bins.starts[bins.index]
    assert ((begins <= array) & (array < begins + bins.step)).all()
    assert bins.count(np.ones(len(times), dtype=bool)).sum() == len(times)


def test_stragglers_are_left_out_only_where_that_makes_steps_much_finer() -> None:
    day = np.arange(0, 24 * 60, dtype=np.int64) * 60_000  # a comment a minute for a day
    late = np.array([90 * DAY], dtype=np.int64)
    together = bins_of(np.concatenate([day, late]))
    assert (together.step, together.outside) == (7 * DAY, 0)
    trimmed = bins_of(np.concatenate([day, late]), stragglers=0.04)
    assert (trimmed.step, trimmed.outside) == (HOUR, 1)
    assert len(trimmed.starts) <= MOST
    assert trimmed.count(np.ones(len(day) + 1, dtype=np.bool_)).sum() == len(day)
    assert bins_of(day, stragglers=0.04).outside == 0
