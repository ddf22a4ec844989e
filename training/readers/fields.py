"""The schema of labelled rows: every column a file may have, its other names, and which values it takes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from analyzer.comment import STANCE_PARENT_LABELS, STANCE_TARGET_LABELS, TOXICITY_LABELS
from analyzer.labels.registry import LABELS

#: What counts as "no value here", besides null itself.
MISSING = frozenset({"", "null", "none", "nan", "na", "n/a"})
_TRUE, _FALSE = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
_SPLITS = {"train": "train", "val": "val", "valid": "val", "validation": "val", "dev": "val", "test": "test"}
_JIGSAW = {
    "toxicity": ("toxic",),
    "severe_toxicity": ("severe_toxic",),
    "identity_attack": ("identity_hate",),
}


@dataclass(frozen=True)
class Field:
    """One column of a labelled file.

    Attributes:
        name: Its name.
        expected: Which values it takes, in words.
        parse: Value → what examples hold, or None for "not judged"; raises ValueError where it does not fit.
        also: Other names it may have.
        label: Whether it judges something.
        meaning: What it is for.
    """

    name: str
    expected: str
    parse: Callable[[Any], Any]
    also: tuple[str, ...] = ()
    label: bool = False
    meaning: str = ""


def _text(value: Any) -> str | None:
    """Text as it stands; numbers are written out, as spreadsheets read "2024" as one."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, (dict, list)):
        raise TypeError(value)
    return str(value).strip() or None


def _share(value: Any) -> float | None:
    """0 to 1, or a word for it."""
    told = str(value).strip().casefold()
    if value is None or told in MISSING:
        return None
    if told in _TRUE or told in _FALSE:
        return float(told in _TRUE)
    number = float(told)
    if not 0 <= number <= 1:
        raise ValueError(value)
    return number


def _weight(value: Any) -> float | None:
    told = str(value).strip()
    if value is None or told.casefold() in MISSING:
        return None
    number = float(told)
    if not 0 < number < math.inf:
        raise ValueError(value)
    return number


def _one_of(names: dict[str, str], *, null: frozenset[str] = MISSING) -> Callable[[Any], str | None]:
    def parse(value: Any) -> str | None:
        told = str(value).strip().casefold()
        if value is None or (told in null and told not in names):
            return None
        if told not in names:
            raise ValueError(value)
        return names[told]

    return parse


def _named(labels: tuple[str, ...]) -> dict[str, str]:
    return {name: name for name in labels}


def _binary(name: str) -> Field:
    also = (*_JIGSAW.get(name, ()), *filter(None, [LABELS[name].perspective]))
    return Field(name, "a number from 0 to 1, or nothing where not judged", _share, also, True, LABELS[name].meaning)


def _stance(name: str, labels: tuple[str, ...], meaning: str) -> Field:
    expected = f"one of {', '.join(labels)}, or nothing where not judged"
    return Field(name, expected, _one_of(_named(labels)), (), True, meaning)


#: Columns by name, in the order documentation shows them.
FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("text", "text", _text, ("comment_text", "body"), meaning="the comment; rows without it are left out"),
        Field("parent", "text", _text, ("parent_text",), meaning="the comment it answers"),
        Field("target", "text", _text, ("title", "topic"), meaning="the thread's title or claim"),
        *(_binary(name) for name in TOXICITY_LABELS),
        _binary("conspiracy"),
        _stance("stance_parent", STANCE_PARENT_LABELS, "stance to the comment it answers; needs `parent`"),
        _stance("stance_target", STANCE_TARGET_LABELS, "stance to the target; needs `target`"),
        Field("weight", "a number above 0", _weight, meaning="how much the row counts; 1 where left out"),
        Field("split", "train, val or test", _one_of(_SPLITS), meaning="which part the row is for"),
        Field("group", "text", _text, ("thread_id",), meaning="rows of one group never part across splits"),
        Field("id", "text", _text, ("comment_id",), meaning="the row's name; its number where left out"),
        Field(
            "mode", "blind or assisted", _one_of(_named(("blind", "assisted"))), meaning="desk: was the score shown?"
        ),
        Field("reviewer", "text", _text, meaning="desk: who voted; makes each row one vote"),
        Field("guideline_version", "text", _text, meaning="desk: by which edition of the guidelines"),
    )
}

LABEL_FIELDS: tuple[str, ...] = tuple(name for name, field in FIELDS.items() if field.label)


def names_of() -> dict[str, str]:
    """Return every accepted column name, in lower case, with the field it means."""
    return {name.casefold(): field.name for field in FIELDS.values() for name in (field.name, *field.also)}
