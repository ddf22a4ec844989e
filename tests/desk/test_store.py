from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from analyzer.desk.store.engine import Store, StoreError, check, parse_url
from analyzer.desk.store.migrate import migrate
from analyzer.desk.store.models import Base


def test_the_migrations_make_the_tables_the_code_knows(empty: Store) -> None:
    migrate(empty)
    migrate(empty)  # a second time changes nothing
    with empty.engine.connect() as connection:
        assert set(Base.metadata.tables) <= set(inspect(connection).get_table_names())
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert differences == []


def test_a_database_of_a_newer_version_is_refused(empty: Store) -> None:
    migrate(empty)
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version"):
        migrate(empty)


def test_sqlite_is_safe_and_many_can_read(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "x.db"))
    with store.engine.connect() as connection:
        told = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
    assert (tmp_path / "x.db").stat().st_mode & 0o777 == 0o600
    store.close()


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("desk.db", "sqlite"),
        ("sqlite:///desk.db", "sqlite"),
        ("postgresql://a@b/c", "postgresql+psycopg"),
        ("postgres://a@b/c", "postgresql+psycopg"),
    ],
)
def test_urls(given: str, driver: str) -> None:
    assert parse_url(given).drivername == driver


@pytest.mark.parametrize("url", ["mysql://a@b/c", "nonsense://", "://"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(StoreError):
        parse_url(url)


def test_a_database_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        check(Store(str(tmp_path / "missing" / "x.db")))
    with pytest.raises(StoreError, match="cannot be opened") as raised:
        check(Store("postgresql://someone:secret@127.0.0.1:1/none"))
    assert "secret" not in str(raised.value)
