"""Choices that pages share and read from the address: which dump, which number."""

from __future__ import annotations

from fastapi import Request
from sqlalchemy.orm import Session

from analyzer.desk.insight.threads import dumps
from analyzer.desk.review.filters import FilterError
from analyzer.desk.store.models import Dump
from analyzer.desk.web.pages import briefly

_DIGITS = 9  # columns of ids and rows hold all numbers of so many


def chosen_dump(session: Session, request: Request) -> Dump | None:
    """Return the dump that `?dump=` names; None where it names none.

    Raises:
        FilterError: There is no such dump.
    """
    value = request.query_params.get("dump", "")
    if not value:
        return None
    dump = session.get(Dump, int(value)) if _is_number(value) else None
    if dump is None:
        raise FilterError("there is no such dump", where="dump", value=value)
    return dump


def dump_choices(session: Session) -> list[tuple[int, str]]:
    """Return id and words of every dump, as a drop-down offers them."""
    return [(dump.id, briefly(dump.name)) for dump in dumps(session)]


def chosen_number(request: Request, name: str) -> int:
    """Return the whole number `?name=` gives, 0 where it gives none.

    Raises:
        FilterError: It is no whole number from 0 on.
    """
    value = request.query_params.get(name, "") or "0"
    if not _is_number(value):
        raise FilterError("a whole number from 0 on", where=name, value=value)
    return int(value)


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) <= _DIGITS
