"""A real browser on a real server: Debian's Chromium through Playwright, the desk served by uvicorn on a free port."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from sqlalchemy import text, update

from analyzer.desk.intake.run import import_run
from analyzer.desk.people.accounts import add_account, find
from analyzer.desk.people.roles import ROLES
from analyzer.desk.people.sessions import open_session
from analyzer.desk.policy import load_policy
from analyzer.desk.store.engine import Store
from analyzer.desk.store.migrate import migrate
from analyzer.desk.store.models import Item
from analyzer.desk.web.app import create_app
from analyzer.desk.web.context import SESSION_COOKIE
from analyzer.desk.web.desk import open_desk
from tests.desk.browse import PASSWORD

CHROMIUM = os.environ.get("ANALYZER_CHROMIUM") or shutil.which("chromium")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Served:
    """A desk that is being served; `cookie` is what the browser of somebody logged in holds."""

    url: str
    store: Store
    cookie: Callable[[str], str]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests."""
    if CHROMIUM is None:
        pytest.skip("no Chromium: install Debian's `chromium`, or set ANALYZER_CHROMIUM to its path")
    playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install 'analyzer[test]'")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, run_folder: Path, newer_run: Path) -> Path:
    """A database with two runs of one dump and an account per role; what is flagged is not under audit."""
    path = tmp_path_factory.mktemp("browser") / "prepared.db"
    store = Store(str(path))
    migrate(store)
    import_run(store, run_folder)
    import_run(store, newer_run)
    with store.write() as session:
        for role in ROLES:
            add_account(session, role, PASSWORD, role)
        add_account(session, "second", PASSWORD, "reviewer")
        flagged = update(Item).where(Item.severity > 0)
        session.execute(flagged.values(audit_key=None, audit_stratum=None, audit_weight=None, votes_needed=1))
    with store.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    store.close()
    return path


@contextmanager
def serving(database: Path) -> Iterator[Served]:
    """Serve a desk over a database on a free port."""
    store = Store(str(database))
    opened = open_desk(store, load_policy())
    app = create_app(opened)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)

    def cookie(name: str) -> str:
        with store.write() as session:
            account = find(session, name)
            assert account is not None
            return opened.signer.cookie(open_session(session, account))

    yield Served(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", store, cookie)
    server.should_exit = True
    thread.join(timeout=10)
    store.close()


@pytest.fixture
def desk(tmp_path: Path, prepared: Path) -> Iterator[Served]:
    """A desk of the test's own."""
    with serving(Path(shutil.copy(prepared, tmp_path / "desk.db"))) as served:
        yield served


@pytest.fixture
def log_in(chromium: Any, desk: Served) -> Iterator[Callable[..., Any]]:
    """Give somebody a browser of their own: `log_in("reviewer")` is an empty page of theirs.

    A test fails where a page breaks its content policy or its script raises.
    """
    told: list[str] = []
    with ExitStack() as stack:

        def opened(name: str, **options: Any) -> Any:
            return open_page(chromium, stack, told, desk, name, **options)

        yield opened
    assert not told


def open_page(chromium: Any, stack: ExitStack, told: list[str], desk: Served, name: str | None, **options: Any) -> Any:
    """Open an empty page for somebody who is logged in, or for nobody; problems of its scripts are added to `told`."""
    context = chromium.new_context(reduced_motion="reduce", base_url=desk.url, **options)
    stack.callback(context.close)
    if name is not None:
        context.add_cookies([{"name": SESSION_COOKIE, "value": desk.cookie(name), "url": desk.url}])
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.on("pageerror", lambda error: told.append(f"{page.url}: {error}"))
    page.on("console", lambda said: told.append(f"{page.url}: {said.text}") if _is_problem(said) else None)
    return page


def _is_problem(said: Any) -> bool:
    # Answers of 409 and 422 are the desk's own, and the console reports them as failed loads.
    return said.type == "error" and not said.text.startswith("Failed to load resource")
