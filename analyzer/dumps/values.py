"""Cells of a dump, of whatever type they came in, as ids, text and switches."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Repair = Callable[[str], None]

_INTEGRAL = re.compile(r"-?\d+(?:\.0+|,0)")
_EXPONENT = re.compile(r"-?\d+(?:[.,]\d+)?[eE]\+?\d+")
_EXCEL = re.compile(r'=\s*"(.*)"')
#: Whole numbers past this are not exact in a float, so an id read as one has lost digits.
_EXACT_FLOAT = 2**53
_TRUE = frozenset(
    ("true", "1", "1.0", "yes", "t", "y", "on", "x", "ja", "wahr", "vrai", "oui", "si", "sí", "vero", "verdadero")
)
#: What databases, spreadsheets and data frames write where there is nothing, and nobody else does.
NOTHING = frozenset(("\\N", "#N/A", "<NA>"))
#: What they write, and some people too: nothing in columns of ids, names and times; a text may be just that.
NULL_WORDS = NOTHING | frozenset(("NA", "N/A", "NULL", "null", "nan", "NaN", "NaT"))
#: What says that something never happened, in a column for when it did.
_NEVER = frozenset(("", "0", "0.0", "-", "none", "false", "no", "0000-00-00", "0000-00-00 00:00:00"))


def ignore_repair(kind: str) -> None:
    """Count nothing: for looking at values before they are read."""


def as_id(value: Any, repair: Repair = ignore_repair) -> str | None:
    """Return an id as its canonical string, None where there is none.

    `5`, `"5"`, `" 5 "`, `5.0`, `"5.0"`, `'="5"'` and `"'5"` are all `"5"`; leading zeros stay. Mending is counted as
    `float_id_mended` or `excel_id_mended`. An id that lost digits (`7.9E+17`) comes back as it is: ask `is_damaged`.
    """
    if type(value) is str:
        return value if value.isalnum() else _mended_id(value, repair)
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _id_of_float(value, repair)
    if isinstance(value, dict):
        return as_id(value.get("$oid", value.get("id")), repair)
    if isinstance(value, bytes):
        return _mended_id(value.decode("utf-8", "replace"), repair)
    return None if isinstance(value, list) else _mended_id(str(value), repair)


def is_damaged(identifier: str) -> bool:
    """Tell whether an id went through a spreadsheet or a float and lost digits: `7.9E+17`."""
    return (
        ("e" in identifier or "E" in identifier)
        and _EXPONENT.fullmatch(identifier) is not None
        and _is_float(identifier)
    )


def _is_float(identifier: str) -> bool:
    """`7.9E+17` and `1E+05` are floats; `7e17` may as well be a hexadecimal or base-36 id."""
    return "+" in identifier or "." in identifier or "," in identifier


def _id_of_float(value: float, repair: Repair) -> str | None:
    if value != value:  # NaN is the one value unequal to itself
        return None
    if value.is_integer() and abs(value) <= _EXACT_FLOAT:
        repair("float_id_mended")
        return str(int(value))
    return f"{value:.15E}" if value.is_integer() else repr(value)


def _mended_id(value: str, repair: Repair) -> str | None:
    text = value.replace("\0", "").strip()
    if text in NOTHING:
        return None
    excel = _EXCEL.fullmatch(text)
    if excel or (text.startswith("'") and len(text) > 1):
        repair("excel_id_mended")
        text = excel.group(1).strip() if excel else text[1:]
    if _INTEGRAL.fullmatch(text):
        repair("float_id_mended")
        text = text.replace(",", ".").partition(".")[0]
    return text or None


def as_text(value: Any) -> str | None:
    """Return a cell as text, None where it is missing.

    A list is joined from its strings and the `text` of its objects (Telegram); an object stands for its `text`.
    """
    if type(value) is str:
        return value
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "".join(part if isinstance(part, str) else _member_text(part) for part in value)
    if isinstance(value, dict):
        return _member_text(value) or None
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return None if value != value else str(value)


def _member_text(value: Any) -> str:
    text = value.get("text") if isinstance(value, dict) else None
    return text if isinstance(text, str) else ""


def as_label(value: Any) -> str | None:
    """Return a short text (a name, a title) trimmed and on one line; None where it is blank."""
    text = as_text(value)
    if not text:
        return None
    if text.isalnum():
        return text
    label = " ".join(text.replace("\0", "").split())
    return label if label and label not in NOTHING else None


def as_count(value: Any) -> int | None:
    """Return a count that is 0 or more, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = int(value)
    except (ValueError, OverflowError):
        return None
    return number if number >= 0 else None


def as_share(value: Any) -> float | None:
    """Return a number between 0 and 1, None for anything else."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if 0 <= number <= 1 else None


def as_switch(value: Any) -> bool:
    """Return a yes-or-no cell; re-exports write `"false"` and `"null"`, which are both no."""
    if isinstance(value, str):
        return value.strip().lower() in _TRUE
    return bool(value) and value == value


def has_happened(value: Any) -> bool:
    """Tell of a cell for when something happened, such as `deleted_at`, whether it did."""
    if isinstance(value, str):
        word = value.strip()
        return word not in NULL_WORDS and word.lower() not in _NEVER
    return bool(value) and value == value
