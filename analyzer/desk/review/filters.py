"""Filters of a queue: which of its comments are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select

from analyzer.desk.intake.places import BAND_RANKS, STEP
from analyzer.desk.store.models import Item
from analyzer.desk.words import BAND_NAMES
from analyzer.errors import AnalyzerError, ExitCode
from analyzer.labels.registry import FLAG_LABELS

_RANKS = {name: rank for rank, name in BAND_RANKS.items()}
_LARGEST = 2**31 - 1  # what a column of ids holds


class FilterError(AnalyzerError):
    """A filter that names what there is not."""

    exit_code = ExitCode.BAD_INPUT


@dataclass(frozen=True)
class Filters:
    """What a queue is narrowed to; None is no limit.

    Attributes:
        label: Comments past a point of this label; the queue is then ordered by this label's band.
        band: Comments in this band: of `label`, or the surest of any label.
        thread: Id of a thread.
        author: Id of a writer.
        language: Code of a language.
        dump: Id of a dump.
    """

    label: str | None = None
    band: str | None = None
    thread: int | None = None
    author: int | None = None
    language: str | None = None
    dump: int | None = None

    def as_query(self, **more: Any) -> str:
        """Return the filters as a query string, without those that are not set."""
        return urlencode({name: value for name, value in (vars(self) | more).items() if value not in (None, "")})

    def as_json(self) -> dict[str, Any]:
        """Return the filters that are set."""
        return {name: value for name, value in vars(self).items() if value is not None}

    def without_scores(self) -> Filters:
        """Return the filters that tell nothing of scores: those a blind queue may have."""
        return Filters(thread=self.thread, author=self.author, language=self.language, dump=self.dump)


def parse_filters(query: Mapping[str, Any]) -> Filters:
    """Read filters from a query string or a saved filter; other names in it are ignored.

    Raises:
        FilterError: A value is none of those there are.
    """
    label = _one_of("label", query.get("label"), FLAG_LABELS)
    band = _one_of("band", query.get("band"), BAND_NAMES)
    numbers = {name: _number(name, query.get(name)) for name in ("thread", "author", "dump")}
    return Filters(label=label, band=band, language=_language(query.get("language")), **numbers)


def narrow(statement: Select[Any], filters: Filters, key: Any) -> Select[Any]:
    """Return `statement` over items, narrowed; `key` is the queue's column, None where it has none."""
    return statement.where(*_conditions(filters, key))


def _conditions(filters: Filters, key: Any) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.band:
        rank = _RANKS[filters.band]
        if filters.label and key is not None and key.key == f"key_{filters.label}":
            wanted += [key >= (3 - rank) * STEP, key < (4 - rank) * STEP]
        else:
            wanted.append(Item.strongest == rank)
    for column, value in (
        (Item.thread_id, filters.thread),
        (Item.author_id, filters.author),
        (Item.language, filters.language),
        (Item.dump_id, filters.dump),
    ):
        if value is not None:
            wanted.append(column == value)
    return wanted


def _one_of(name: str, value: Any, allowed: tuple[str, ...]) -> str | None:
    if value in (None, ""):
        return None
    if value not in allowed:
        raise FilterError(f"no such {name}: there are {', '.join(allowed)}", where=name, value=value)
    return str(value)


def _number(name: str, value: Any) -> int | None:
    if value in (None, ""):
        return None
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = -1
    if not 0 <= number <= _LARGEST:
        raise FilterError(f"a {name} is told by its number", where=name, value=value)
    return number


def _language(value: Any) -> str | None:
    if value in (None, ""):
        return None
    if not (isinstance(value, str) and value.isalpha() and value.isascii() and 2 <= len(value) <= 8):
        raise FilterError("a language is told by its code, as en or und", where="language", value=value)
    return value


FILTER_NAMES = tuple(field.name for field in fields(Filters))
