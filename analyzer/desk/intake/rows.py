"""Many rows at once, in batches: into tables and out of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl
from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from analyzer.desk.store.models import Base

BATCH = 5_000


def write_frame(session: Session, model: type[Base], frame: pl.DataFrame) -> None:
    """Insert the rows of `frame`, whose columns are those of the table."""
    write_rows(session, model, (part.to_dicts() for part in frame.iter_slices(BATCH)))


def write_rows(session: Session, model: type[Base], batches: Iterable[list[dict[str, Any]]]) -> None:
    """Insert batches of rows."""
    for batch in batches:
        if batch:
            session.connection().execute(insert(model), batch)


def read_frame(session: Session, query: Select[*tuple[Any, ...]], schema: dict[str, Any]) -> pl.DataFrame:
    """Return the rows of a query as a frame."""
    rows = session.execute(query).fetchall()
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")


def next_id(session: Session, model: type[Base]) -> int:
    """Return the least id above all that are there."""
    column = model.__table__.c.id
    return (session.execute(select(func.max(column))).scalar() or 0) + 1


def sync_sequence(session: Session, model: type[Base]) -> None:
    """Tell PostgreSQL's sequence of the ids that were given by hand."""
    if session.get_bind().dialect.name == "postgresql":
        column = model.__table__.c.id
        sequence = func.pg_get_serial_sequence(model.__tablename__, "id")
        session.execute(select(func.setval(sequence, func.coalesce(func.max(column), 1))))


def slices(count: int) -> Iterator[slice]:
    """Yield the slices that part `count` rows into batches."""
    for start in range(0, count, BATCH):
        yield slice(start, start + BATCH)
