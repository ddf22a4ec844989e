"""Ids of one input: brought to one form, and never joined on where they have lost digits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from analyzer.dumps.record import InputReport
from analyzer.dumps.values import as_id, is_damaged

_KIND = re.compile("t[1-9]_")
_DAMAGE = (
    "ids lost digits in a spreadsheet (7.9E+17, trailing zeros): replies through them cannot be resolved; "
    "export again with ids as text"
)
#: A spreadsheet keeps 15 digits of a number and writes zeros for the rest.
_SPREADSHEET_DIGITS = 15


class IdReader:
    """Reads the ids of one input and counts what it mends.

    Args:
        report: The account of the input.
        ids: Some comment ids, to tell whether a spreadsheet has cut all long ones to 15 digits.
        parents: Some parent ids, to tell whether they carry Reddit's kinds (`t1_`, `t3_`) where comments' own do not.
    """

    def __init__(self, report: InputReport, ids: Iterable[Any] = (), parents: Iterable[Any] = ()) -> None:
        ids = [text for text in map(as_id, ids) if text is not None]
        self._report = report
        self._repair = report.repair
        self._rounded = _are_rounded(ids)
        self._kinds = bool(ids) and _have_kinds(parents) and not any(map(_KIND.match, ids))
        self._only_comments = bool(ids) and all(text.startswith("t1_") for text in ids)

    def own(self, value: Any) -> str | None:
        """Return a comment's id; None where there is none, or none left that could be trusted."""
        identifier = as_id(value, self._repair)
        if identifier is None or not self._is_damaged(identifier):
            return identifier
        self._count("damaged_id_dropped")
        return None

    def parent(self, value: Any) -> str | None:
        """Return the id of the comment answered; a damaged one stays as it is, no comment will have it."""
        identifier = as_id(value, self._repair)
        if identifier is not None and self._is_damaged(identifier):
            self._count("damaged_parent_id")
        if self._only_comments and identifier is not None and identifier.startswith("t3_"):
            return None  # a submission: its comments stand at top level
        if self._kinds and identifier is not None:
            return None if identifier.startswith("t3_") else _KIND.sub("", identifier)
        return identifier

    def thread(self, value: Any) -> str | None:
        """Return a thread's id; a damaged one stays, so that no comment is lost, and may stand for several threads."""
        identifier = as_id(value, self._repair)
        if identifier is not None and is_damaged(identifier):
            self._count("damaged_thread_id")
        return identifier

    def user(self, value: Any) -> str | None:
        """Return a user's id, None where it is damaged: it would make one user of many."""
        identifier = as_id(value, self._repair)
        if identifier is None or not is_damaged(identifier):
            return identifier
        self._count("damaged_author_id")
        return None

    def _is_damaged(self, identifier: str) -> bool:
        return is_damaged(identifier) or (self._rounded and _is_rounded(identifier))

    def _count(self, kind: str) -> None:
        self._report.repair(kind)
        self._report.note(_DAMAGE)


def _is_rounded(identifier: str) -> bool:
    """Tell whether an id looks cut to a spreadsheet's 15 digits: `790123456789012000`."""
    return (
        len(identifier) > _SPREADSHEET_DIGITS + 1
        and identifier.isdecimal()
        and not identifier[_SPREADSHEET_DIGITS:].strip("0")
    )


def _have_kinds(values: Iterable[Any]) -> bool:
    """Tell whether all ids begin with a kind: `t1_` is a comment of Reddit, `t3_` a submission."""
    present = [text for text in map(as_id, values) if text is not None]
    return bool(present) and all(map(_KIND.match, present))


def _are_rounded(ids: Iterable[str]) -> bool:
    long = [text for text in ids if len(text) > 16 and text.isdecimal()]
    return len(long) >= 3 and all(map(_is_rounded, long))
