"""Dates as pages show them, absolute or relative, in the languages of `ui_languages`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyzer.dumps.times import TimeReader
from analyzer.dumps.ui_languages import all_phrases, alternatives, month_numbers

#: A longer line is no date.
MAX_LENGTH = 70

_MONTHS = month_numbers()
_MONTH = "|".join(re.escape(name) for name in sorted(_MONTHS, key=lambda name: (-len(name), name)))
_YEAR = r"(?:19|20)\d\d"
_CLOCK_WORDS = r"at|um|à|alle(?: ore)?|às|as|om|kl|o|в|о|a las|ב|ժամը|la|på"
_HALF = r"[ap]\.?\s?m\.?|uhr|h|ч|น|πμ|μμ|de"
_TIME = (
    rf"(?:[\s,]*(?:(?:{_CLOCK_WORDS}|-|–|@|//|/|\||·|•)\.?\s*)?\d{{1,2}}[:.h]\d{{2}}(?::\d{{2}})?\s*(?:{_HALF})?"
    r"(?:\s*(?:\(?(?:utc|gmt|z|cet|cest|[ecmp][sd]t)\)?(?:[+-]\d{1,2})?))?)"
)
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª|\.)?"
_OF = r"(?:\s*(?:de|del|of|di|ה)\s+)?"
_DATE = (
    rf"(?:(?P<m1>{_MONTH})\.?\s+(?P<d1>\d{{1,2}}){_ORDINAL}(?:,?\s+(?P<y1>{_YEAR}))"
    rf"|(?P<d2>\d{{1,2}}){_ORDINAL}[\s-]*{_OF}(?P<m2>{_MONTH})\.?,?[\s-]*{_OF}(?P<y2>{_YEAR})(?:\s*(?:г\.?|р\.?|թ\.?))?"
    rf"|(?P<y3>{_YEAR})[-/.](?P<m3>\d{{1,2}})[-/.](?P<d3>\d{{1,2}})T?"
    rf"|(?P<d4>\d\d?)\.\s?(?P<m4>\d\d?)\.\s?(?P<y4>{_YEAR})"
    r"|(?P<y5>(?:19|20)\d\d)\s?[年년]\s?(?P<m5>\d{1,2})\s?[月월]\s?(?P<d5>\d{1,2})\s?[日일]"
    rf"|(?P<y6>{_YEAR})[.]?\s+(?P<m6>{_MONTH})\.?\s+(?P<d6>\d{{1,2}})\.?"
    rf"|\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:(?:19|20)\d\d|\d\d)(?!\d))"
)
_UNNAMED = re.sub(r"\(\?P<\w\d>", "(?:", _DATE)
_WEEKDAY = r"(?:(?:on|am|le|el|il|em|op|den|vom|posted|posted on|geschrieben am)\s+)?(?:[^\W\d]{2,12}\.?,\s+)?"
_EDITED = r"(?:\s*[(*]?(?:edited|bearbeitet|modifié|editado|изменено)[)*]?)?"
_ABSOLUTE = re.compile(rf"^{_WEEKDAY}{_DATE}{_TIME}?{_EDITED}$", re.I)
_SEARCH = re.compile(rf"(?<![\w/.-]){_DATE}{_TIME}?", re.I)
_YEARLESS = re.compile(
    rf"^(?:(?:{_MONTH})\.?\s+\d{{1,2}}{_ORDINAL}|\d{{1,2}}{_ORDINAL}\s*(?:{_MONTH})\.?){_TIME}?$", re.I
)
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?::(\d{2}))?\s*([ap])?\.?\s?m?\.?[^\d:]*(?:[+-]\d{1,2})?$", re.I)

_UNIT = alternatives("units")
_AGO = alternatives("ago")
_ONE = r"\d{1,4}|an?|one|un[ae]?|ein(?:e[mrn]?)?|eno|один|одну"
_AGE = rf"(?:{_ONE})\s*(?:{_UNIT})"
_RELATIVE = re.compile(
    rf"^(?:(?:{_AGO})\s+(?:(?:about|over|circa|около|ungefähr|etwa)\s+)?{_AGE}(?:[\s,]+{_AGE}){{0,2}}(?:\s+(?:{_AGO}))?"
    rf"|{_AGE}(?:[\s,]+{_AGE}){{0,2}}\s*(?:{_AGO})|\d{{1,2}}\s?(?:s|m|h|d|w|mo|y|yr)(?:\s+ago)?){_EDITED}$",
    re.I,
)
_NOW = all_phrases("now") - {"einem", "einer", "nu", "now", "most", "heute"}
_READER = TimeReader()


@dataclass(frozen=True)
class When:
    """A date: microseconds since 1970, a time without zone as UTC; None for a relative or yearless date."""

    micros: int | None


def read_date(text: str) -> When | None:
    """Read a line that is a date and nothing else, None for any other line.

    Example:
        >>> read_date("January 5, 2024 12:50 pm")
        When(micros=1704459000000000)
        >>> read_date("5. Januar 2024 um 12:50 Uhr") == read_date("2024年1月5日 12:50")
        True
        >>> read_date("3 years ago"), read_date("vor 3 Jahren"), read_date("3年前")
        (When(micros=None), When(micros=None), When(micros=None))
    """
    if len(text) > MAX_LENGTH or not text:
        return None
    bare = " ".join(text.split())
    if bare[0].isdigit() or any(character.isdigit() for character in bare):
        match = _ABSOLUTE.match(bare)
        if match:
            return When(_READER.read(_iso(match, bare)))
        if _RELATIVE.match(bare) or _YEARLESS.match(bare):
            return When(None)
        return None
    return When(None) if bare.casefold() in _NOW or _RELATIVE.match(bare) else None


def find_date(text: str) -> When | None:
    """Return the first absolute date inside a short text, None where there is none.

    Example:
        >>> find_date("Posted by Ann on 5 May 2020 at 12:01") == read_date("5 May 2020 12:01")
        True
    """
    bare = " ".join(text.split())[:400]
    if not any(character.isdigit() for character in bare):
        return None
    match = _SEARCH.search(bare)
    return When(_READER.read(_iso(match, match[0]))) if match else None


_TAIL = re.compile(rf"^(?P<name>\S.*?)[\s,|·•–—-]+(?P<date>{_UNNAMED}{_TIME}?)$", re.I)
_TAIL_YEARLESS = re.compile(
    rf"^(?P<name>\S.*?)[\s,|·•–—-]+(?P<date>(?:{_MONTH})\.?\s+\d{{1,2}}{_ORDINAL}{_TIME}|{_AGE}\s*(?:{_AGO}))$", re.I
)


def ends_in_date(text: str) -> tuple[str, When] | None:
    """Part a line into what comes before the date it ends in, and the date; None where it ends in none.

    Example:
        >>> ends_in_date("Ann Lee May 5, 2020 at 1:02 pm") == ("Ann Lee", read_date("May 5, 2020 1:02 pm"))
        True
    """
    if len(text) > MAX_LENGTH + 60 or not any(character.isdigit() for character in text):
        return None
    match = _TAIL.match(text) or _TAIL_YEARLESS.match(text)
    when = read_date(match["date"]) if match else None
    return (match["name"].strip(" ,|·•–—-"), when) if match and when is not None else None


def _iso(match: re.Match[str], text: str) -> str:
    parts = {name[0]: value for name, value in match.groupdict().items() if value}
    if not parts:
        return _slashed(text)
    month = _MONTHS.get(parts["m"].casefold()) or (int(parts["m"]) if parts["m"].isdecimal() else 0)
    clock = _CLOCK.search(text[_end_of_date(match) :])
    hour, minute, second = (int(part or 0) for part in clock.group(1, 2, 3)) if clock else (0, 0, 0)
    if clock and clock[4]:
        hour = hour % 12 + (12 if clock[4].casefold() == "p" else 0)
    return f"{parts['y']}-{month:02}-{int(parts['d']):02}T{hour:02}:{minute:02}:{second:02}"


def _end_of_date(match: re.Match[str]) -> int:
    """Return where the day, month and year end in the matched text."""
    return max(match.end(name) for name, value in match.groupdict().items() if value) - match.start()


def _slashed(text: str) -> str:
    """Return a date in figures the way `TimeReader` reads it."""
    date, _, clock = text.strip().replace("//", " ").replace(" - ", " ").partition(" ")
    return f"{date.replace('-', '/').replace('.', '/')} {clock.strip()}".strip()
