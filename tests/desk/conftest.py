from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import create_engine, text

from analyzer.desk.intake.run import import_run
from analyzer.desk.people import passwords
from analyzer.desk.people.accounts import add_account
from analyzer.desk.people.roles import ROLES
from analyzer.desk.policy import Policy, load_policy
from analyzer.desk.store.engine import Store, parse_url
from analyzer.desk.store.migrate import migrate
from tests.desk.browse import PASSWORD, Browser, browse
from tests.desk.sample import write_sample

POSTGRES = os.environ.get("ANALYZER_TEST_POSTGRES", "")


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes() -> Iterator[None]:
    """Hashing is slow on purpose; not in tests."""
    usual = passwords._hasher
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    passwords._hasher = usual


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small run."""
    return write_sample(tmp_path_factory.mktemp("run") / "first")


@pytest.fixture(scope="session")
def newer_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the same dump by a model that finds `silly` harmless and `hmm` an insult."""
    changes = {"silly": {"insult": 0.1}, "hmm": {"insult": 0.9}}
    return write_sample(tmp_path_factory.mktemp("run") / "newer", version="2", changes=changes)


@pytest.fixture(scope="session")
def _filled(tmp_path_factory: pytest.TempPathFactory, run_folder: Path) -> Path:
    path = tmp_path_factory.mktemp("desk") / "filled.db"
    store = Store(str(path))
    _fill(store, run_folder)
    with store.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    store.close()
    return path


def _fill(store: Store, run_folder: Path) -> None:
    migrate(store)
    import_run(store, run_folder)
    fill_people(store)


def fill_people(store: Store) -> None:
    """Bring a database up to date, and add an account per role and a second reviewer."""
    migrate(store)
    with store.write() as session:
        for role in ROLES:
            add_account(session, role, PASSWORD, role)
        add_account(session, "second", PASSWORD, "reviewer")


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database without tables: SQLite, and PostgreSQL where one can be reached."""
    if request.param == "sqlite":
        store = Store(str(tmp_path / "empty.db"))
        yield store
        store.close()
        return
    with _schema() as url:
        store = Store(url)
        yield store
        store.close()


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path, _filled: Path, run_folder: Path) -> Iterator[Store]:
    """A database with the small run and an account per role, and a second reviewer."""
    if request.param == "sqlite":
        store = Store(str(shutil.copy(_filled, tmp_path / "desk.db")))
        yield store
        store.close()
        return
    with _schema() as url:
        store = Store(url)
        _fill(store, run_folder)
        yield store
        store.close()


class _schema:  # noqa: N801  used like a function
    """A schema of its own on the PostgreSQL to test on, dropped afterwards."""

    def __enter__(self) -> str:
        if not POSTGRES:
            pytest.skip("no PostgreSQL: set ANALYZER_TEST_POSTGRES to the URL of one")
        self.engine = create_engine(parse_url(POSTGRES))
        self.name = f"desk_{uuid.uuid4().hex[:12]}"
        with self.engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {self.name}"))
        url = parse_url(POSTGRES).update_query_dict({"options": f"-csearch_path={self.name}"})
        return url.render_as_string(hide_password=False)

    def __exit__(self, *_: object) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {self.name} CASCADE"))
        self.engine.dispose()


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The policy that ships."""
    return load_policy()


@pytest.fixture
def login(store: Store, policy: Policy) -> Iterator[Callable[[str], Browser]]:
    """Log somebody in: `login("reviewer")` is their browser."""
    with browse(store, policy) as opened:
        yield opened
