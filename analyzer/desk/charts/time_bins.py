"""Cut a thread's time into steps a reader knows: minutes, hours, days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np
import numpy.typing as npt

_MINUTE: Final = 60_000
_HOUR: Final = 60 * _MINUTE
DAY: Final = 24 * _HOUR
#: Steps in milliseconds, with how a step's beginning is said.
_STEPS: Final = (
    *((minutes * _MINUTE, "%-d %b %H:%M") for minutes in (1, 5, 15, 30)),
    *((hours * _HOUR, "%-d %b %H:%M") for hours in (1, 3, 6, 12)),
    *((days * DAY, "%-d %b %Y") for days in (1, 7, 30, 90, 365, 3650, 36500)),
)
#: Most bars a chart shows.
MOST: Final = 36


@dataclass(frozen=True)
class Bins:
    """Equal steps of time.

    Attributes:
        starts: (bins,) beginning of each, milliseconds since the epoch, UTC.
        step: Length in milliseconds.
        index: (n,) the bin of each time given, -1 for those outside.
        outside: How many times lie before or after the bins.
    """

    starts: npt.NDArray[np.int64]
    step: int
    index: npt.NDArray[np.int64]
    outside: int = 0

    @property
    def names(self) -> list[str]:
        """The beginning of each bin in words, UTC."""
        form = next(form for step, form in _STEPS if step == self.step)
        return [datetime.fromtimestamp(start / 1000, UTC).strftime(form) for start in self.starts.tolist()]

    def count(self, which: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        """Return how many of the chosen times fall into each bin."""
        inside = which & (self.index >= 0)
        return np.bincount(self.index[inside], minlength=len(self.starts)).astype(np.int64)


def bins_of(times: npt.NDArray[np.int64], most: int = MOST, *, stragglers: float = 0.0) -> Bins:
    """Return the finest steps that need at most `most` bins for (n,) times in milliseconds; n is at least 1.

    Args:
        times: The times.
        most: Most bins.
        stragglers: Largest share of the times that may be left outside, where that makes steps four times finer at
            least: a thread of one day with a few answers months later would else be one bar.
    """
    first, last = int(times.min()), int(times.max())
    step = _step(first, last, most)
    if stragglers:
        ends = np.quantile(times, (stragglers / 2, 1 - stragglers / 2), method="nearest")
        core = int(ends[0]), int(ends[1])
        finer = _step(*core, most)
        if 4 * finer <= step:
            spare = (most - 1 - (core[1] // finer - core[0] // finer)) // 2 * finer  # what there is room for is shown
            step, first, last = finer, max(first, core[0] - spare), min(last, core[1] + spare)
    begin, end = first // step, last // step
    index = times // step - begin
    outside = (index < 0) | (index > end - begin)
    starts = np.arange(begin, end + 1, dtype=np.int64) * step
    return Bins(starts, step, np.where(outside, -1, index), int(outside.sum()))


def _step(first: int, last: int, most: int) -> int:
    return next(step for step, _ in _STEPS if last // step - first // step < most)
