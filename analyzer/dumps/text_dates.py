"""Lines of a scrape that are nothing but a date, absolute or relative, in English and German."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyzer.dumps.times import TimeReader

_MONTH_NAMES = (
    "january jan januar",
    "february feb februar",
    "march mar märz",
    "april apr",
    "may mai",
    "june jun juni",
    "july jul juli",
    "august aug",
    "september sep sept",
    "october oct oktober okt",
    "november nov",
    "december dec dezember dez",
)
_MONTHS = {name: month for month, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_TIME = r"(?:,?\s+(?:(?:at|um|-|–|@)\s+)?\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?|uhr)?(?:\s+(?:utc|gmt|z))?)?"
_ABSOLUTE = re.compile(
    rf"^(?:on\s+)?(?:(?P<m1>{_MONTH})\.?\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y1>(?:19|20)\d\d)"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?P<m2>{_MONTH})\.?,?\s+(?P<y2>(?:19|20)\d\d)"
    rf"|(?P<y3>(?:19|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)T?|(?P<d4>\d\d?)\.(?P<m4>\d\d?)\.(?P<y4>(?:19|20)\d\d)"
    rf"|\d{{1,2}}/\d{{1,2}}/(?:19|20)?\d\d){_TIME}$",
    re.I,
)
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::(\d{2}))?\s*([ap])?\.?m?\.?(?:\s*uhr)?(?:\s+(?:utc|gmt|z))?$", re.I)
_UNIT = r"(?:second|minute|hour|day|week|month|year|sekunde|minute|stunde|tag|woche|monat|jahr)(?:s|n|e|en)?"
_RELATIVE = re.compile(
    rf"^(?:(?:about\s+|over\s+)?(?:\d{{1,3}}|an?|one)\s+{_UNIT}\s+(?:ago|zuvor)|vor\s+(?:\d{{1,3}}|einem|einer)\s+{_UNIT}"
    rf"|just now|right now|yesterday|gerade eben|gestern)(?:\s*\(?edited\)?)?$",
    re.I,
)


@dataclass(frozen=True)
class When:
    """A date line: microseconds since 1970, a time without zone as UTC; None for a relative date (`3 years ago`)."""

    micros: int | None


def read_date(text: str) -> When | None:
    """Read a line that is a date and nothing else, None for any other line.

    Example:
        >>> read_date("January 5, 2024 12:50 pm")
        When(micros=1704459000000000)
        >>> read_date("3 years ago")
        When(micros=None)
    """
    if len(text) > 60:
        return None
    if _RELATIVE.match(text):
        return When(None)
    match = _ABSOLUTE.match(text)
    return When(TimeReader().read(_iso(match, text))) if match else None


def _iso(match: re.Match[str], text: str) -> str:
    parts = {name[0]: value for name, value in match.groupdict().items() if value}
    if not parts:
        return text
    month = _MONTHS.get(parts["m"].casefold()) or int(parts["m"])
    clock = _CLOCK.search(text) if ":" in text else None
    hour, minute, second = (int(part or 0) for part in clock.group(1, 2, 3)) if clock else (0, 0, 0)
    if clock and clock[4]:
        hour = hour % 12 + (12 if clock[4].casefold() == "p" else 0)
    return f"{parts['y']}-{month:02}-{int(parts['d']):02}T{hour:02}:{minute:02}:{second:02}"
