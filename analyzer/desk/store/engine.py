"""Engines and sessions: SQLite in WAL mode with writers taken in turn, or PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session

from analyzer.errors import AnalyzerError, ExitCode

BUSY_MS = 10_000
_DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}
_HINT = "Give --db sqlite:///desk.db or postgresql://USER@HOST/NAME"
_POOL: dict[str, Any] = {"pool_size": 24, "max_overflow": 24, "hide_parameters": True}


def _to_json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


#: JSON columns are read for every comment shown and written for every comment imported.
_JSON: dict[str, Any] = {"json_serializer": _to_json, "json_deserializer": orjson.loads}


class StoreError(AnalyzerError):
    """A database that cannot be opened, or one this version cannot use."""

    exit_code = ExitCode.BAD_OUTPUT


class Store:
    """One database and the sessions on it.

    SQLite takes one writer at a time: writers in this process queue on a lock, which is fairer and quicker than
    retrying, and begin with `BEGIN IMMEDIATE`, so that what a writer has read cannot change before it writes.
    """

    def __init__(self, url: str) -> None:
        self.url = parse_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self.url) if self.is_sqlite else _postgres(self.url)
        self._writing = self.engine.execution_options(writes=True)
        self._turn: AbstractContextManager[Any] = threading.Lock() if self.is_sqlite else nullcontext()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session for reading; what it changes is not kept."""
        with Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session for writing; commits at the end, keeps nothing where an error is raised."""
        with self._turn, Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def parse_url(url: str) -> URL:
    """Return the database URL with the driver this package brings; a bare path is an SQLite file.

    Raises:
        StoreError: It is neither SQLite nor PostgreSQL.
    """
    try:
        parsed = make_url(url if "://" in url else f"sqlite:///{url}")
    except ArgumentError as error:
        raise StoreError("the database URL cannot be read", where="--db", value=url, hint=_HINT) from error
    if parsed.drivername in _DRIVERS:
        parsed = parsed.set(drivername=_DRIVERS[parsed.drivername])
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError("neither SQLite nor PostgreSQL", where="--db", value=parsed.drivername, hint=_HINT)
    return parsed


def check(store: Store) -> None:
    """Connect once.

    Raises:
        StoreError: The database cannot be reached or its driver is not installed.
    """
    try:
        with store.engine.connect():
            return
    except SQLAlchemyError as error:
        told = str(getattr(error, "orig", None) or error).splitlines()[0]
        where = store.url.render_as_string(hide_password=True)
        raise StoreError(f"the database cannot be opened: {told}", where=where, hint=_HINT) from error


def _sqlite(url: URL) -> Engine:
    if url.database and not url.database.startswith(":"):
        _make_private(Path(url.database))
    arguments = {"timeout": BUSY_MS / 1000}
    engine = create_engine(url, connect_args=arguments, **_POOL, **_JSON)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(path: Path) -> None:
    """Make a new database file that only its owner can read: it holds comments, and the secret that signs cookies."""
    if path.parent.is_dir():
        path.touch(mode=0o600, exist_ok=True)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin by itself: we say BEGIN or BEGIN IMMEDIATE
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # what was acknowledged survives a power cut
        f"busy_timeout = {BUSY_MS}",
        "foreign_keys = ON",
        "cache_size = -65536",
        "mmap_size = 1073741824",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgres(url: URL) -> Engine:
    try:
        return create_engine(url, pool_pre_ping=True, **_POOL, **_JSON)
    except ModuleNotFoundError as error:
        hint = "Install it with pip install 'analyzer[desk,postgres]'"
        raise StoreError("the PostgreSQL driver is not installed", where="--db", hint=hint) from error
