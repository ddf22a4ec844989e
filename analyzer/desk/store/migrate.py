"""Brings a database to the tables of this version, by the migrations that ship with the package."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from analyzer.desk.store.engine import Store, StoreError


def migrate(store: Store) -> None:
    """Upgrade the database of `store`; one that is up to date is left alone.

    Raises:
        StoreError: The database was made by a newer version.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with store.engine.begin() as connection:
        _refuse_newer(connection, ScriptDirectory.from_config(config), store)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _refuse_newer(connection: Connection, scripts: ScriptDirectory, store: Store) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    for revision in MigrationContext.configure(connection).get_current_heads():
        if revision not in known:
            raise StoreError(
                "the database was made by a newer version",
                where=store.url.render_as_string(hide_password=True),
                value=revision,
                hint="Update Analyzer, or name another database with --db",
            )
