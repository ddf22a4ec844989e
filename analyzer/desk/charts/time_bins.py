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
        index: (n,) the bin of each time given.
    """

    starts: npt.NDArray[np.int64]
    step: int
    index: npt.NDArray[np.int64]

    @property
    def names(self) -> list[str]:
        """The beginning of each bin in words, UTC."""
        form = next(form for step, form in _STEPS if step == self.step)
        return [datetime.fromtimestamp(start / 1000, UTC).strftime(form) for start in self.starts.tolist()]

    def count(self, which: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        """Return how many of the chosen times fall into each bin."""
        return np.bincount(self.index[which], minlength=len(self.starts)).astype(np.int64)


def bins_of(times: npt.NDArray[np.int64], most: int = MOST) -> Bins:
    """Return the finest steps that need at most `most` bins for (n,) times in milliseconds; n is at least 1."""
    first, last = int(times.min()), int(times.max())
    step = next(step for step, _ in _STEPS if last // step - first // step < most)
    begin = first // step
    starts = np.arange(begin, last // step + 1, dtype=np.int64) * step
    return Bins(starts, step, times // step - begin)
