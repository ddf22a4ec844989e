"""Points in time, in whatever notation a dump has them, as microseconds since 1970 UTC."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST = -2_208_988_800_000_000  # 1900: what is before is a mistake
_LATEST = 4_102_444_800_000_000  # 2100
DAY = 86_400_000_000

#: A spreadsheet counts days, 25,569 of them before 1970; so many are the years 1954 to 2119.
_SPREADSHEET_DAYS = range(20_000, 80_001)
_DAYS_BEFORE_1970 = 25_569
#: Numbers from here on are years, days or counters and no Unix times, up to one in 1970.
_NO_SECONDS = range(1_900, 10_000_000)
_COMPACT = {12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?: ?([ap])\.?m\.?)?", re.IGNORECASE)

#: Written dates other than ISO 8601 and RFC 2822; `{day}` and `{month}` come in both orders, see `TimeReader`.
_WRITTEN = (
    "%a %b %d %H:%M:%S %z %Y",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y, %H:%M",
    "%d.%m.%Y",
    "%b %d, %Y %I:%M %p",
    "%B %d, %Y %I:%M %p",
    "%B %d, %Y at %I:%M %p",
    "%b %d, %Y, %I:%M:%S %p",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d %B %Y %H:%M",
    "%d %b %Y %H:%M",
    "%d %B %Y",
    "%d %b %Y",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
)
_SLASHED = (
    "{}/%Y %H:%M:%S",
    "{}/%Y %H:%M",
    "{}/%Y, %H:%M:%S",
    "{}/%Y, %H:%M",
    "{}/%Y %I:%M:%S %p",
    "{}/%Y %I:%M %p",
    "{}/%Y",
    "{}/%y %H:%M",
    "{}/%y",
)
_MONTH_FIRST = tuple(pattern.format("%m/%d") for pattern in _SLASHED)
_DAY_FIRST = tuple(pattern.format("%d/%m") for pattern in _SLASHED)


class TimeReader:
    """Reads one column of times; learns from a sample what its numbers are and the order of `3/4/2020`.

    Where nothing settles that order it is month first. Numbers that are between 20,000 and 80,000 throughout are a
    spreadsheet's days; elsewhere numbers too small for Unix times are none, as soon as the sample has any.

    Args:
        sample: Some of the column's values.

    Attributes:
        ambiguous: Whether there were slashed dates and the sample did not settle their order.
    """

    def __init__(self, sample: Iterable[Any] = ()) -> None:
        sample = [value for value in sample if value not in (None, "") and value == value]
        numbers = [_number_of(value) for value in sample]
        days = [n is not None and _is_within(n, _SPREADSHEET_DAYS) for n in numbers]
        dates = [isinstance(value, date) for value in sample]
        self._in_days = any(days) and all(day or read for day, read in zip(days, dates, strict=True))
        small = any(n is not None and _is_within(n, _NO_SECONDS) for n in numbers)
        self._least = _NO_SECONDS.stop if small else 0
        pairs = [_slashed_pair(value) for value in sample]
        firsts = [pair[0] for pair in pairs if pair]
        day_first = any(first > 12 for first in firsts)
        settled = day_first or any(pair[1] > 12 for pair in pairs if pair)
        self.ambiguous = bool(firsts) and not settled
        self._patterns = _WRITTEN + (_DAY_FIRST if day_first else _MONTH_FIRST)

    def read(self, value: Any) -> int | None:
        """Return microseconds since 1970 UTC, None for what is no time; a time without a zone is taken as UTC."""
        if type(value) is str:
            return self._of_text(value)
        if isinstance(value, bool):
            return None
        if isinstance(value, int | float):
            return self._of_number(value)
        if isinstance(value, datetime):
            return of_datetime(value)
        if isinstance(value, date):
            return of_datetime(datetime(value.year, value.month, value.day, tzinfo=UTC))
        if isinstance(value, dict):
            return self.read(value.get("$date", value.get("$numberLong")))
        return None

    def _of_text(self, text: str) -> int | None:
        if text.isdecimal() and len(text) != 8:  # eight digits are a date, 20240131
            if len(text) in _COMPACT and (found := _attempt(_compact, text)) is not None:
                return of_datetime(found)
            return self._of_number(int(text)) if len(text) < 21 else None
        try:
            return of_datetime(datetime.fromisoformat(text))
        except ValueError:
            pass
        text = " ".join(text.replace(" UTC", "Z").split())
        number = _number(text)
        if number is not None:
            return self._of_number(number)
        for attempt in (datetime.fromisoformat, parsedate_to_datetime, self._written):
            found = _attempt(attempt, text)
            if found is not None:
                return of_datetime(found)
        return None

    def _of_number(self, value: float) -> int | None:
        if self._in_days and _is_within(value, _SPREADSHEET_DAYS):
            return of_number(round((value - _DAYS_BEFORE_1970) * 86_400))
        return None if abs(value) < self._least else of_number(value)

    def _written(self, text: str) -> datetime:
        for index, pattern in enumerate(self._patterns):
            try:
                found = datetime.strptime(text, pattern)  # noqa: DTZ007  of_datetime takes it as UTC
            except ValueError:
                continue
            if index:  # a column keeps to one notation: try it first from now on
                self._patterns = (pattern, *self._patterns[:index], *self._patterns[index + 1 :])
            return found
        raise ValueError(text)


def of_number(value: float) -> int | None:
    """Return microseconds for a Unix time in seconds, milli-, micro- or nanoseconds, told apart by size.

    Seconds reach 1e11 in the year 5138 and milliseconds pass 1e11 in 1973, so each size means one unit.
    """
    size = abs(value)
    if not size < 1e20:
        return None
    factor = 1e6 if size < 1e11 else 1e3 if size < 1e14 else 1 if size < 1e17 else 1e-3
    micros = value * int(factor) if isinstance(value, int) and factor >= 1 else round(value * factor)
    return _bounded(int(micros))


def of_datetime(value: datetime) -> int | None:
    """Return microseconds for a datetime, taken as UTC where it has no zone."""
    delta = (value if value.tzinfo is not None else value.replace(tzinfo=UTC)) - _EPOCH
    return _bounded((delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds)


def of_clock(value: Any) -> int | None:
    """Return microseconds since midnight for a time of day such as `9:05 pm`, None for anything else.

    Example:
        >>> of_clock("9:05 pm") == (21 * 60 + 5) * 60_000_000, of_clock("25:00")
        (True, None)
    """
    if isinstance(value, time):
        return ((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond
    found = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    hour, minute, second = (int(part or 0) for part in found.groups()[:3])
    if found[4]:
        hour = hour % 12 + 12 * (found[4].lower() == "p")
    return ((hour * 60 + minute) * 60 + second) * 1_000_000 if hour < 24 and minute < 60 and second < 60 else None


def _is_within(number: float, bounds: range) -> bool:
    return bounds.start <= number < bounds.stop


def _number_of(value: Any) -> float | None:
    """Return a cell as a number; eight digits in a text are a date."""
    if isinstance(value, str):
        return None if value.isdecimal() and len(value) == 8 else _number(value.strip())
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _bounded(micros: int) -> int | None:
    return micros if _EARLIEST <= micros <= _LATEST else None


def _number(text: str) -> float | None:
    if not text or text[0] not in "0123456789-+." or any(char not in "0123456789-+.eE" for char in text):
        return None
    try:
        return int(text) if text.isdecimal() else float(text)
    except ValueError:
        return None


def _attempt(parse: Callable[[str], datetime], text: str) -> datetime | None:
    try:
        return parse(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _compact(text: str) -> datetime:
    """Read 202401311305 and 20240131130500; as milliseconds these would be before 1990, or after 2100."""
    if not text.startswith(("19", "20")):
        raise ValueError(text)
    return datetime.strptime(text, _COMPACT[len(text)])  # noqa: DTZ007  of_datetime takes it as UTC


def _slashed_pair(value: Any) -> tuple[int, int] | None:
    if not isinstance(value, str):
        return None
    parts = value.strip().split("/", 2)
    if len(parts) != 3 or not all(part.isdecimal() and len(part) <= 2 for part in parts[:2]):
        return None
    return int(parts[0]), int(parts[1])
